"""One transaction on very many accounts: all of it or nothing, once for its key."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.services import collective
from bankcore.money import Currency
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import available, bank_account, customer_account, posted
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, request_key

pytestmark = pytest.mark.usefixtures("bank")
KIND = ledger.TransactionKind


def pay(legs, *, request=None, kind=KIND.INTEREST, currency="EUR", contra=None, **more):
    order = ledger.CollectivePosting(
        request=request or request_key(),
        kind=kind,
        legs=legs,
        contra_account_id=contra or bank_account("5000", currency),
        currency=Currency.of(currency),
        narrative="Interest",
        **more,
    )
    return use_case(ledger.post_collectively)(posting=order, actor=TESTER, now=NOW)


def test_every_account_gets_its_leg_and_the_contra_account_the_sum():
    owners = [customer_account(funds=100) for _ in range(5)]
    booked = pay([(owner, number) for number, owner in enumerate(owners, start=1)])
    assert [posted(owner) for owner in owners] == [101, 102, 103, 104, 105]
    assert posted(bank_account("5000")) == 15
    assert len(ledger.transaction(txn_id=booked.txn_id).legs) == 6
    assert books.broken() == []


def test_the_same_key_books_once():
    anna, key = customer_account(), request_key()
    first, second = (pay([(anna, 7)], request=key) for _ in range(2))
    assert (first.txn_id, first.replayed) == (second.txn_id, False)
    assert second.replayed
    assert posted(anna) == 7


def test_the_key_of_another_request_is_refused():
    anna, key = customer_account(), request_key()
    pay([(anna, 7)], request=key)
    other = request_key(key=key.key, body="another")
    with pytest.raises(ledger.CannotPost, match="another request"):
        pay([(anna, 8)], request=other)
    assert posted(anna) == 7


def test_debits_and_credits_go_together_and_may_cancel_out():
    anna, ben = customer_account(funds=100), customer_account(funds=100)
    pay([(anna, -30), (ben, 30)])
    assert (posted(anna), posted(ben)) == (70, 130)


def test_interest_may_take_an_account_below_its_floor_and_a_transfer_may_not():
    anna = customer_account(funds=10)
    with pytest.raises(IntegrityError):
        pay([(anna, -30)], kind=KIND.TRANSFER)
    pay([(anna, -30)])
    assert (posted(anna), available(anna)) == (-20, -20)
    assert books.broken() == []


def both(interest, tax, keys):
    orders = [
        ledger.CollectivePosting(
            request=key,
            kind=kind,
            legs=legs,
            contra_account_id=bank_account(contra, "EUR"),
            currency=Currency.of("EUR"),
            narrative="Interest and tax",
        )
        for key, kind, legs, contra in zip(
            keys, (KIND.INTEREST, KIND.TAX), (interest, tax), ("5000", "2300"), strict=True
        )
    ]
    return use_case(ledger.post_many_collectively)(postings=orders, actor=TESTER, now=NOW)


def test_two_transactions_at_once_follow_each_other_on_each_account():
    anna, ben = customer_account(funds=10), customer_account(funds=20)
    keys = [request_key(), request_key()]
    first, second = both([(anna, 8), (ben, 4)], [(anna, -2)], keys)
    assert first.txn_id != second.txn_id
    newest, before, _ = ledger.entries(account_id=anna, chosen=ledger.EntryFilter(), limit=9)
    assert [(each.txn_id, each.balance_after.minor) for each in (before, newest)] == [
        (first.txn_id, 18),
        (second.txn_id, 16),
    ]
    assert (posted(ben), posted(bank_account("2300"))) == (24, 2)
    again = both([(anna, 8), (ben, 4)], [(anna, -2)], keys)
    assert [each.txn_id for each in again] == [first.txn_id, second.txn_id]
    assert posted(anna) == 16
    assert books.broken() == []


def test_of_two_transactions_only_the_one_that_is_missing_is_booked():
    anna, keys = customer_account(), [request_key(), request_key()]
    pay([(anna, 8)], request=keys[0])
    first, second = both([(anna, 8)], [(anna, -2)], keys)
    assert (first.replayed, second.replayed) == (True, False)
    assert posted(anna) == 6


def test_one_closed_account_stops_the_whole_and_nothing_is_booked():
    anna, closed = customer_account(), customer_account()
    books.set_status(account_id=closed, status=ledger.AccountStatus.CLOSED)
    bank_account("5000")
    before = books.state()
    with pytest.raises(ledger.CannotPost, match=f"Account {closed} .*closed"):
        pay([(anna, 5), (closed, 5)])
    assert books.state() == before


def test_an_account_in_another_currency_or_none_at_all_stops_the_whole():
    anna, dollars = customer_account(), customer_account(currency="USD")
    for wrong in (dollars, 10**15):
        with pytest.raises(ledger.CannotPost):
            pay([(anna, 5), (wrong, 5)])
    assert posted(anna) == 0


def test_blocked_accounts_are_charged_and_credited_all_the_same():
    anna = customer_account(funds=100)
    books.set_status(account_id=anna, status=ledger.AccountStatus.FROZEN)
    pay([(anna, -30)])
    assert posted(anna) == 70


@pytest.mark.parametrize(
    "legs", [[], [(1, 0)], [(1, 5), (1, 6)], [(n, 1) for n in range(1, 30_001)]]
)
def test_legs_of_nothing_twice_or_too_many_are_a_fault_of_the_caller(legs):
    with pytest.raises(collective.UnusableLegs):
        pay(legs)


def test_it_is_booked_and_valued_on_the_days_given():
    anna = customer_account()
    booked = pay([(anna, 5)], value_date=OPENING_DAY + timedelta(days=1))
    found = ledger.transaction(txn_id=booked.txn_id)
    assert (found.booking_date, found.value_date) == (
        OPENING_DAY,
        OPENING_DAY + timedelta(days=1),
    )


def test_a_closed_day_takes_none():
    anna = customer_account()
    ledger.close_business_day(actor=TESTER, now=NOW)
    with pytest.raises(ledger.CannotPost, match="is closed"):
        pay([(anna, 5)], booking_date=OPENING_DAY)
    assert posted(anna) == 0
