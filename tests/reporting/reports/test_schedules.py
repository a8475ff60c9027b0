"""What is scheduled is made once for each closed day of its rhythm, after a load that knows it."""

from datetime import date, timedelta

import pytest

from bankcore.access import NotPermitted
from bankcore.audit.models import AuditEntry
from bankcore.identity.public import Role
from reporting.reports import public as reports
from reporting.reports.domain.rhythms import due
from reporting.reports.models import Run, Schedule
from reporting.reports.services import scheduling
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.factories.loans import close_day
from tests.reporting.reports.kit import NEXT_DAY
from tests.staff import staff


def schedule(report="trial_balance", rhythm="DAILY", actor=TESTER, given=None):
    return reports.schedule(report=report, given=given or {}, rhythm=rhythm, actor=actor, now=NOW)


def test_a_day_is_due_where_its_period_ends():
    days = [date(2026, 3, 27), date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1)]
    following = date(2026, 4, 2)
    assert due("DAILY", days, following) == days
    assert due("MONTHLY", days, following) == [date(2026, 3, 31)]
    assert due("QUARTERLY", days, following) == [date(2026, 3, 31)]
    assert due("YEARLY", days, following) == []
    # The last business day of a month need not be its last day; a weekend may lie between.
    assert due("MONTHLY", [date(2026, 1, 29), date(2026, 1, 30)], date(2026, 2, 2)) == [
        date(2026, 1, 30)
    ]
    assert due("MONTHLY", [date(2026, 1, 30)], date(2026, 1, 31)) == []
    assert due("YEARLY", [date(2026, 12, 31)], date(2027, 1, 4)) == [date(2026, 12, 31)]


def test_a_closed_day_is_loaded_and_made_once_and_a_failure_stops_no_other(
    committed_bank, add, monkeypatch
):
    add("broken", lambda _: 1 / 0)
    for name in ("broken", "trial_balance"):
        schedule(name)
    monthly = schedule(rhythm="MONTHLY")
    assert reports.make_due(actor=TESTER, now=NOW) == []
    factories.account(funds=100)
    close_day(NEXT_DAY)
    loads = []
    real = scheduling.warehouse.load

    def load(**told):
        loads.append(told["day"])
        return real(**told)

    monkeypatch.setattr(scheduling.warehouse, "load", load)
    made = reports.make_due(actor=TESTER, now=NOW)
    assert [(each.report, each.day, each.state.value) for each in made] == [
        ("broken", OPENING_DAY, "FAILED"),
        ("trial_balance", OPENING_DAY, "MADE"),
    ]
    assert loads == [NEXT_DAY]
    assert Schedule.objects.get(pk=monthly).done_to == OPENING_DAY
    assert reports.make_due(actor=TESTER, now=NOW) == []
    # Even where a process died before it could note that it was done.
    undone = Schedule.objects.get(report="trial_balance", rhythm="DAILY")
    undone.done_to -= timedelta(days=1)
    (again,) = scheduling._make(undone, OPENING_DAY, TESTER, NOW)
    assert again.run_id == made[1].run_id
    assert Run.objects.count() == 2


def test_the_same_is_scheduled_once_and_stopped_once(loaded):
    number = schedule()
    assert Schedule.objects.get(pk=number).done_to == OPENING_DAY
    with pytest.raises(reports.ScheduleRefused):
        schedule()
    with pytest.raises(reports.ParameterRefused):
        schedule(given={"colour": "red"}, rhythm="MONTHLY")
    reports.stop(schedule_id=number, actor=TESTER, now=NOW)
    for _ in range(2):
        with pytest.raises(reports.ScheduleRefused):
            reports.stop(schedule_id=number, actor=TESTER, now=NOW)
    close_day(NEXT_DAY + timedelta(days=1))
    assert reports.make_due(actor=TESTER, now=NOW) == []
    schedule()
    with pytest.raises(NotPermitted):
        schedule(rhythm="YEARLY", actor=staff("auditor", Role.AUDITOR))
    assert [each.action for each in AuditEntry.objects.filter(action__startswith="reports")] == [
        "reports.schedule.made",
        "reports.schedule.stopped",
        "reports.schedule.made",
    ]
