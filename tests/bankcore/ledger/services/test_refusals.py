"""Every reason for which the ledger refuses a transaction: named, and nothing changed."""

from datetime import timedelta
from pathlib import Path

import pytest

from bankcore.ledger import public as ledger
from bankcore.ledger.domain.book import LARGEST_TOTAL
from bankcore.money import Money
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import (
    bank_account,
    book,
    cents,
    customer_account,
    hold,
    post,
    set_status,
)
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, posting, request_key

pytestmark = pytest.mark.usefixtures("bank")
Code = ledger.RefusalCode


def refused(*legs, code, account=None, **more):
    """Assert that these legs are refused for this reason and leave no trace but their key."""
    before = books.state()
    outcome = book(*legs, **more)
    assert outcome == ledger.Refused(code=code, account_id=account, created_at=NOW)
    assert books.state() == before


def test_more_than_the_account_has_is_refused():
    anna, ben = customer_account(funds=100), customer_account()
    refused((anna, -101), (ben, 101), code=Code.INSUFFICIENT_FUNDS, account=anna)


def test_the_last_cent_may_be_spent():
    anna, ben = customer_account(funds=100), customer_account()
    assert isinstance(book((anna, -100), (ben, 100)), ledger.Posted)


def test_held_money_cannot_be_spent():
    anna, ben = customer_account(funds=100), customer_account()
    hold(anna, 60)
    refused((anna, -41), (ben, 41), code=Code.INSUFFICIENT_FUNDS, account=anna)
    assert isinstance(book((anna, -40), (ben, 40)), ledger.Posted)


def test_an_overdraft_limit_is_the_lowest_an_account_can_get():
    anna, ben = customer_account(), customer_account()
    books.set_floor(account_id=anna, floor=eur(-1))
    refused((anna, -101), (ben, 101), code=Code.INSUFFICIENT_FUNDS, account=anna)
    assert isinstance(book((anna, -100), (ben, 100)), ledger.Posted)
    assert books.available(anna) == 0


def test_an_account_that_does_not_exist_is_refused():
    anna = customer_account(funds=100)
    refused((anna, -1), (10**12, 1), code=Code.ACCOUNT_NOT_FOUND, account=10**12)


def test_a_leg_in_another_currency_is_refused():
    anna, dollars = customer_account(funds=100), customer_account(currency="USD")
    refused((anna, -1), (dollars, 1), code=Code.CURRENCY_MISMATCH, account=dollars)


def test_an_account_blocked_for_debits_still_takes_money_in():
    anna, ben = customer_account(funds=100), customer_account(funds=100)
    set_status(account_id=anna, status=ledger.AccountStatus.DEBIT_BLOCKED)
    refused((anna, -1), (ben, 1), code=Code.ACCOUNT_BLOCKED, account=anna)
    assert isinstance(book((ben, -1), (anna, 1)), ledger.Posted)


@pytest.mark.parametrize("direction", [1, -1])
def test_a_frozen_account_lets_nothing_through(direction):
    anna, ben = customer_account(funds=100), customer_account(funds=100)
    set_status(account_id=anna, status=ledger.AccountStatus.FROZEN)
    refused((anna, direction), (ben, -direction), code=Code.ACCOUNT_BLOCKED, account=anna)


@pytest.mark.parametrize("direction", [1, -1])
def test_a_closed_account_lets_nothing_through(direction):
    anna, ben = customer_account(), customer_account(funds=100)
    set_status(account_id=anna, status=ledger.AccountStatus.CLOSED)
    refused((anna, direction), (ben, -direction), code=Code.ACCOUNT_CLOSED, account=anna)


def test_a_closed_day_takes_no_more_bookings():
    anna, ben = customer_account(funds=100), customer_account()
    ledger.close_business_day(actor=TESTER, now=NOW)
    for days in (0, 1, 4_000):
        day = OPENING_DAY - timedelta(days=days)
        refused((anna, -1), (ben, 1), code=Code.PERIOD_CLOSED, booking_date=day)


