"""The files of a report: right types, nothing computed, heads on every page, a banner in red."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdfium2
import pytest
from defusedxml import ElementTree

from bankcore.money import Money
from reporting.reports.domain import charts, csv_files, kept_documents, pdf_files, workbooks
from reporting.reports.domain.comparing import differences
from reporting.reports.domain.covers import Cover
from reporting.reports.domain.documents import (
    Cell,
    Chart,
    Column,
    Document,
    Drawing,
    Kind,
    Reconciliation,
    Source,
    Table,
    cells,
)

DAY = date(2026, 3, 31)
COVER = Cover(
    title="Trial balance", words="What stands where.", bank="Bankcore Demo Bank", day=DAY,
    version=7, known_at=datetime(2026, 4, 1, 3, 4, 5, tzinfo=UTC), chosen=(("Line", "2000"),),
    code="0123456789abcdef",
)  # fmt: skip
COLUMNS = (
    Column("Name"), Column("Opened", Kind.DATE), Column("Count", Kind.WHOLE),
    Column("Share", Kind.SHARE), Column("Balance", Kind.MONEY),
)  # fmt: skip


@pytest.fixture(autouse=True)
def lake() -> None:
    """Files are made of a document alone: no bank and no lake are needed."""


def eur(amount) -> Money:
    return Money.of(amount, "EUR")


def document(rows=None, ledger="7.00", **more) -> Document:
    rows = rows or (
        cells("=HYPERLINK(1)", DAY, 1_234, Decimal("1.05"), eur("1234.50")),
        cells("Demo Shop", None, 5, None, Money.of(900, "JPY")),
    )
    table = Table(
        title="Lines", columns=COLUMNS, rows=rows, totals=(cells("Total", None, 9, None, None),)
    )
    held = Reconciliation("line 2000", eur("7.00"), eur(ledger))
    return Document(tables=(table,), reconciliations=(held,), **more)


def words_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def sheets(workbook: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


@pytest.mark.parametrize("render", [pdf_files.render, workbooks.render, csv_files.render])
def test_the_same_document_gives_the_same_bytes(render):
    chart = Chart(title="T", drawing=Drawing.LINES, labels=("a",), series=(("s", (Decimal(1),)),))
    one = document(charts=(chart,), warnings=("Mind the gap.",))
    assert render(COVER, one) == render(COVER, kept_documents.read(kept_documents.written(one)))
    assert render(COVER, one) != render(COVER, document(ledger="7.01"))


def test_a_document_is_read_as_it_was_written():
    source = Source(
        "fact_entry", (("account_id", 7), ("account_id", 8)), ("booking_date", DAY, DAY)
    )
    chart = Chart(
        title="T", drawing=Drawing.BARS, labels=("a", "b"),
        series=(("s", (Decimal("1.50"), Decimal(-2))),), unit="EUR",
    )  # fmt: skip
    row = (
        Cell("x", Source("dim_account")),
        Cell(DAY),
        Cell(3),
        Cell(Decimal("0.10")),
        Cell(eur(1), source),
    )
    one = document(rows=(row,), charts=(chart,), warnings=("Mind.",))
    assert kept_documents.read(kept_documents.written(one)) == one


def test_a_workbook_has_money_as_numbers_days_as_days_and_text_as_text():
    found = sheets(workbooks.render(COVER, document()))
    lines = found["xl/worksheets/sheet2.xml"]
    assert "<f>" not in lines
    assert ">1234.50<" in lines
    assert ">1234<" in lines
    assert ">1.05<" in lines
    assert ">46112<" in lines  # 31 March 2026 as Excel counts days
    assert 'state="frozen"' in lines
    styles = found["xl/styles.xml"]
    assert 'formatCode="yyyy-mm-dd"' in styles
    assert 'formatCode="#,##0.00"' in styles
    assert "=HYPERLINK(1)" in found["xl/sharedStrings.xml"]
    assert "2026-03-31T00:00:00Z" in found["docProps/core.xml"]


def test_an_amount_that_excel_would_round_is_written_as_text():
    long = Money(1234567890123456, eur(1).currency)
    found = sheets(workbooks.render(COVER, document(rows=(cells("x", DAY, 1, None, long),))))
    assert "12,345,678,901,234.56" in found["xl/sharedStrings.xml"]


def test_sheets_of_one_title_have_names_of_their_own_that_excel_takes():
    table = Table(
        title="Assets/liabilities [in EUR]: what there is", columns=(Column("A"),), rows=()
    )
    found = sheets(workbooks.render(COVER, Document(tables=(table, table))))
    names = [
        each.get("name") for each in ElementTree.fromstring(found["xl/workbook.xml"]).iter()
        if each.tag.endswith("}sheet")
    ]  # fmt: skip
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_csv_file_is_for_programs_and_computes_nothing():
    text = csv_files.render(COVER, document()).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert ["'=HYPERLINK(1)", "2026-03-31", "1234", "1.05", "1234.50", "EUR"] in rows
    assert ["Demo Shop", "", "5", "", "900", "JPY"] in rows
    assert ["Known at", "1 Apr 2026, 03:04:05 UTC (load 7)"] in rows
    assert ["line 2000", "7.00", "7.00", "0.00", "EUR"] in rows


def test_paper_repeats_its_head_on_every_page_and_counts_them():
    rows = tuple(cells(f"Line {n}", DAY, n, Decimal(n), eur(n)) for n in range(120))
    pages = words_of(pdf_files.render(COVER, document(rows=rows)))
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of " in page
        assert "Load 7, known at 1 Apr 2026, 03:04:05 UTC" in page
    for page in pages[:-1]:
        assert "Opened" in page
    together = "".join(pages)
    assert all(f"Line {n}" in together for n in range(120))
    assert "2000" in pages[0]


def test_paper_says_in_a_banner_that_it_does_not_tie_and_what_to_mind():
    untied = words_of(pdf_files.render(COVER, document(ledger="7.01", warnings=("Mind the gap.",))))
    assert "THIS REPORT DOES NOT TIE" in untied[0]
    assert "Mind the gap." in untied[0]
    assert "-0.01" in "".join(untied)
    tied = words_of(pdf_files.render(COVER, document()))
    assert "DOES NOT TIE" not in tied[0]
    assert "1 of 1 figures agree to the cent" in tied[0]
    assert all("DRAFT" not in each for each in tied)
    draft = words_of(pdf_files.render(COVER, document(), draft=True))
    assert all("DRAFT" in each for each in draft)


def test_a_wide_table_lies_and_stays_within_its_page():
    columns = tuple(Column(f"Bucket {n}", Kind.MONEY) for n in range(24))
    row = cells(*(eur("123456789.12") for _ in range(24)))
    wide = Document(tables=(Table(title="Wide", columns=columns, rows=(row,)),))
    page = pypdfium2.PdfDocument(pdf_files.render(COVER, wide))[0]
    width, height = page.get_size()
    assert width > height
    text = page.get_textpage()
    found = text.search("123,456,789.12")
    count = 0
    while (place := found.get_next()) is not None:
        left, _, right, _ = text.get_charbox(place[0])
        assert 0 < left < right < width
        count += 1
    assert count == 24


def test_a_comparison_names_what_changed_what_came_and_what_went():
    before = document(
        rows=(cells("Kept", DAY, 1, None, eur(5)), cells("Gone", DAY, 1, None, eur(5)))
    )
    after = document(rows=(cells("Kept", DAY, 1, None, eur(8)), cells("New", DAY, 1, None, eur(5))))
    found = {(each.row, each.column): each for each in differences(before, after)}
    change = found["Kept · 31 Mar 2026", "Balance"]
    assert (change.before, change.after, change.change) == ("5.00 EUR", "8.00 EUR", "3.00 EUR")
    assert found["Gone · 31 Mar 2026", "Balance"].after == ""
    assert found["New · 31 Mar 2026", "Balance"].before == ""
    assert ("Kept · 31 Mar 2026", "Count") not in found
    assert differences(before, before) == []


def test_a_chart_is_a_picture_without_scripts_even_where_there_is_nothing_to_draw():
    empty = Chart(title="<script>", drawing=Drawing.BARS, labels=(), series=())
    drawn = charts.svg(empty)
    assert "There are no figures to draw." in drawn
    assert "<script" not in drawn
