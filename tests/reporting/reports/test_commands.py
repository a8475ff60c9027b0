"""Reports by hand, and all of them at once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reporting.reports import public as reports
from reporting.reports.models import Run
from reporting.reports.services import catalogue
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.reporting.reports.kit import short


def make(name, *more) -> str:
    said = StringIO()
    call_command("make_report", name, "--day", OPENING_DAY.isoformat(), *more, stdout=said)
    return said.getvalue()


def test_the_files_are_written_into_a_folder_and_of_what_is_not_released_a_draft(
    loaded, add, tmp_path
):
    add("inside", lambda _: short("one"))
    add("outside", lambda _: short("one"), released=True)
    said = make("inside", "--out", str(tmp_path / "in"))
    names = {path.suffix for path in (tmp_path / "in").iterdir()}
    assert names == {".pdf", ".xlsx", ".csv"}
    assert str(tmp_path / "in") in said
    said = make("outside", "--out", str(tmp_path / "out"))
    assert "once two people have released it" in said
    (draft,) = (tmp_path / "out").iterdir()
    assert draft.name.startswith("draft-")


def test_a_refusal_is_a_sentence_and_a_cure(loaded):
    with pytest.raises(CommandError, match="Choose one of the list"):
        make("fortune")
    with pytest.raises(CommandError, match="has no parameter"):
        make("trial_balance", "--choose", "colour=red")
    with pytest.raises(CommandError, match="had not been loaded"):
        make("trial_balance", "--known", "2020-01-01T00:00")


def test_every_report_is_made_once_and_one_that_fails_stops_no_other(loaded, monkeypatch, add):
    for name in [each for each in catalogue.CATALOGUE if each != "trial_balance"]:
        monkeypatch.delitem(catalogue.CATALOGUE, name)
    add("broken", lambda _: 1 / 0)
    made = reports.attempt_every(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert [(each.report, each.is_kept) for each in made] == [
        ("broken", False), ("trial_balance", True),
    ]  # fmt: skip
    again = reports.attempt_every(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert [each.run_id for each in again] == [each.run_id for each in made]
    assert Run.objects.count() == 2
