"""Falling behind: days past due, buckets, penalties, and catching up."""

from datetime import date, timedelta

import pytest

from accounts import public as accounts
from accounts.models import LoanCharge, LoanStateChange
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories import loans as lending

APRIL = date(2026, 4, 2)
pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def late():
    """Return a loan without money to pay it; its first instalment of 106.62 is due on 2 April."""
    loan = lending.lent()
    lending.take_away(loan)
    lending.close_day(APRIL)
    return loan


def test_an_instalment_is_past_due_from_the_day_after(late):
    lending.close_day(date(2026, 4, 3))
    assert (late.view.state, late.view.days_past_due) == ("ACTIVE", 0)
    lending.close_day(date(2026, 4, 4))
    assert (late.view.state, late.view.days_past_due, late.view.bucket) == ("IN_ARREARS", 1, "1-30")
    told = Event.objects.get(name="accounts.loan_in_arrears")
    assert told.payload["days_past_due"] == "1"
    assert told.payload["loan_id"] == str(late.loan_id)


def test_a_loan_in_arrears_goes_through_the_buckets(late):
    seen = {}
    for days in (1, 30, 31, 60, 61, 90, 91):
        day = APRIL + timedelta(days=days)
        accounts.update_arrears(day=day, next_day=day, actor=TESTER, now=NOW)
        seen[days] = late.view.bucket
    assert seen == {
        1: "1-30",
        30: "1-30",
        31: "31-60",
        60: "31-60",
        61: "61-90",
        90: "61-90",
        91: "90+",
    }
    assert Event.objects.filter(name="accounts.loan_in_arrears").count() == 4


def test_penalties_start_after_the_days_of_grace_and_count_every_day_once(late):
    # 106.62 overdue at 5 % / 365: 0.014605 a day. Three days of grace, so from 6 April on.
    lending.close_days_until(date(2026, 4, 6))
    assert LoanCharge.objects.count() == 0
    counts = lending.steps(date(2026, 4, 6), date(2026, 4, 26))
    assert counts["charged"] == 20
    assert counts["charged_minor"] == 29
    assert lending.gl("1220") == lending.gl("4110") == eur("0.29")
    assert late.view.due == eur("106.91")
    again = lending.steps(date(2026, 4, 6), date(2026, 4, 26))
    assert (again["charged"], again["changed"]) == (0, 0)
    assert lending.clean()


def test_penalties_are_paid_first_and_a_customer_who_pays_is_behind_no_more(late):
    lending.close_days_until(date(2026, 4, 6))
    lending.close_day(date(2026, 4, 26))
    lending.pay_in(late, "300")
    receipt = lending.repay(late, late.view.due)
    assert receipt.fees == eur("0.29")
    lending.close_day(date(2026, 4, 27))
    assert (late.view.state, late.view.days_past_due, late.view.bucket) == ("ACTIVE", 0, "CURRENT")
    states = [each.to_state for each in LoanStateChange.objects.order_by("id")]
    assert states == ["ACTIVE", "IN_ARREARS", "ACTIVE"]
    assert lending.clean()


def test_a_weekend_is_charged_when_friday_closes(late):
    lending.close_days_until(date(2026, 4, 10))
    before = LoanCharge.objects.count()
    lending.steps(date(2026, 4, 10), date(2026, 4, 13))
    assert LoanCharge.objects.count() == before + 3


def test_interest_is_booked_evenly_and_is_whole_when_it_is_due(late):
    assert lending.gl("1210") == lending.gl("4010") == eur(12)
    counts = accounts.accrue_loan_interest(
        day=APRIL, next_day=date(2026, 4, 12), actor=TESTER, now=NOW
    )
    # 10 of the 30 days of a period that earns 11.05.
    assert counts == {"accrued": 1, "accrued_minor": 368}
    again = accounts.accrue_loan_interest(
        day=APRIL, next_day=date(2026, 4, 12), actor=TESTER, now=NOW
    )
    assert again == {"accrued": 0, "accrued_minor": 0}
    assert lending.clean()


def test_the_steps_of_a_bank_without_loans_do_nothing():
    counts = lending.steps(ledger.business_date(), APRIL)
    assert set(counts.values()) == {0}
