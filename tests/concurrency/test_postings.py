"""Many at once on the same accounts: nothing is lost, doubled or overdrawn."""

import random
from datetime import timedelta

import pytest

from bankcore.ledger import public as ledger
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import (
    available,
    book,
    broken,
    capture,
    customer_account,
    held,
    hold,
    post,
    posted,
)
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, posting, request_key

pytestmark = pytest.mark.usefixtures("committed_bank")
INSUFFICIENT = ledger.RefusalCode.INSUFFICIENT_FUNDS


def booked(outcomes) -> list[ledger.Posted]:
    """Return those that were booked; fail where one is neither booked nor refused."""
    assert all(isinstance(each, ledger.Posted | ledger.Refused) for each in outcomes), outcomes
    return [each for each in outcomes if isinstance(each, ledger.Posted)]


def test_as_many_debits_succeed_as_the_account_has_money_for():
    anna, ben = customer_account(funds=100), customer_account()
    outcomes = in_threads(8, lambda _: book((anna, -30), (ben, 30)))
    assert len(booked(outcomes)) == 3
    assert {each.code for each in outcomes if isinstance(each, ledger.Refused)} == {INSUFFICIENT}
    assert (posted(anna), posted(ben)) == (10, 90)
    assert broken() == []


def test_holds_and_debits_together_take_no_more_than_there_is():
    anna, ben = customer_account(funds=100), customer_account()

    def take(number: int):
        if number % 2:
            return book((anna, -30), (ben, 30))
        order = ledger.HoldOrder(
            request=request_key(), account_id=anna, amount=books.cents(30), reference="x"
        )
        return books.place_hold(order=order, actor=TESTER, now=NOW)

    outcomes = in_threads(8, take)
    assert sum(not isinstance(each, ledger.Refused) for each in outcomes) == 3
    assert available(anna) == 10
    assert broken() == []


def test_one_key_sent_twice_at_once_is_booked_once_and_answered_alike():
    anna, ben = customer_account(funds=1_000), customer_account()
    for _ in range(5):
        order = posting((anna, -30), (ben, 30))
        outcomes = [
            answers[0] for answers in in_threads(4, lambda _, o=order: post(postings=[o], now=NOW))
        ]
        assert len({each.txn_id for each in booked(outcomes)}) == 1
        assert sorted(each.replayed for each in outcomes) == [False, True, True, True]
    assert posted(anna) == 1_000 - 5 * 30
    assert broken() == []


def test_one_key_sent_at_once_for_other_accounts_is_booked_for_one_of_them():
    key = request_key(body="first").key
    pairs = [(customer_account(funds=100), customer_account()) for _ in range(4)]

    def send(number: int):
        debit, credit = pairs[number]
        return book((debit, -30), (credit, 30), request=request_key(key=key, body=str(number)))

    outcomes = in_threads(4, send)
    assert len(booked(outcomes)) == 1
    refusals = {each.code for each in outcomes if isinstance(each, ledger.Refused)}
    assert refusals == {ledger.RefusalCode.KEY_REUSED}
    assert sum(posted(credit) for _, credit in pairs) == 30
    assert broken() == []


def test_transfers_that_cross_do_not_stand_in_each_others_way():
    anna, ben = customer_account(funds=1_000), customer_account(funds=1_000)

    def cross(number: int):
        debit, credit = (anna, ben) if number % 2 else (ben, anna)
        return [book((debit, -1), (credit, 1)) for _ in range(15)]

    outcomes = in_threads(8, cross)
    assert len(booked([each for some in outcomes for each in some])) == 120
    assert (posted(anna), posted(ben)) == (1_000, 1_000)
    assert broken() == []


def test_batches_that_share_accounts_in_different_orders_are_all_booked():
    accounts = [customer_account(funds=1_000) for _ in range(12)]

    def send(number: int):
        order = random.Random(number)
        pairs = [order.sample(accounts, 2) for _ in range(40)]
        return post(postings=[posting((a, -1), (b, 1)) for a, b in pairs], now=NOW)

    outcomes = in_threads(8, send)
    assert len(booked([each for batch in outcomes for each in batch])) == 320
    assert sum(posted(each) for each in accounts) == 12_000
    assert broken() == []


