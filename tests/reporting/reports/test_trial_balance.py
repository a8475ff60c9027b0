"""The trial balance has what the ledger has, and says so on its face where it has not."""

from datetime import timedelta

import pytest

from bankcore.ledger.public import DayNotRolledUp
from reporting.reports import public as reports
from tests import factories
from tests.conftest import OPENING_DAY
from tests.factories.loans import close_day
from tests.reporting.test_business_day import transfer

NEXT_DAY = OPENING_DAY + timedelta(days=1)


def test_its_lines_are_the_ledgers_and_come_to_zero(load):
    one, other = factories.account(funds=100), factories.account(funds="20.50")
    transfer(one, other, factories.eur("30.25"))
    close_day(NEXT_DAY)
    load()
    made = reports.make(name="trial_balance", day=OPENING_DAY)
    (table,) = made.tables
    ((*_, debit, credit),) = table.totals
    assert debit.value == credit.value == factories.eur("120.50")
    assert made.ties
    assert "2000" in {row[0].value for row in table.rows}


def test_what_the_warehouse_lacks_is_told_on_its_face(load):
    factories.account(funds=100)
    load()
    factories.account(funds=7)
    close_day(NEXT_DAY)
    made = reports.make(name="trial_balance", day=OPENING_DAY)
    assert not made.ties
    apart = [each.difference for each in made.reconciliations if not each.agrees]
    assert sorted(each.minor for each in apart) == [-700, 700]


def test_a_day_that_is_not_closed_has_no_trial_balance(load):
    load()
    with pytest.raises(DayNotRolledUp):
        reports.make(name="trial_balance", day=OPENING_DAY)


def test_a_report_that_is_not_in_the_catalogue_is_refused():
    with pytest.raises(reports.ReportUnknown):
        reports.make(name="fortune", day=OPENING_DAY)