def test_an_account_whose_books_would_outgrow_their_numbers_is_refused():
    full, other = bank_account(), bank_account("1900")
    unit = 100_000_000_000_000_000
    steps = LARGEST_TOTAL // unit
    post(postings=[posting((full, unit), (other, -unit)) for _ in range(steps)], now=NOW)
    refused((full, 1), (other, -1), code=Code.BALANCE_OUT_OF_RANGE, account=full)
    assert isinstance(
        book((bank_account("1100"), 1), (customer_account(funds=1), -1)), ledger.Posted
    )


def test_a_hold_that_does_not_exist_cannot_be_captured():
    anna, ben = customer_account(funds=100), customer_account()
    capture = ledger.Capture(10**12, cents(1))
    refused((anna, -1), (ben, 1), code=Code.HOLD_NOT_OPEN, captures=(capture,))


def test_a_hold_cannot_be_captured_beyond_its_amount():
    anna, ben = customer_account(funds=100), customer_account()
    capture = ledger.Capture(hold(anna, 50), cents(51))
    refused((anna, -51), (ben, 51), code=Code.HOLD_EXCEEDED, account=anna, captures=(capture,))


def test_a_hold_cannot_be_captured_beyond_its_amount_in_two_bites():
    anna, ben = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 50)
    bites = (ledger.Capture(hold_id, cents(30)), ledger.Capture(hold_id, cents(30)))
    refused((anna, -60), (ben, 60), code=Code.HOLD_EXCEEDED, account=anna, captures=bites)


@pytest.mark.parametrize("minor", [0, -1])
def test_a_capture_of_nothing_or_less_is_refused(minor):
    anna, ben = customer_account(funds=100), customer_account()
    capture = ledger.Capture(hold(anna, 50), cents(minor))
    refused((anna, -1), (ben, 1), code=Code.HOLD_EXCEEDED, account=anna, captures=(capture,))


def test_a_hold_can_only_be_captured_by_a_transaction_on_its_account():
    anna, ben, carl = customer_account(funds=100), customer_account(funds=100), customer_account()
    capture = ledger.Capture(hold(anna, 50), cents(50))
    refused((ben, -50), (carl, 50), code=Code.HOLD_EXCEEDED, captures=(capture,))


def test_a_capture_in_another_currency_is_refused():
    anna, ben = customer_account(funds=100), customer_account()
    dollars = Money.of(1, "USD")
    capture = ledger.Capture(hold(anna, 50), dollars)
    refused((anna, -50), (ben, 50), code=Code.CURRENCY_MISMATCH, account=anna, captures=(capture,))


def test_a_transaction_reversed_already_is_refused():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -10), (ben, 10))
    books.reverse(txn_id=first.txn_id, reason="x", request=request_key(), actor=TESTER, now=NOW)
    before = books.state()
    again = books.reverse(
        txn_id=first.txn_id, reason="x", request=request_key(), actor=TESTER, now=NOW
    )
    assert again.code is Code.ALREADY_REVERSED
    assert books.state() == before


def test_a_key_of_another_request_is_refused():
    anna, ben = customer_account(funds=100), customer_account()
    first = request_key(body="10 to Ben")
    book((anna, -10), (ben, 10), request=first)
    before = books.state()
    other = request_key(key=first.key, body="20 to Ben")
    outcome = book((anna, -20), (ben, 20), request=other)
    assert (outcome.code, outcome.replayed) == (Code.KEY_REUSED, True)
    assert books.state() == before


def test_a_refusal_at_the_last_leg_leaves_the_legs_before_it_unbooked():
    anna, ben, carl = customer_account(funds=100), customer_account(), customer_account()
    set_status(account_id=carl, status=ledger.AccountStatus.FROZEN)
    refused((anna, -50), (ben, 25), (carl, 25), code=Code.ACCOUNT_BLOCKED, account=carl)


def test_every_reason_for_refusal_has_a_test_here():
    source = Path(__file__).read_text()
    assert [code.name for code in Code if f"Code.{code.name}" not in source] == []


def test_no_money_is_lost_by_refusals():
    anna, ben = customer_account(funds=100), customer_account()
    book((anna, -101), (ben, 101))
    assert books.broken() == []
