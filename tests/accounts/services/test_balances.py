"""What was on an account at the end of any day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest

from accounts import public as accounts
from bankcore.ledger.models import Entry
from tests import factories
from tests.accounts.closed_days import MARCH_END, close, open_early, pay_in
from tests.conftest import OPENING_DAY
from tests.factories import eur

pytestmark = pytest.mark.usefixtures("bank")
Basis = accounts.BalanceBasis
MARCH_3, MARCH_4 = date(2026, 3, 3), date(2026, 3, 4)


def on(account, day, basis=Basis.BOOKING):
    return accounts.balance_as_of(account_id=account.account_id, day=day, basis=basis).balance


def test_a_past_day_shows_what_was_booked_by_then():
    account = factories.account(funds=100)
    close(MARCH_3)
    pay_in(account, -3_000)
    close(MARCH_4)
    pay_in(account, 500)
    assert on(account, OPENING_DAY - timedelta(days=1)) == eur(0)
    assert on(account, OPENING_DAY) == eur(100)
    assert on(account, MARCH_3) == eur(70)
    assert on(account, MARCH_4) == on(account, date(2030, 1, 1)) == eur(75)


def test_by_value_an_entry_counts_from_its_value_date():
    account = factories.account(funds=100)
    close(MARCH_3)
    pay_in(account, 1_000, value_date=date(2026, 3, 6))
    pay_in(account, -200, value_date=OPENING_DAY)
    assert on(account, OPENING_DAY, Basis.VALUE) == eur(98)
    assert on(account, OPENING_DAY) == eur(100)
    assert on(account, MARCH_3, Basis.VALUE) == eur(98)
    assert on(account, MARCH_3) == eur(108)
    assert on(account, date(2026, 3, 6), Basis.VALUE) == eur(108)


def test_late_entries_of_a_day_count_for_it_whatever_their_number():
    account = factories.account(funds=100)
    open_early(MARCH_3)
    pay_in(account, 1_000)
    pay_in(account, 7, booking_date=OPENING_DAY)
    open_early(OPENING_DAY)
    close(MARCH_3)
    assert on(account, OPENING_DAY) == eur("100.07")
    assert on(account, MARCH_3) == eur("110.07")


def test_a_balance_is_final_when_its_day_is_closed_and_nothing_can_be_booked_on_it():
    account = factories.account(funds=100)
    close(MARCH_3)

    def final(day, basis):
        return accounts.balance_as_of(account_id=account.account_id, day=day, basis=basis).final

    assert final(OPENING_DAY, Basis.BOOKING)
    assert not final(MARCH_3, Basis.BOOKING)
    assert not final(OPENING_DAY, Basis.VALUE)


@pytest.mark.parametrize("seed", range(5))
def test_every_day_comes_to_the_sum_of_its_entries(seed):
    chance = Random(seed)
    account = factories.account(funds=1_000)
    for day in range(3, 12):
        for _ in range(chance.randint(0, 4)):
            value = date(2026, 3, day) + timedelta(days=chance.choice([0, 0, 0, 1, 2, -1, -5]))
            pay_in(account, chance.randint(-900, 900) or 1, value_date=value)
        close(date(2026, 3, day))
    entries = list(
        Entry.objects.filter(account_id=account.ledger_account_id).values_list(
            "booking_date", "value_date", "amount"
        )
    )
    for number in range(1, 20):
        day = date(2026, 3, number)
        booked = sum(amount for booked, _, amount in entries if booked <= day)
        valued = sum(amount for _, value, amount in entries if value <= day)
        assert on(account, day).minor == booked, day
        assert on(account, day, Basis.VALUE).minor == valued, day


def test_an_unknown_account_has_no_balance():
    with pytest.raises(accounts.AccountNotFound):
        accounts.balance_as_of(account_id=uuid4(), day=MARCH_END)


def test_a_balance_takes_few_queries(django_assert_max_num_queries):
    account = factories.account(funds=100)
    close(MARCH_3)
    with django_assert_max_num_queries(5):
        on(account, OPENING_DAY, Basis.VALUE)
