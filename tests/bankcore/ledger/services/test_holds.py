"""Setting money aside."""

from datetime import timedelta

import pytest

from bankcore.ledger import public as ledger
from bankcore.ledger.models import Hold, HoldEvent
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import (
    available,
    book,
    capture,
    cents,
    customer_account,
    held,
    hold,
    posted,
)
from tests.conftest import NOW
from tests.factories import TESTER, request_key

pytestmark = pytest.mark.usefixtures("bank")
Code = ledger.RefusalCode


def state_of(hold_id: int) -> tuple[str, int, int]:
    row = Hold.objects.get(id=hold_id)
    return row.state, row.captured, row.released


def events_of(hold_id: int) -> list[tuple[str, int, bool]]:
    events = HoldEvent.objects.filter(hold_id=hold_id).order_by("id")
    return [(event.event, event.amount, event.txn_id is not None) for event in events]


def test_a_hold_takes_from_what_is_available_not_from_what_is_posted():
    anna = customer_account(funds=100)
    hold(anna, 60)
    assert (posted(anna), held(anna), available(anna)) == (100, 60, 40)


@pytest.mark.parametrize("amount", [101, 10**15])
def test_more_than_is_available_cannot_be_held(amount):
    anna = customer_account(funds=100)
    order = ledger.HoldOrder(
        request=request_key(), account_id=anna, amount=cents(amount), reference="x"
    )
    answer = books.place_hold(order=order, actor=TESTER, now=NOW)
    assert (answer.code, answer.account_id) == (Code.INSUFFICIENT_FUNDS, anna)
    assert held(anna) == 0


def test_holds_count_against_each_other():
    anna = customer_account(funds=100)
    hold(anna, 60)
    order = ledger.HoldOrder(
        request=request_key(), account_id=anna, amount=cents(41), reference="x"
    )
    refused = books.place_hold(order=order, actor=TESTER, now=NOW)
    assert refused.code is Code.INSUFFICIENT_FUNDS
    hold(anna, 40)
    assert available(anna) == 0


@pytest.mark.parametrize("minor", [0, -1])
def test_a_hold_of_nothing_or_less_is_a_fault(minor):
    order = ledger.HoldOrder(
        request=request_key(), account_id=customer_account(), amount=cents(minor), reference="x"
    )
    with pytest.raises(ValueError, match="positive"):
        books.place_hold(order=order, actor=TESTER, now=NOW)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (ledger.AccountStatus.DEBIT_BLOCKED, Code.ACCOUNT_BLOCKED),
        (ledger.AccountStatus.FROZEN, Code.ACCOUNT_BLOCKED),
        (ledger.AccountStatus.CLOSED, Code.ACCOUNT_CLOSED),
    ],
)
def test_nothing_is_held_on_an_account_that_is_not_open(status, code):
    anna = customer_account()
    books.set_status(account_id=anna, status=status)
    order = ledger.HoldOrder(request=request_key(), account_id=anna, amount=cents(1), reference="x")
    assert books.place_hold(order=order, actor=TESTER, now=NOW).code is code


def test_nothing_is_held_in_another_currency_or_on_no_account():
    dollars = customer_account(currency="USD", funds=100)
    for account_id, code in ((dollars, Code.CURRENCY_MISMATCH), (10**12, Code.ACCOUNT_NOT_FOUND)):
        order = ledger.HoldOrder(
            request=request_key(), account_id=account_id, amount=cents(1), reference="x"
        )
        assert books.place_hold(order=order, actor=TESTER, now=NOW).code is code


def test_a_hold_is_captured_in_parts_until_nothing_is_left():
    anna, shop = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 60)
    assert isinstance(capture(hold_id, 25, (anna, -25), (shop, 25)), ledger.Posted)
    assert state_of(hold_id) == ("OPEN", 25, 0)
    assert (posted(anna), held(anna), available(anna)) == (75, 35, 40)
    assert isinstance(capture(hold_id, 35, (anna, -35), (shop, 35)), ledger.Posted)
    assert state_of(hold_id) == ("CAPTURED", 60, 0)
    assert (posted(anna), held(anna), posted(shop)) == (40, 0, 60)
    assert events_of(hold_id) == [
        ("PLACED", 60, False),
        ("CAPTURED", 25, True),
        ("CAPTURED", 35, True),
    ]
    assert books.broken() == []


def test_a_captured_hold_can_neither_be_captured_nor_released_again():
    anna, shop = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 60)
    capture(hold_id, 60, (anna, -60), (shop, 60))
    before = books.state()
    assert capture(hold_id, 1, (anna, -1), (shop, 1)).code is Code.HOLD_NOT_OPEN
    with pytest.raises(ledger.HoldNotOpen):
        books.release_hold(hold_id=hold_id, actor=TESTER, now=NOW)
    assert books.state() == before


