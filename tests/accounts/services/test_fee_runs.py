"""Periodic fees at the end of a day."""

import random
from datetime import date, timedelta

import pytest

from accounts import public as accounts
from accounts.models import FeeCharge
from accounts.repositories import fee_runs
from accounts.repositories import fees as fees_repo
from accounts.services import fee_postings
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import use
from tests.accounts.services.test_fees import charge, refund, waive
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.services.movements import deposit, left, own, set_status, withdraw

pytestmark = pytest.mark.usefixtures("bank")
EVENTS = use.EVENTS
LAST_OF_MARCH, FIRST_OF_APRIL = date(2026, 3, 31), date(2026, 4, 1)


def go_to(day: date) -> None:
    """Let business days pass until this one is open."""
    ledger.close_business_day(next_day=day, actor=TESTER, now=NOW)


def end_of(day: date, next_day: date) -> dict[str, int]:
    return accounts.post_fees(day=day, next_day=next_day, actor=TESTER, now=NOW)


def end_of_march() -> dict[str, int]:
    return end_of(LAST_OF_MARCH, FIRST_OF_APRIL)


def test_maintenance_is_charged_at_the_last_business_day_of_a_month_and_not_before():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    anna = factories.account(funds=100)
    go_to(date(2026, 3, 30))
    assert end_of(date(2026, 3, 30), LAST_OF_MARCH) == {"assessed": 0, "charged": 0}
    go_to(LAST_OF_MARCH)
    assert end_of_march() == {"assessed": 1, "charged": 1}
    assert use.charges(anna) == [("MONTHLY_MAINTENANCE", "charged", 250)]
    assert (left(anna), own("4100")) == (eur("97.50"), 250)


def test_the_end_of_a_day_run_twice_charges_once():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    use.fee(EVENTS.OVERDRAFT_EXCESS, fixed=100)
    anna = factories.account(funds=100)
    go_to(LAST_OF_MARCH)
    end_of_march()
    assert end_of_march() == {"assessed": 0, "charged": 0}
    assert left(anna) == eur("97.50")


def test_a_run_that_died_between_writing_down_and_booking_goes_on(monkeypatch):
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    anna = factories.account(funds=100)
    go_to(LAST_OF_MARCH)
    with monkeypatch.context() as crash:
        crash.setattr(fee_postings, "book_collectively", lambda *_, **__: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            end_of_march()
    assert use.charges(anna) == [("MONTHLY_MAINTENANCE", "due", 250)]
    assert end_of_march() == {"assessed": 0, "charged": 1}
    assert left(anna) == eur("97.50")


def test_many_accounts_are_charged_in_chunks(monkeypatch):
    monkeypatch.setattr("accounts.services.fee_runs._CHUNK", 2)
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    several = [factories.account(funds=100) for _ in range(5)]
    factories.account(funds=100, currency="USD")
    go_to(LAST_OF_MARCH)
    assert end_of_march() == {"assessed": 5, "charged": 5}
    assert {left(account) for account in several} == {eur("97.50")}


def test_a_percentage_is_taken_of_the_average_balance_of_the_month():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, percentage="1")
    anna = factories.account(funds=310)  # from the 2nd, the day that it was opened: 30 days
    go_to(date(2026, 3, 17))  # 15 days later
    withdraw(anna, eur(300))
    go_to(LAST_OF_MARCH)
    end_of_march()
    assert use.charges(anna) == [("MONTHLY_MAINTENANCE", "charged", 160)]


@pytest.mark.parametrize(("least", "waived"), [(1_000, True), (1_001, False)])
def test_the_lowest_balance_of_the_month_waives_where_the_terms_say_so(least, waived):
    rule = accounts.WaiverRule(waived_from=least, basis=accounts.WaiverBasis.MINIMUM)
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250, waiver=rule)
    anna = factories.account(funds=100)
    go_to(date(2026, 3, 17))
    withdraw(anna, eur(90))
    go_to(date(2026, 3, 18))
    deposit(anna, eur(500))
    go_to(LAST_OF_MARCH)
    end_of_march()
    state = "waived" if waived else "charged"
    assert use.charges(anna) == [("MONTHLY_MAINTENANCE", state, 250)]


@pytest.mark.parametrize(("least", "waived"), [(30_000, True), (30_001, False)])
def test_the_average_balance_of_the_month_waives_where_the_terms_say_so(least, waived):
    rule = accounts.WaiverRule(waived_from=least, basis=accounts.WaiverBasis.AVERAGE)
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250, waiver=rule)
    anna = factories.account(funds=100)
    go_to(date(2026, 3, 12))  # 10 of 30 days with 100, 20 with 400
    deposit(anna, eur(300))
    go_to(LAST_OF_MARCH)
    end_of_march()
    state = "waived" if waived else "charged"
    assert use.charges(anna) == [("MONTHLY_MAINTENANCE", state, 250)]


def test_what_is_booked_on_the_day_after_counts_for_neither():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    anna = factories.account(funds=100)
    go_to(FIRST_OF_APRIL)
    deposit(anna, eur(100_000))
    days = fee_runs.Days(day=LAST_OF_MARCH, first=date(2026, 3, 1), last=LAST_OF_MARCH)
    concerned = fee_runs.of_month(event="MONTHLY_MAINTENANCE", days=days, dormant=False)
    assert concerned[0].balances == fee_runs.MonthBalances(average=10_000, minimum=10_000)


