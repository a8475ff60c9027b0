"""Interest accrues every day on the balance by value, and again where a booking comes late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts import public as accounts
from accounts.domain.interest import Side
from tests import factories
from tests.accounts.interest_days import (
    FIRST_DAY,
    STEPS,
    accrued,
    book,
    broken,
    end_day,
    end_days_until,
    everything,
    line,
    overdraft,
    rows,
    run,
    terms,
)
from tests.conftest import OPENING_DAY

pytestmark = pytest.mark.usefixtures("bank")


def day(number: int) -> date:
    return date(2026, 3, number)


def test_nothing_accrues_before_the_terms_take_effect_nor_without_money():
    terms((0, "0.0365"))
    rich, poor = factories.account(funds=1_000), factories.account()
    end_days_until(day(5))
    assert accrued(rich) == {day(3): Decimal(10), day(4): Decimal(10)}
    assert accrued(poor) == {}
    assert broken() == []


def test_a_weekend_is_accrued_with_the_business_day_before_it():
    terms((0, "0.0365"))
    account = factories.account(funds=1_000)
    end_days_until(day(6))
    end_day(day(9))
    assert list(accrued(account)) == [day(number) for number in range(3, 9)]
    assert broken() == []


def test_money_with_value_in_the_weekend_earns_from_then_on():
    terms((0, "0.0365"))
    account = factories.account()
    end_days_until(day(6))
    book(account, 100_000, value_date=day(8))
    end_day(day(9))
    assert accrued(account) == {day(8): Decimal(10)}
    assert broken() == []


def test_what_is_booked_on_the_next_day_already_waits_for_its_own_end():
    terms((0, "0.0365"))
    account = factories.account(funds=1_000)
    end_days_until(day(6))

    def book_meanwhile(**_):
        book(account, 100_000, value_date=day(6))
        return {}

    end_day(day(9), steps=(book_meanwhile, *STEPS))
    assert accrued(account)[day(6)] == Decimal(10)
    assert broken() == []
    end_day()
    assert [accrued(account)[day(number)] for number in (5, 6, 8, 9)] == [10, 20, 20, 20]
    assert broken() == []


@pytest.mark.parametrize("rate", ["0", "-0.0365", "1", "10"])
def test_any_rate_from_minus_a_hundred_per_cent_up_accrues_exactly(rate):
    terms((0, rate))
    account = factories.account(funds=1_000)
    end_days_until(day(5))
    expected = round(100_000 * Decimal(rate) / 365, 8)
    assert list(accrued(account).values()) == ([expected] * 2 if expected else [])
    assert line("2200") == int((2 * expected).quantize(Decimal(1), "ROUND_HALF_UP"))
    assert broken() == []


def test_the_whole_balance_has_the_rate_of_its_tier():
    terms((0, "0.01"), (100_000, "0.0365"))
    below, above = factories.account(funds="999.99"), factories.account(funds=1_000)
    end_days_until(day(4))
    assert accrued(below) == {day(3): round(Decimal("999.99") / 365, 8)}
    assert accrued(above) == {day(3): Decimal(10)}
    assert broken() == []


def test_marginal_tiers_rate_each_slice_by_itself():
    terms((0, "0"), (100_000, "0.0365"), (200_000, "0.365"), method=accounts.TierMethod.MARGINAL)
    account = factories.account(funds=3_000)
    end_days_until(day(4))
    assert accrued(account) == {day(3): Decimal(10 + 100)}
    assert broken() == []


def test_an_overdraft_bears_debit_interest_and_more_beyond_its_limit():
    terms((0, "0.10"), side=Side.DEBIT, excess_rate=Decimal("0.05"))
    account = factories.account()
    overdraft(account, 1_000)
    book(account, -73_000)
    end_days_until(day(4))
    book(account, -27_000 - 73_000, kind=accounts_charge())
    end_day()
    assert list(accrued(account, Side.DEBIT).values()) == [
        Decimal(20),
        round((173_000 * Decimal("0.10") + 73_000 * Decimal("0.05")) / 365, 8),
    ]
    assert line("1300") == -(20 + 57)
    assert broken() == []


def accounts_charge():
    from bankcore.ledger import public as ledger

    return ledger.TransactionKind.FEE


def test_a_limit_changed_later_does_not_change_what_past_days_bore():
    terms((0, "0"), side=Side.DEBIT, excess_rate=Decimal("0.365"))
    account = factories.account()
    book(account, -10_000, kind=accounts_charge())
    end_days_until(day(4))
    overdraft(account, 1_000)
    end_days_until(day(6))
    book(account, -1, value_date=day(3), kind=accounts_charge())
    end_day()
    assert accrued(account, Side.DEBIT) == {day(3): Decimal("10.001")}
    assert broken() == []


def test_a_change_of_rate_counts_from_its_day_on():
    terms((0, "0.0365"))
    account = factories.account(funds=1_000)
    end_days_until(day(4))
    terms((0, "0.0730"), effective_from=day(6))
    end_days_until(day(8))
    assert list(accrued(account).values()) == [10, 10, 10, 20, 20]
    assert broken() == []


def test_an_accounts_own_rate_goes_before_the_tiers_until_it_ends():
    terms((0, "0.0365"))
    account, other = factories.account(funds=1_000), factories.account(funds=1_000)
    for effective_from, rate in [(day(4), Decimal("0.365")), (day(5), None)]:
        accounts.agree_interest_rate(
            account_id=account.account_id,
            side=Side.CREDIT,
            effective_from=effective_from,
            rate=rate,
            actor=factories.TESTER,
            now=factories.NOW,
        )
    end_days_until(day(6))
    assert list(accrued(account).values()) == [10, 100, 10]
    assert list(accrued(other).values()) == [10, 10, 10]
    assert broken() == []


def test_interest_compounding_daily_earns_interest_the_day_after():
    terms((0, "0.365"), compounding=accounts.Compounding.DAILY)
    account = factories.account(funds=1_000)
    end_days_until(day(6))
    assert list(accrued(account).values()) == [
        Decimal(100),
        Decimal("100.1"),
        Decimal("100.2001"),
    ]
    assert broken() == []


@pytest.mark.parametrize("compounding", accounts.Compounding)
@pytest.mark.parametrize("method", accounts.TierMethod)
def test_a_late_booking_leaves_what_it_would_have_left_in_time(compounding, method):
    terms((0, "0.02"), (150_000, "0.30"), compounding=compounding, method=method)
    terms((0, "0.20"), side=Side.DEBIT, compounding=compounding)
    late, in_time = factories.account(funds=1_000), factories.account(funds=1_000)
    for account in (late, in_time):
        overdraft(account, 5_000)
    end_days_until(day(4))
    book(in_time, 70_001)
    end_days_until(day(7))
    book(in_time, -300_000)
    end_days_until(day(11))
    book(late, 70_001, value_date=day(4))
    book(late, -300_000, value_date=day(7))
    end_days_until(day(13))
    for side in Side:
        assert accrued(late, side) == accrued(in_time, side) != {}
    assert rows("SELECT count(*) FROM accounts_interestadjustment")[0][0] > 5
    assert broken() == []


def test_every_step_run_again_changes_nothing():
    terms((0, "0.0365"), compounding=accounts.Compounding.DAILY)
    account = factories.account(funds=1_000)
    end_days_until(day(6))
    book(account, 5_000, value_date=day(3))

    def twice(step):
        def run_twice(**arguments):
            first = step(**arguments)
            before = everything()
            again = step(**arguments)
            assert everything() == before
            assert not any(again[name] for name in again if name != "looked_at")
            return first

        return run_twice

    end_day(day(9), steps=[twice(step) for step in STEPS])
    assert len(accrued(account)) == 6
    assert broken() == []


def test_a_step_that_dies_between_two_ranges_goes_on_where_it_stopped(monkeypatch):
    from accounts.repositories import interest_accruals as repository
    from accounts.services import interest_accruals as service

    terms((0, "0.0365"))
    opened = [factories.account(funds=1_000) for _ in range(4)]
    end_days_until(FIRST_DAY)
    monkeypatch.setattr(service, "ACCRUED_AT_ONCE", 2)
    done, real = [], repository.accrue_interest

    def dying(**arguments):
        if len(done) == 1:
            raise ConnectionError
        done.append(real(**arguments))
        return done[-1]

    from bankcore.db.transactions import use_case
    from bankcore.ledger import public as ledger

    today, following = use_case(ledger.cut_off)()
    monkeypatch.setattr(repository, "accrue_interest", dying)
    with pytest.raises(ConnectionError):
        run(today, following)
    assert rows("SELECT count(*) FROM accounts_interestday WHERE day = %s", today) == [(0,)]
    monkeypatch.setattr(repository, "accrue_interest", real)
    run(today, following)
    assert [accrued(account) for account in opened] == [{today: Decimal(10)}] * 4
    assert line("2200") == 40
    assert broken() == []


def test_the_day_before_opening_is_no_business_of_interest():
    assert OPENING_DAY + timedelta(days=1) == FIRST_DAY
