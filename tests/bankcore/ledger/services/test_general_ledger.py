"""Months and years of the general ledger, and what stands on its lines."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.models import GlClosing, GlPeriod
from bankcore.ledger.services import business_days
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import bank_account, book, customer_account, posted
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")
NEW_YEAR = date(2027, 1, 1)
LAST_DAY = date(2026, 12, 31)
cut_off = use_case(ledger.cut_off)
close_period = use_case(ledger.close_period)


def go_to(day: date) -> None:
    ledger.close_business_day(next_day=day, actor=TESTER, now=NOW)


def end(day: date, next_day: date, *, again: bool = False) -> dict[str, int]:
    """Close `day` as an end-of-day run does, and return the counts of the ledger's own steps."""
    days = {"day": day, "next_day": next_day, "actor": TESTER, "now": NOW}
    if not again:
        cut_off(next_day=next_day)
    counts = ledger.close_result(**days)
    close_period(actor=TESTER, now=NOW)
    ledger.summarise_closed_days()
    return counts | ledger.close_periods(**days)


def earn(fees: int, interest: int) -> int:
    """Have a customer pay fees and get interest, in cents; returns the customer's account."""
    anna = customer_account(funds=10_000)
    book((anna, -fees), (bank_account("4100"), fees))
    book((bank_account("5000"), -interest), (anna, interest))
    return anna


def test_while_a_day_is_being_closed_only_bookings_that_name_it_reach_it():
    anna, ben = customer_account(funds=100), customer_account()
    assert cut_off() == (OPENING_DAY, date(2026, 3, 3))
    assert book((anna, -1), (ben, 1)).booking_date == date(2026, 3, 3)
    assert book((anna, -1), (ben, 1), booking_date=OPENING_DAY).booking_date == OPENING_DAY
    assert close_period(actor=TESTER, now=NOW) == OPENING_DAY
    late = book((anna, -1), (ben, 1), booking_date=OPENING_DAY)
    assert late.code == ledger.RefusalCode.PERIOD_CLOSED
    ledger.summarise_closed_days()
    assert books.broken() == []


def test_a_second_day_is_not_cut_off_before_the_first_is_closed():
    cut_off()
    with pytest.raises(ledger.DayStillClosing, match="2026-03-02 is still being closed"):
        cut_off()
    assert ledger.business_date() == date(2026, 3, 3)
    assert ledger.closing_day() == OPENING_DAY


def test_closing_a_period_when_none_is_being_closed_does_nothing():
    assert close_period(actor=TESTER, now=NOW) is None
    assert business_days.last_closed() is None


def test_the_trial_balance_is_of_closed_days_and_sums_to_zero():
    earn(300, 50)
    with pytest.raises(ledger.DayNotRolledUp):
        ledger.trial_balance(day=OPENING_DAY)
    go_to(date(2026, 3, 3))
    lines = {line.gl_code: line.balance.minor for line in ledger.trial_balance(day=OPENING_DAY)}
    assert lines == {"1000": -10_000, "2000": 9_750, "4100": 300, "5000": -50}


def test_the_years_result_is_carried_into_retained_earnings():
    go_to(LAST_DAY)
    earn(300, 50)
    counts = end(LAST_DAY, NEW_YEAR)
    assert counts["closing entries"] == 1
    lines = {line.gl_code: line.balance.minor for line in ledger.trial_balance(day=LAST_DAY)}
    assert lines == {"1000": -10_000, "2000": 9_750, "3100": 250}
    assert books.broken() == []


def test_a_loss_is_carried_as_well_and_a_year_of_nothing_needs_no_entry():
    go_to(LAST_DAY)
    earn(50, 300)
    end(LAST_DAY, NEW_YEAR)
    assert posted(bank_account("3100")) == -250
    go_to(date(2027, 12, 31))
    assert end(date(2027, 12, 31), date(2028, 1, 1))["closing entries"] == 0


def test_what_the_new_year_earns_before_the_old_is_closed_stays_in_the_new():
    go_to(LAST_DAY)
    earn(300, 50)
    cut_off(next_day=NEW_YEAR)
    earn(1_000, 1)
    end(LAST_DAY, NEW_YEAR, again=True)
    assert posted(bank_account("3100")) == 250
    assert (posted(bank_account("4100")), posted(bank_account("5000"))) == (1_000, 1)


def test_closing_the_year_again_books_nothing():
    go_to(LAST_DAY)
    earn(300, 50)
    end(LAST_DAY, NEW_YEAR)
    before = books.state()
    days = {"day": LAST_DAY, "next_day": NEW_YEAR, "actor": TESTER, "now": NOW}
    assert ledger.close_periods(**days) == {
        "months closed": 0,
        "years closed": 0,
        "closing balances": 0,
    }
    assert books.state() == before


def test_months_are_closed_with_their_balances_and_carry_the_trial_balance_on():
    earn(300, 50)
    march = date(2026, 3, 31)
    go_to(march)
    assert end(march, date(2026, 4, 1))["months closed"] == 1
    earn(7, 1)
    april = date(2026, 4, 1)
    go_to(date(2026, 4, 2))
    lines = {line.gl_code: line.balance.minor for line in ledger.trial_balance(day=april)}
    assert lines == {"1000": -20_000, "2000": 19_744, "4100": 307, "5000": -51}
    assert GlClosing.objects.filter(last_day=march).count() == 4
    assert list(GlPeriod.objects.values_list("kind", flat=True)) == ["MONTH"]


def test_a_month_whose_last_days_are_a_weekend_is_closed_with_its_friday():
    friday = date(2026, 5, 29)
    go_to(friday)
    assert end(friday, date(2026, 6, 1))["months closed"] == 1


def test_a_day_in_the_middle_of_a_month_closes_no_period():
    assert end(OPENING_DAY, date(2026, 3, 3)) == {}


def test_the_trial_balance_is_printed_with_debits_and_credits_that_agree():
    earn(300, 50)
    go_to(date(2026, 3, 3))
    out = StringIO()
    call_command("trial_balance", stdout=out)
    assert re.search(r"1000 Cash +100\.00$", out.getvalue(), re.MULTILINE)
    assert out.getvalue().split()[-2:] == ["100.50", "100.50"]
    with pytest.raises(CommandError, match="2026-03-03 is not closed"):
        call_command("trial_balance", day=date(2026, 3, 3))