def test_a_hold_is_captured_or_released_never_both():
    for _ in range(5):
        anna, shop = customer_account(funds=100), customer_account()
        hold_id = hold(anna, 60)

        def resolve(number: int, hold_id=hold_id, anna=anna, shop=shop):
            if number % 2:
                return books.release_hold(hold_id=hold_id, actor=TESTER, now=NOW)
            return capture(hold_id, 60, (anna, -60), (shop, 60))

        outcomes = in_threads(4, resolve)
        captured = sum(isinstance(each, ledger.Posted) for each in outcomes)
        released = sum(each is None for each in outcomes)
        assert captured + released == 1
        for each in outcomes:
            assert (
                each is None
                or isinstance(each, ledger.Posted | ledger.HoldNotOpen)
                or each.code is ledger.RefusalCode.HOLD_NOT_OPEN
            ), each
        assert (posted(anna), held(anna)) == (100 - 60 * captured, 0)
    assert broken() == []


def test_a_hold_is_expired_once_though_many_try():
    anna = customer_account(funds=1_000)
    for _ in range(20):
        hold(anna, 10, expires_at=NOW)
    expired = in_threads(4, lambda _: ledger.expire_due_holds(now=NOW, actor=TESTER))
    assert sum(expired) == 20
    assert (held(anna), available(anna)) == (0, 1_000)
    assert broken() == []


def test_a_transaction_is_reversed_once_though_many_try():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -50), (ben, 50))
    outcomes = in_threads(
        6,
        lambda _: books.reverse(
            txn_id=first.txn_id, reason="x", request=request_key(), actor=TESTER, now=NOW
        ),
    )
    assert len(booked(outcomes)) == 1
    assert (posted(anna), posted(ben)) == (100, 0)
    assert broken() == []


def test_an_account_is_closed_empty_or_keeps_what_was_paid_in():
    for _ in range(4):
        anna, ben = customer_account(funds=100), customer_account()

        def work(number: int, anna=anna, ben=ben):
            if number:
                return book((anna, -5), (ben, 5))
            return books.set_status(account_id=ben, status=ledger.AccountStatus.CLOSED)

        in_threads(3, work)
        balance = ledger.balance(account_id=ben)
        assert (balance.status is ledger.AccountStatus.CLOSED) == (balance.posted.minor == 0)
    assert broken() == []


def test_closing_the_day_leaves_every_posting_in_one_day_or_the_next():
    accounts = [customer_account(funds=1_000) for _ in range(4)]

    def work(number: int):
        if number == 0:
            return [ledger.close_business_day(actor=TESTER, now=NOW) for _ in range(3)]
        mine = accounts[number % 4], accounts[(number + 1) % 4]
        return [book((mine[0], -1), (mine[1], 1)) for _ in range(20)]

    closed, *outcomes = in_threads(6, work)
    assert [each.day for each in closed] == [OPENING_DAY + timedelta(days=n) for n in range(3)]
    days = [each.booking_date for each in booked([each for some in outcomes for each in some])]
    assert len(days) == 100
    assert all(OPENING_DAY <= day <= ledger.business_date() for day in days)
    assert broken() == []


def test_a_day_is_closed_once_by_each_that_asks():
    closed = in_threads(3, lambda _: ledger.close_business_day(actor=TESTER, now=NOW))
    assert sorted(each.day for each in closed) == [
        OPENING_DAY + timedelta(days=n) for n in range(3)
    ]
    assert broken() == []


def test_the_banks_own_account_is_opened_once_though_many_need_it():
    assert len(set(in_threads(6, lambda _: books.bank_account("4100", "CHF")))) == 1


def test_a_new_month_is_made_once_though_many_book_into_it():
    anna, ben = customer_account(funds=100), customer_account()
    far = OPENING_DAY + timedelta(days=500)
    outcomes = in_threads(6, lambda _: book((anna, -1), (ben, 1), booking_date=far))
    assert len(booked(outcomes)) == 6
    assert broken() == []
