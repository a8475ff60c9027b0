"""What leaves the bank was released by two people; what was released stays, and is restated."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.access import NotPermitted
from bankcore.approvals import public as approvals
from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from bankcore.identity.public import Role
from reporting.reports import public as reports
from reporting.reports.domain.documents import (
    Column,
    Document,
    Kind,
    Reconciliation,
    Table,
    cells,
)
from reporting.reports.models import Run
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.reporting.reports.kit import empty_load, made, short
from tests.staff import staff


@pytest.fixture
def ratio(add):
    """A report of one figure, which the test sets, held against what it sets."""
    figures = {"reported": eur(100), "ledger": eur(100)}

    def make(_inputs) -> Document:
        table = Table(
            title="Ratio",
            columns=(Column("What"), Column("Amount", Kind.MONEY), Column("Share", Kind.SHARE)),
            rows=(cells("Buffer", figures["reported"], Decimal("1.05")),),
        )
        held = Reconciliation("buffer", figures["reported"], figures["ledger"])
        return Document(tables=(table,), reconciliations=(held,))

    add("ratio", make, released=True)
    return figures


@pytest.fixture
def two(committed_bank):
    return staff("one", Role.FINANCE), staff("two", Role.RISK_ANALYST)


def ask(run, actor, reason="For the authority"):
    return reports.request_release(run_id=run.run_id, reason=reason, actor=actor, now=NOW)


def released(key, maker, checker):
    run = made("ratio", key=key)
    asked = ask(run, maker)
    approvals.approve(request_id=asked.request_id, actor=checker, now=NOW)
    return reports.run(run_id=run.run_id, actor=TESTER)


def test_files_go_out_only_once_a_second_person_has_released_them(loaded, ratio, two):
    run = made("ratio")
    for kind in ("PDF", "XLSX", "CSV"):
        with pytest.raises(reports.NotReleased):
            reports.file(run_id=run.run_id, kind=kind, actor=two[0])
    draft = reports.draft(run_id=run.run_id, actor=two[0])
    assert draft.name.startswith("draft-")
    asked = ask(run, two[0])
    assert reports.run(run_id=run.run_id, actor=TESTER).state is reports.RunState.ASKED
    with pytest.raises(approvals.OwnRequest):
        approvals.approve(request_id=asked.request_id, actor=two[0], now=NOW)
    with pytest.raises(reports.NotReleased):
        reports.file(run_id=run.run_id, kind="PDF", actor=TESTER)
    with pytest.raises(NotPermitted):
        approvals.approve(request_id=asked.request_id, actor=staff("x", Role.OPERATIONS), now=NOW)
    approvals.approve(request_id=asked.request_id, actor=two[1], now=NOW)
    found = reports.run(run_id=run.run_id, actor=TESTER)
    assert (found.state, found.released_by) == (reports.RunState.RELEASED, str(two[1]))
    file = reports.file(run_id=run.run_id, kind="PDF", actor=two[0])
    assert file.content != draft.content
    entry = AuditEntry.objects.get(action="reports.run.released")
    assert entry.detail["files"] == {each.kind: each.sha256 for each in run.files}


def test_a_refusal_has_a_reason_and_the_report_can_be_asked_for_again(loaded, ratio, two):
    run = made("ratio")
    asked = ask(run, two[0])
    with pytest.raises(approvals.AlreadyRequested):
        ask(run, two[1])
    approvals.refuse(request_id=asked.request_id, reason="The buffer is old", actor=two[1], now=NOW)
    found = reports.run(run_id=run.run_id, actor=TESTER)
    assert (found.state, found.words) == (reports.RunState.REFUSED, "The buffer is old")
    with pytest.raises(reports.NotReleased):
        reports.file(run_id=run.run_id, kind="PDF", actor=TESTER)
    again = ask(run, two[1])
    approvals.approve(request_id=again.request_id, actor=two[0], now=NOW)
    assert reports.run(run_id=run.run_id, actor=TESTER).state is reports.RunState.RELEASED


def test_a_later_release_restates_the_earlier_which_stays(loaded, ratio, two):
    first = released("first", *two)
    before = reports.file(run_id=first.run_id, kind="CSV", actor=TESTER)
    late = made("ratio", key="of the same version")
    ratio["reported"] = ratio["ledger"] = eur("92.50")
    empty_load(minutes=5)
    second = released("second", *two)
    assert second.load > first.load
    assert second.restates == first.run_id
    first = reports.run(run_id=first.run_id, actor=TESTER)
    assert (first.state, first.restated_by) == (reports.RunState.RELEASED, second.run_id)
    assert reports.file(run_id=first.run_id, kind="CSV", actor=TESTER) == before
    found = reports.compare(run_id=first.run_id, other_id=second.run_id, actor=TESTER)
    amount = next(each for each in found if each.column == "Amount")
    assert (amount.table, amount.row) == ("Ratio", "Buffer")
    assert (amount.before, amount.after, amount.change) == ("100.00 EUR", "92.50 EUR", "-7.50 EUR")
    assert AuditEntry.objects.get(action="reports.run.restated").detail["restates"] == first.run_id
    with pytest.raises(reports.CannotRelease, match="older"):
        ask(late, two[0])


def test_what_does_not_tie_is_for_inside_or_is_out_already_is_not_released(loaded, ratio, add, two):
    add("inside", lambda _: short("one"))
    with pytest.raises(reports.CannotRelease, match="inside"):
        ask(made("inside", key="i"), two[0])
    with pytest.raises(reports.CannotRelease, match="already"):
        ask(released("first", *two), two[0])
    ratio["ledger"] = eur(99)
    untied = made("ratio", key="untied")
    with pytest.raises(reports.CannotRelease, match="tie"):
        ask(untied, two[0])
    with pytest.raises(NotPermitted):
        ask(untied, staff("auditor", Role.AUDITOR))
    assert Run.objects.exclude(request=None).count() == 1


def test_the_database_releases_nothing_that_one_alone_has_decided(loaded, ratio, two):
    run, mine = made("ratio"), released("out", *two)
    for values in (
        {"state": "RELEASED", "released_by": "user:1", "released_at": NOW},
        {"state": "RELEASED", "request": 1},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Run.objects.filter(pk=run.run_id).update(**values)
    for values in ({"released_by": "user:9"}, {"state": "MADE"}, {"request": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Run.objects.filter(pk=mine.run_id).update(**values)


def test_who_cannot_read_a_report_cannot_release_it(loaded, add, two):
    add("people", lambda _: short("Demo Person 01"), released=True, names_persons=True)
    run = made("people")
    compliance, finance = staff("three", Role.COMPLIANCE), two[0]
    with pytest.raises(NotPermitted):
        ask(run, finance)
    asked = ask(run, compliance)
    with pytest.raises(NotPermitted):
        approvals.approve(request_id=asked.request_id, actor=finance, now=NOW)
    assert approvals.get(request_id=asked.request_id).state is approvals.State.REQUESTED


def test_what_is_released_is_what_was_asked_for(loaded, ratio, two):
    run = made("ratio")
    asked = ask(run, two[0])
    other = replace(asked, payload={**asked.payload, "files": {"PDF": "0" * 64}})
    with pytest.raises(reports.CannotRelease, match="asked for"):
        use_case(reports.execute_release)(request=other, actor=two[1], now=NOW)
    assert reports.run(run_id=run.run_id, actor=TESTER).state is reports.RunState.ASKED