@pytest.mark.parametrize("seed", range(4))
def test_a_months_balances_are_those_of_its_days_counted_one_by_one(seed):
    chance = random.Random(seed)
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    several = [factories.account(funds=chance.randint(1, 99)) for _ in range(4)]
    for day in sorted(chance.sample(range(3, 60), 14)):
        go_to(OPENING_DAY + timedelta(days=day))
        for _ in range(3):
            account, amount = chance.choice(several), eur(chance.randint(1, 50))
            can_pay = left(account) >= amount and chance.random() < 0.6
            (withdraw if can_pay else deposit)(account, amount)
    month = fee_runs.Days(day=date(2026, 4, 28), first=date(2026, 4, 1), last=date(2026, 4, 28))
    found = fee_runs.of_month(event="MONTHLY_MAINTENANCE", days=month, dormant=False)
    ends: dict[int, dict[date, int]] = {each.ledger_account_id: {} for each in several}
    for ledger_id, day, balance in ledger.day_ends(account_ids=list(ends)):
        ends[ledger_id][day] = balance
    for account, each in zip(several, found, strict=True):
        known, balances = ends[account.ledger_account_id], []
        for number in range(28):
            day = month.first + timedelta(days=number)
            balances.append(known[max(end for end in {*known, OPENING_DAY} if end <= day)])
        expected = fee_runs.MonthBalances(average=sum(balances) // 28, minimum=min(balances))
        assert each.balances == expected


def test_a_waiver_covers_a_periodic_fee():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    anna = factories.account(funds=100)
    waive(EVENTS.MONTHLY_MAINTENANCE, customer_id=anna.customer_id)
    go_to(LAST_OF_MARCH)
    assert end_of_march() == {"assessed": 1, "charged": 0}
    assert use.charges(anna) == [("MONTHLY_MAINTENANCE", "waived", 250)]


def test_a_closed_account_costs_nothing_and_a_block_stops_no_fee():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    closed, frozen = factories.account(), factories.account(funds=1)
    set_status(closed, accounts.AccountStatus.CLOSED)
    set_status(frozen, accounts.AccountStatus.FROZEN)
    go_to(LAST_OF_MARCH)
    assert end_of_march() == {"assessed": 1, "charged": 1}
    assert left(frozen) == eur("-1.50")
    assert use.charges(closed) == []


def test_fees_of_one_kind_are_one_transaction_and_an_account_may_owe_several_kinds():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    use.fee(EVENTS.OVERDRAFT_EXCESS, fixed=100)
    use.fee(EVENTS.STATEMENT_COPY, fixed=200)
    anna, ben = factories.account(), factories.account(funds=10)
    charge(anna)  # beyond its limit from here on
    go_to(LAST_OF_MARCH)
    assert end_of_march() == {"assessed": 3, "charged": 3}
    assert (left(anna), left(ben)) == (eur("-5.50"), eur("7.50"))
    booked = FeeCharge.objects.exclude(event="STATEMENT_COPY").values_list("txn_id", flat=True)
    assert len(set(booked)) == 2


def test_one_of_many_fees_in_one_transaction_is_refunded_alone():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    anna, ben = factories.account(funds=100), factories.account(funds=100)
    go_to(LAST_OF_MARCH)
    assert end_of_march() == {"assessed": 2, "charged": 2}
    assert len(set(FeeCharge.objects.values_list("txn_id", flat=True))) == 1
    refund(anna)
    assert (left(anna), left(ben), own("4100")) == (eur(100), eur("97.50"), 250)
    line = ledger.entries(account_id=anna.ledger_account_id, chosen=ledger.EntryFilter(), limit=1)[
        0
    ]
    assert line.value_date == LAST_OF_MARCH


def test_an_account_closed_meanwhile_does_not_keep_the_others_from_being_charged(monkeypatch):
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    anna, ben = factories.account(), factories.account(funds=10)
    go_to(LAST_OF_MARCH)
    lock = fees_repo.lock_due

    def close_after(**asked):
        found = lock(**asked)
        if found:
            ledger.set_status(account_id=anna.ledger_account_id, status=ledger.AccountStatus.CLOSED)
        return found

    monkeypatch.setattr(fees_repo, "lock_due", close_after)
    assert end_of_march() == {"assessed": 2, "charged": 1}
    assert (left(anna), left(ben)) == (eur(0), eur("7.50"))


def test_fees_are_booked_on_the_day_that_ends_while_the_next_is_open():
    use.fee(EVENTS.MONTHLY_MAINTENANCE, fixed=250)
    anna = factories.account(funds=100)
    go_to(LAST_OF_MARCH)
    use_case(ledger.cut_off)(next_day=FIRST_OF_APRIL)
    withdraw(anna, eur(50))
    end_of_march()
    use_case(ledger.close_period)(actor=TESTER, now=NOW)
    lines = ledger.entries(account_id=anna.ledger_account_id, chosen=ledger.EntryFilter(), limit=2)
    assert [each.booking_date for each in lines] == [LAST_OF_MARCH, FIRST_OF_APRIL]
    assert end_of_march() == {"assessed": 0, "charged": 0}
