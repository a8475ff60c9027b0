"""Pictures carry no scripts and no styles, can be read on a telephone, and say what they show."""

from datetime import date
from decimal import Decimal

import pytest
from defusedxml import ElementTree

from reporting.dashboards.domain import ranges, rhythms, wording
from reporting.dashboards.domain.boards import BOARDS
from reporting.dashboards.domain.figures import Unit
from reporting.dashboards.domain.rows import LISTINGS
from reporting.dashboards.services import pictures
from reporting.dashboards.services.pictures import Chart, Place

HOSTILE = "<script>alert(1)</script>"


def chart(kind="BARS", *, is_of_time=False, count=4, **more) -> Chart:
    places = tuple(
        Place(
            label=f"{HOSTILE} {n}",
            values=(Decimal(n * 1_000), Decimal(n)),
            told=f'{n} " {HOSTILE}',
            address=f"/admin/?a=1&at={n}",
        )
        for n in range(count)
    )
    given = {"series": ("in", "out"), "places": places, "title": "Money", **more}
    return Chart(kind=kind, is_of_time=is_of_time, **given)


@pytest.mark.parametrize("width", [pictures.WIDE, pictures.NARROW])
@pytest.mark.parametrize("kind", ["BARS", "RANKS", "LINES"])
def test_a_picture_stands_in_a_page_that_allows_no_scripts_and_no_styles(kind, width):
    root = ElementTree.fromstring(pictures.svg(chart(kind), width))
    elements = list(root.iter())
    assert not [each for each in elements if "style" in each.attrib or "id" in each.attrib]
    assert not [each for each in elements if each.tag.rpartition("}")[2] in {"script", "style"}]
    assert not [name for each in elements for name in each.attrib if name.startswith("on")]
    links = [each for each in elements if each.tag.endswith("}a")]
    addresses = [value for each in links for name, value in each.items() if name.endswith("href")]
    assert sorted(addresses) == [f"/admin/?a=1&at={n}" for n in range(4)]
    assert {each.get("tabindex") for each in links} == {"-1"}
    assert root.get("aria-hidden") == "true"
    assert f"0 0 {width} " in root.get("viewBox")


def test_a_bar_is_as_high_as_its_value_and_stays_within_the_picture():
    root = ElementTree.fromstring(pictures.svg(chart(count=3, series=("in",)), pictures.WIDE))
    bars = [
        float(each.get("height"))
        for each in root.iter()
        if each.tag.endswith("}rect") and each.get("fill", "").startswith("rgb(11%")
    ]
    half, whole = sorted(bars)  # nothing is drawn of nothing
    assert half == pytest.approx(whole / 2)
    assert 150 < whole <= 280


def test_words_under_bars_are_all_there_on_a_telephone():
    drawn = pictures.svg(chart(count=5, series=("in",)), pictures.NARROW)
    assert [f"{n}</text>" in drawn for n in range(5)] == [True] * 5


def test_nothing_to_draw_is_said():
    assert "Nothing in these days." in pictures.svg(chart(count=0))
    assert "Nothing in these days." in pictures.svg(chart(count=1))  # its only values are zero


def test_a_mails_document_is_the_same_for_the_same_figures():
    made = [pictures.pdf("Bank today", ["Of a day."], [chart(), chart("LINES")]) for _ in "ab"]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")


@pytest.mark.parametrize("colour", pictures._COLOURS)
def test_colours_stand_out_against_white(colour):
    """By the contrast ratio of WCAG 2.2, 1.4.3."""
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in colour.rgb()
    ]
    luminance = sum(
        part * each for part, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
    assert 1.05 / (luminance + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("value", "words"),
    [("0", "0"), ("950", "950"), ("9999", "9,999"), ("12000", "12k"), ("1500000", "1.5m"),
     ("-2000000", "-2m"), ("3100000000", "3.1bn"), ("0.5", "0.50")],
)  # fmt: skip
def test_axes_have_short_numbers(value, words):
    assert wording.short(Decimal(value)) == words


def test_tables_have_full_numbers():
    assert wording.full((123_450,), Unit.MONEY, "EUR") == ("1,234.50\N{NO-BREAK SPACE}EUR",)
    assert wording.full((123_450,), Unit.MONEY, "JPY") == ("123,450\N{NO-BREAK SPACE}JPY",)
    assert wording.full((1, 3), Unit.SHARE, "EUR") == ("33.3\N{NO-BREAK SPACE}%",)
    assert wording.full((0, 0), Unit.SHARE, "EUR") == ("-",)
    assert wording.label("2 up to 30 days") == "up to 30 days"


def test_long_ranges_are_put_together_by_longer_steps():
    by_day = next(each for board in BOARDS for each in board.figures if each.keys == "DAY")
    end = date(2026, 3, 2)
    steps = [ranges.step_of(by_day, *ranges.days_before(kind, end)) for kind in ("WEEK", "YEAR")]
    assert steps == [ranges.Step.DAY, ranges.Step.MONTH]
    assert ranges.step_of(by_day, date(2016, 1, 1), end) is ranges.Step.YEAR
    assert ranges.places(ranges.Step.MONTH, date(2026, 1, 31), end) == [
        "2026-01", "2026-02", "2026-03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rhythm", "day"), [("DAILY", 26), ("WEEKLY", 23), ("MONTHLY", 1)]
)  # a Thursday
def test_mails_are_due_on_the_latest_day_of_their_rhythm(rhythm, day):
    assert rhythms.due(rhythm, date(2026, 11, 26)) == date(2026, 11, day)


def test_every_figure_can_open_its_rows():
    assert {figure.of for board in BOARDS for figure in board.figures} <= set(LISTINGS)
    names = [figure.name for board in BOARDS for figure in board.figures]
    alike = {figure.name: figure for board in BOARDS for figure in board.figures}
    assert all(alike[figure.name] == figure for board in BOARDS for figure in board.figures)
    assert len(names) > 30
