"""A key is answered once: the same request gets the same answer for ever."""

import dataclasses
from datetime import timedelta

import pytest

from bankcore.ledger import public as ledger
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import book, cents, customer_account, post, posted
from tests.conftest import NOW
from tests.factories import TESTER, posting, request_key

pytestmark = pytest.mark.usefixtures("bank")


def test_the_same_request_is_booked_once_and_answered_alike():
    anna, ben = customer_account(funds=100), customer_account()
    order = posting((anna, -40), (ben, 40))
    first = post(postings=[order], now=NOW)[0]
    again = post(postings=[order], now=NOW + timedelta(days=3))[0]
    assert again == dataclasses.replace(first, replayed=True)
    assert (posted(anna), posted(ben)) == (60, 40)


def test_a_request_twice_in_one_batch_is_booked_once():
    anna, ben = customer_account(funds=100), customer_account()
    order = posting((anna, -40), (ben, 40))
    first, again = post(postings=[order, order], now=NOW)
    assert again == dataclasses.replace(first, replayed=True)
    assert posted(anna) == 60


def test_a_refusal_is_kept_though_the_reason_has_gone():
    anna, ben = customer_account(), customer_account()
    order = posting((anna, -40), (ben, 40))
    first = post(postings=[order], now=NOW)[0]
    book((books.bank_account("1000"), -100), (anna, 100))
    again = post(postings=[order], now=NOW + timedelta(days=1))[0]
    assert first.code is ledger.RefusalCode.INSUFFICIENT_FUNDS
    assert again == dataclasses.replace(first, replayed=True)
    assert posted(anna) == 100


def test_a_replay_is_answered_though_the_account_is_closed_by_now():
    anna, ben = customer_account(funds=40), customer_account()
    order = posting((anna, -40), (ben, 40))
    first = post(postings=[order], now=NOW)[0]
    books.set_status(account_id=anna, status=ledger.AccountStatus.CLOSED)
    assert post(postings=[order], now=NOW)[0].txn_id == first.txn_id


def test_one_key_of_two_sources_is_two_requests():
    anna, ben = customer_account(funds=100), customer_account()
    web = request_key(source=ledger.KeySource.WEB)
    api = request_key(source=ledger.KeySource.API, key=web.key)
    assert isinstance(book((anna, -40), (ben, 40), request=web), ledger.Posted)
    assert not book((anna, -40), (ben, 40), request=api).replayed
    assert posted(anna) == 20


def test_a_hold_placed_again_is_set_aside_once():
    anna = customer_account(funds=100)
    order = ledger.HoldOrder(
        request=request_key(), account_id=anna, amount=cents(40), reference="Hotel"
    )
    first = books.place_hold(order=order, actor=TESTER, now=NOW)
    again = books.place_hold(order=order, actor=TESTER, now=NOW + timedelta(hours=1))
    assert again == dataclasses.replace(first, replayed=True)
    assert books.held(anna) == 40


def test_a_refused_hold_stays_refused():
    anna = customer_account()
    order = ledger.HoldOrder(
        request=request_key(), account_id=anna, amount=cents(40), reference="Hotel"
    )
    first = books.place_hold(order=order, actor=TESTER, now=NOW)
    book((books.bank_account("1000"), -100), (anna, 100))
    again = books.place_hold(order=order, actor=TESTER, now=NOW)
    assert again == dataclasses.replace(first, replayed=True)
    assert books.held(anna) == 0


def test_a_transactions_key_cannot_place_a_hold_nor_a_holds_key_book():
    anna, ben = customer_account(funds=100), customer_account()
    booked, held = request_key(), request_key()
    book((anna, -10), (ben, 10), request=booked)
    order = ledger.HoldOrder(request=held, account_id=anna, amount=cents(40), reference="Hotel")
    books.place_hold(order=order, actor=TESTER, now=NOW)
    before = books.state()
    hold = books.place_hold(order=dataclasses.replace(order, request=booked), actor=TESTER, now=NOW)
    transaction = book((anna, -10), (ben, 10), request=held)
    assert hold.code is transaction.code is ledger.RefusalCode.KEY_REUSED
    assert books.state() == before


def test_a_replayed_reversal_takes_back_once():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -40), (ben, 40))
    key = request_key()
    answers = [
        books.reverse(txn_id=first.txn_id, reason="Wrong", request=key, actor=TESTER, now=NOW)
        for _ in range(2)
    ]
    assert answers[1] == dataclasses.replace(answers[0], replayed=True)
    assert (posted(anna), posted(ben)) == (100, 0)
