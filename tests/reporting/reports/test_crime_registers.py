"""The registers tell what was filed, when, and whether in time, and name nobody."""

from datetime import timedelta

import pytest

from bankcore.identity.public import Role
from bankcore.money import Money
from reporting.reports import public as reports
from reporting.reports.domain.registers import Deadline
from risk.cases import public as cases
from risk.crime import public as crime
from risk.crime.models import CashReport
from tests.colleagues import member
from tests.conftest import NOW
from tests.risk.crime.books import DAY, account, bring, monitor

SOON = NOW + timedelta(hours=1)
LATER = NOW + timedelta(days=60)


@pytest.fixture
def compliance():
    return member("cora", Role.COMPLIANCE)


def test_the_registers_name_reports_deadlines_and_files_but_nobody(load, compliance):
    reported, waiting = account(), account()
    bring(reported, 20_000)
    monitor()
    load(now=SOON)
    crime.file_cash(actor=compliance, now=SOON + timedelta(hours=1))
    number = CashReport.objects.get().filing_id
    crime.acknowledge_filing(
        filing_id=number, tracking_id="TRACK-0001", actor=compliance, now=NOW + timedelta(days=1)
    )
    load(now=LATER)
    made = reports.make(name="cash_register", day=DAY)
    ((row,), (total,)) = made.tables[0].rows, made.tables[0].totals
    values = [cell.value for cell in row]
    assert values[1] == DAY
    assert values[5] == total[5].value == Money.of(20_000, "USD")
    assert values[6] == DAY + timedelta(days=15)
    assert (values[7], values[9], values[11]) == (Deadline.KEPT, number, "TRACK-0001")
    told = " ".join(str(value) for value in values)
    assert str(reported.customer_id) not in told
    assert str(waiting.customer_id) not in told
    assert not any("late" in each for each in made.warnings)
    before = reports.make(name="cash_register", day=DAY, known=SOON + timedelta(minutes=1))
    assert [cell.value for cell in before.tables[0].rows[0][7:10]] == [Deadline.OPEN, None, None]
    for name in ("cash_register", "suspicion_register"):
        assert reports.report(name).permission == "crime.view_filing"


def test_what_was_not_filed_by_its_day_is_told_as_overdue(load, compliance):
    held = account()
    for _ in range(3):
        bring(held, 9_000)
    monitor()
    case = cases.take_next(actor=compliance, now=NOW)
    crime.begin_suspicion(case_id=case, actor=compliance, now=NOW)
    load(now=LATER)
    on = DAY + timedelta(days=16)
    made = reports.make(name="cash_register", day=on)
    assert made.tables[0].rows[0][7].value is Deadline.OVERDUE
    assert "1 reports were or are late." in made.warnings
    (row,) = reports.make(name="suspicion_register", day=on).tables[0].rows
    assert (row[1].value, row[6].value) == (DAY, DAY + timedelta(days=30))
    assert row[7].value is Deadline.OPEN
    before = reports.make(name="suspicion_register", day=on, values={"year": 2025})
    assert before.tables[0].rows == ()
