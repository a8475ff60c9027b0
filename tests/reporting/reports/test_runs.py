"""A report is kept as it was made: the same from the same, by its hashes, and to its last day."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bankcore.access import NotPermitted
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from bankcore.ledger.public import DayNotRolledUp
from reporting.reports import public as reports
from reporting.reports.domain.definitions import OfficialFile, Parameter, ParameterKind
from reporting.reports.domain.documents import Cell, Column, Document, Kind, Source, Table
from reporting.reports.models import FileContent, Run, RunFile
from reporting.warehouse.models import CheckResult, Load
from tests import factories
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER
from tests.factories.loans import close_day
from tests.reporting.reports.kit import NEXT_DAY, empty_load, made, short
from tests.staff import staff


@pytest.fixture
def booked_and_loaded(load):
    factories.account(funds=100)
    close_day(NEXT_DAY)
    load()


def test_a_report_made_again_from_the_same_is_the_same_in_every_byte(booked_and_loaded):
    first = made(key="one")
    again = made(key="two", now=NOW + timedelta(days=9), load=first.load)
    assert again.run_id != first.run_id
    assert {each.kind for each in first.files} == {"DOCUMENT", "PDF", "XLSX", "CSV"}
    assert [each.sha256 for each in again.files] == [each.sha256 for each in first.files]
    for kind in ("PDF", "XLSX", "CSV"):
        one = reports.file(run_id=first.run_id, kind=kind, actor=TESTER)
        assert reports.file(run_id=again.run_id, kind=kind, actor=TESTER) == one
        assert one.content
    assert first.ties
    assert reports.compare(run_id=first.run_id, other_id=again.run_id, actor=TESTER) == []


def test_a_second_click_makes_nothing_and_a_second_wish_does(loaded):
    first = made()
    assert made().run_id == first.run_id
    assert made(key="another wish").run_id != first.run_id
    entries = AuditEntry.objects.filter(action="reports.run.made")
    assert entries.count() == 2
    assert {each.kind for each in first.files} == set(entries.first().detail["files"])


def test_what_a_report_refuses_keeps_nothing(loaded):
    unclosed = reports.Order(report="trial_balance", day=NEXT_DAY, key="early")
    with pytest.raises(DayNotRolledUp):
        reports.produce(order=unclosed, actor=TESTER, now=NOW)
    with pytest.raises(reports.ParameterRefused):
        made(given={"colour": "red"})
    assert not Run.objects.exists()


def test_a_report_whose_code_fails_is_kept_as_failed_and_somebody_is_alerted(loaded, add):
    add("broken", lambda _: 1 / 0)
    with pytest.raises(reports.ReportNotMade, match="ZeroDivisionError"):
        made("broken")
    row = Run.objects.get()
    assert (row.state, "division by zero" in row.failure) == ("FAILED", True)
    assert not RunFile.objects.exists()
    alerts.raise_due(actor=TESTER, now=NOW)
    assert SecurityAlert.objects.get().kind == "report_failed"
    with pytest.raises(reports.FilesNotKept):
        reports.document(run_id=row.pk, actor=TESTER)
    # Where nobody waits for an answer, what it refuses is kept as well.
    early = reports.Order(report="trial_balance", day=NEXT_DAY, key="early")
    found = reports.attempt(order=early, actor=TESTER, now=NOW)
    assert (found.state, "not closed" in found.failure) == (reports.RunState.FAILED, True)


def test_a_report_that_does_not_tie_alerts_and_says_so(committed_bank):
    factories.account(funds=7)
    close_day(NEXT_DAY)
    empty_load()
    found = made()
    assert not found.ties
    alerts.raise_due(actor=TESTER, now=NOW)
    assert SecurityAlert.objects.get().kind == "report_does_not_tie"
    sheet = reports.file(run_id=found.run_id, kind="CSV", actor=TESTER).content.decode()
    assert "Ties to the ledger,NO" in sheet


def test_parameters_are_held_to_their_kinds_and_kept_as_text(loaded, add):
    kinds = ParameterKind
    chosen = []

    def make(inputs):
        chosen.append(inputs.values)
        return short("one")

    add(
        "choosing",
        make,
        parameters=(
            Parameter(name="since", title="Since", kind=kinds.DATE),
            Parameter(name="top", title="Most", kind=kinds.WHOLE, default="10"),
            Parameter(name="side", title="Side", kind=kinds.CHOICE, choices=("in", "out")),
        ),
    )
    found = made("choosing", given={"since": "2026-01-31", "side": "in"})
    assert chosen == [{"since": OPENING_DAY.replace(month=1, day=31), "top": 10, "side": "in"}]
    assert found.parameters == {"since": "2026-01-31", "top": "10", "side": "in"}
    for wrong in ({"since": "31.1.2026"}, {"top": "ten"}, {"side": "up"}, {"top": "1e3"}):
        with pytest.raises(reports.ParameterRefused) as refused:
            made("choosing", key=str(wrong), given=wrong)
        assert str(refused.value).endswith(".")
    assert Run.objects.count() == 1


def test_a_report_that_names_persons_is_sealed_and_for_those_who_may_read_of_them(loaded, add):
    add("people", lambda _: short("Demo Person 01"), names_persons=True)
    add("things", lambda _: short("Demo Shop"))
    people, things = made("people", key="p"), made("things", key="t")
    assert b"Demo Shop" in reports.file(run_id=things.run_id, kind="CSV", actor=TESTER).content
    sealed = FileContent.objects.filter(file__run=people.run_id)
    assert all(each.plain is None for each in sealed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT plain, sealed FROM reports_filecontent")
        stored = [bytes(plain or secret) for plain, secret in cursor.fetchall()]
    assert not any(b"Demo Person" in each for each in stored)
    assert any(b"Demo Shop" in each for each in stored)
    compliance, finance = staff("one", Role.COMPLIANCE), staff("two", Role.FINANCE)
    assert (
        b"Demo Person 01"
        in reports.file(run_id=people.run_id, kind="CSV", actor=compliance).content
    )
    for kept_from in (
        lambda: reports.file(run_id=people.run_id, kind="CSV", actor=finance),
        lambda: reports.document(run_id=people.run_id, actor=finance),
        lambda: made("people", key="finance", actor=finance),
    ):
        with pytest.raises(NotPermitted):
            kept_from()
    reports.document(run_id=things.run_id, actor=finance)


def test_reports_are_not_for_staff_of_a_branch_nor_made_by_who_only_reads(loaded):
    run = made()
    factories_branch = staff("branch", Role.FINANCE)
    limited = type(factories_branch)(
        factories_branch.kind,
        factories_branch.id,
        type(factories_branch.rights)(
            permissions=factories_branch.rights.permissions, branch_code="NORTH"
        ),
    )
    with pytest.raises(NotPermitted):
        reports.document(run_id=run.run_id, actor=limited)
    auditor = staff("auditor", Role.AUDITOR)
    reports.document(run_id=run.run_id, actor=auditor)
    with pytest.raises(NotPermitted):
        made(key="auditor", actor=auditor)
    with pytest.raises(NotPermitted):
        reports.document(run_id=run.run_id, actor=staff("teller", Role.TELLER))


def test_files_are_dropped_after_their_last_day_and_not_before(loaded, add):
    add("brief", lambda _: short("one"), kept_years=1)
    brief, long = made("brief", key="b"), made(key="l")
    assert (brief.keep_until, long.keep_until) == (
        OPENING_DAY.replace(year=2027), OPENING_DAY.replace(year=2036),
    )  # fmt: skip
    last = NOW.replace(year=2027)
    assert reports.purge(actor=TESTER, now=last) == 0
    assert reports.purge(actor=TESTER, now=last + timedelta(days=1)) == 1
    assert reports.purge(actor=TESTER, now=last + timedelta(days=1)) == 0
    with pytest.raises(reports.FilesNotKept):
        reports.file(run_id=brief.run_id, kind="PDF", actor=TESTER)
    after = reports.run(run_id=brief.run_id, actor=TESTER)
    assert not after.is_kept
    assert after.files == brief.files  # what it was can still be shown by its hash
    assert reports.file(run_id=long.run_id, kind="PDF", actor=TESTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileContent.objects.filter(file__run=long.run_id).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=long.run_id).update(purged_at=NOW)


def test_a_figure_leads_to_its_rows_and_these_to_the_transaction_and_its_event(
    booked_and_loaded,
):
    run = made()
    document = reports.document(run_id=run.run_id, actor=TESTER)
    (table,) = document.tables
    at, row = next((n, row) for n, row in enumerate(table.rows) if row[0].value == "2000")
    assert row[4].value == factories.eur(100)
    cell, rows = reports.rows_behind(
        run_id=run.run_id, place=reports.Place(0, at, 4), page=1, actor=TESTER
    )
    assert cell == row[4]
    names = [each.name for each in rows.columns]
    assert (rows.dataset, rows.count) == ("dim_account", 1)
    account = rows.rows[0][names.index("account_id")]
    entries = reports.entries_of(run_id=run.run_id, account_id=account, page=1, actor=TESTER)
    names = [each.name for each in entries.columns]
    assert sum(each[names.index("amount")] for each in entries.rows) == 10_000
    booked = reports.booked(
        run_id=run.run_id, txn_id=entries.rows[0][names.index("txn_id")], actor=TESTER
    )
    assert {leg.amount.minor for leg in booked.transaction.legs} == {10_000, -10_000}
    assert booked.entries.count == 2
    total = reports.Place(0, len(table.rows), 4)
    for place in (total, reports.Place(0, at, 0), reports.Place(7, 0, 0)):
        with pytest.raises(reports.RowsNotFound):
            reports.rows_behind(run_id=run.run_id, place=place, page=1, actor=TESTER)


def test_a_source_that_names_what_the_warehouse_has_not_is_refused(loaded, add):
    sources = (Source("pg_user"), Source("fact_entry", (("1=1 OR account_id", 1),)))
    table = Table(
        title="Bad",
        columns=(Column("Figure", Kind.WHOLE),),
        rows=tuple((Cell(1, source),) for source in sources),
    )
    add("bad", lambda _: Document(tables=(table,)))
    run = made("bad")
    for row in range(len(sources)):
        with pytest.raises(reports.RowsNotFound):
            reports.rows_behind(
                run_id=run.run_id, place=reports.Place(0, row, 0), page=1, actor=TESTER
            )


def test_an_official_file_is_kept_beside_the_others(loaded, add):
    def official(inputs, document):
        text = f"{inputs.day} {len(document.tables)}"
        return OfficialFile("return.xml", "application/xml", text.encode())

    add("return", lambda _: short("one"), official=official)
    run = made("return")
    found = reports.file(run_id=run.run_id, kind="OFFICIAL", actor=TESTER)
    assert (found.name, found.content) == ("return.xml", b"2026-03-02 1")


def test_what_was_made_stays_as_it_was_made(loaded):
    run = made()
    for change in (
        lambda: Run.objects.filter(pk=run.run_id).update(state="RELEASED"),
        lambda: RunFile.objects.filter(run=run.run_id).update(sha256="0" * 64),
        lambda: Run.objects.filter(pk=run.run_id).update(ties=False),
        lambda: Run.objects.filter(pk=run.run_id).delete(),
        lambda: FileContent.objects.update(plain=b"other"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert made().files == run.files


def test_what_is_wrong_with_the_warehouse_is_told_on_the_reports_face(loaded, add):
    add("things", lambda _: short("Demo Shop", warnings=("Mind the gap.",)))
    CheckResult.objects.create(
        load=Load.objects.get(), check_name="unique", dataset="fact_entry", faults=3,
        sentences=["Entry 7 is there twice."], checked_at=NOW,
    )  # fmt: skip
    told = reports.document(run_id=made("things", key="t").run_id, actor=TESTER).warnings
    assert [each for each in told if "Entry 7 is there twice." in each]
    assert told[-1] == "Mind the gap."
    later = made("things", key="later", day=NEXT_DAY + timedelta(days=1))
    told = reports.document(run_id=later.run_id, actor=TESTER).warnings
    assert [each for each in told if "before the day of this report" in each]


def test_two_clicks_at_once_make_one_run(loaded, add):
    add("things", lambda _: short("Demo Shop"))
    found = in_threads(2, lambda _: made("things").run_id)
    assert found[0] == found[1]
    assert Run.objects.count() == 1