def test_the_whole_of_a_fully_held_account_can_be_captured():
    anna, shop = customer_account(funds=60), customer_account()
    assert isinstance(capture(hold(anna, 60), 60, (anna, -60), (shop, 60)), ledger.Posted)
    assert (posted(anna), held(anna)) == (0, 0)


def test_a_capture_may_take_more_than_the_hold_where_the_rest_is_available():
    anna, shop = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 60)
    assert capture(hold_id, 60, (anna, -101), (shop, 101)).code is Code.INSUFFICIENT_FUNDS
    assert state_of(hold_id) == ("OPEN", 0, 0)
    assert isinstance(capture(hold_id, 60, (anna, -70), (shop, 70)), ledger.Posted)
    assert (posted(anna), held(anna)) == (30, 0)


def test_two_captures_of_one_batch_share_the_hold():
    anna, shop = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 60)
    orders = [
        books.posting((anna, -40), (shop, 40), captures=(ledger.Capture(hold_id, cents(40)),))
        for _ in range(2)
    ]
    first, second = books.post(postings=orders, now=NOW)
    assert isinstance(first, ledger.Posted)
    assert second.code is Code.HOLD_EXCEEDED
    assert state_of(hold_id) == ("OPEN", 40, 0)


def test_releasing_gives_the_rest_back():
    anna, shop = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 60)
    capture(hold_id, 25, (anna, -25), (shop, 25))
    books.release_hold(hold_id=hold_id, actor=TESTER, now=NOW)
    assert state_of(hold_id) == ("CAPTURED", 25, 35)
    assert (posted(anna), held(anna), available(anna)) == (75, 0, 75)
    assert books.broken() == []


def test_an_untouched_hold_that_is_released_says_so():
    anna = customer_account(funds=100)
    hold_id = hold(anna, 60)
    books.release_hold(hold_id=hold_id, actor=TESTER, now=NOW)
    assert state_of(hold_id) == ("RELEASED", 0, 60)
    assert events_of(hold_id) == [("PLACED", 60, False), ("RELEASED", 60, False)]


def test_a_hold_is_not_released_twice():
    anna = customer_account(funds=100)
    hold_id = hold(anna, 60)
    books.release_hold(hold_id=hold_id, actor=TESTER, now=NOW)
    with pytest.raises(ledger.HoldNotOpen):
        books.release_hold(hold_id=hold_id, actor=TESTER, now=NOW)
    assert (held(anna), available(anna)) == (0, 100)


def test_a_hold_that_never_was_cannot_be_released():
    with pytest.raises(ledger.HoldNotOpen):
        books.release_hold(hold_id=10**12, actor=TESTER, now=NOW)


def test_holds_expire_at_their_time_and_not_before():
    anna = customer_account(funds=100)
    due = NOW + timedelta(days=7)
    hold_id, lasting = hold(anna, 60, expires_at=due), hold(anna, 10)
    assert ledger.expire_due_holds(now=due - timedelta(microseconds=1), actor=TESTER) == 0
    assert held(anna) == 70
    assert ledger.expire_due_holds(now=due, actor=TESTER) == 1
    assert ledger.expire_due_holds(now=due, actor=TESTER) == 0
    assert state_of(hold_id) == ("EXPIRED", 0, 60)
    assert state_of(lasting) == ("OPEN", 0, 0)
    assert held(anna) == 10
    assert books.broken() == []


def test_an_expired_hold_can_neither_be_captured_nor_released():
    anna, shop = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 60, expires_at=NOW)
    ledger.expire_due_holds(now=NOW, actor=TESTER)
    assert capture(hold_id, 1, (anna, -1), (shop, 1)).code is Code.HOLD_NOT_OPEN
    with pytest.raises(ledger.HoldNotOpen):
        books.release_hold(hold_id=hold_id, actor=TESTER, now=NOW)
    assert (posted(anna), available(anna)) == (100, 100)


def test_a_refused_capture_leaves_the_hold_open():
    anna, shop = customer_account(funds=100), customer_account()
    hold_id = hold(anna, 60)
    books.set_status(account_id=shop, status=ledger.AccountStatus.FROZEN)
    before = books.state()
    assert capture(hold_id, 60, (anna, -60), (shop, 60)).code is Code.ACCOUNT_BLOCKED
    assert books.state() == before
    assert book((anna, -41), (customer_account(), 41)).code is Code.INSUFFICIENT_FUNDS
