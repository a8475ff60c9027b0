"""Cheque books, stops, and cheques paid once."""

import dataclasses

import pytest

from accounts import public as accounts
from payments import public as payments
from payments.models import Cheque, ChequePayment
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, in_threads
from tests.factories import eur, request_key
from tests.payments.services.counter import (
    book_of,
    in_drawer,
    listed,
    open_drawer,
    pay_cheque,
    picture,
    staff,
)
from tests.payments.services.movements import left


@pytest.fixture
def anna(bank):
    return factories.account(funds=100)


@pytest.fixture
def ben(bank):
    return factories.account()


def leaves(account, first, last) -> payments.ChequeRange:
    return payments.ChequeRange(account_id=account.account_id, first_number=first, last_number=last)


def stop(account, first, last, reason="Lost"):
    return payments.stop_cheques(
        leaves=leaves(account, first, last), reason=reason, actor=staff("desk"), now=NOW
    )


def lift(account, first, last):
    return payments.lift_cheque_stop(
        leaves=leaves(account, first, last), actor=staff("desk"), now=NOW
    )


def states(account) -> list[str]:
    rows = Cheque.objects.filter(account_id=account.account_id).order_by("number")
    return list(rows.values_list("state", flat=True))


def test_a_book_gives_each_number_out_once(anna, ben):
    book_of(anna, 101, 125)
    assert states(anna) == ["ISSUED"] * 25
    before = picture()
    for first, last in ((125, 130), (90, 101), (110, 111)):
        with pytest.raises(payments.ChequeNumberTaken):
            book_of(anna, first, last)
    assert picture() == before
    book_of(anna, 126, 126)
    book_of(ben, 101, 125)


@pytest.mark.parametrize(("first", "last"), [(0, 5), (-3, 5), (5, 4), (1, 101)])
def test_a_range_that_makes_no_book_is_refused(anna, first, last):
    with pytest.raises(payments.InvalidChequeRange):
        book_of(anna, first, last)
    assert states(anna) == []


def test_a_book_is_for_an_account_of_this_bank(bank):
    nobody = payments.ChequeRange(account_id=request_key().key, first_number=1, last_number=2)
    with pytest.raises(accounts.AccountNotFound):
        payments.issue_cheque_book(leaves=nobody, actor=staff(), now=NOW)


def test_a_cheque_is_paid_to_an_account(anna, ben):
    book_of(anna)
    done = pay_cheque(anna, 3, eur(40), to=ben)
    assert (left(anna), left(ben), done.kind) == (eur(60), eur(40), payments.MovementKind.CHEQUE)
    assert done.narrative == "Cheque 3 Demo Payee"
    assert states(anna)[2] == "PAID"
    assert books.broken() == []


def test_a_cheque_is_paid_in_cash_from_a_drawer(anna):
    book_of(anna)
    teller = staff()
    drawer = open_drawer(teller)
    pay_cheque(anna, 1, eur(40), drawer=drawer, teller=teller)
    assert (left(anna), in_drawer(drawer), listed(drawer)) == (eur(60), eur(960), 96_000)


def test_a_drawer_that_is_short_keeps_the_cheque_unpaid(anna):
    book_of(anna)
    teller = staff()
    drawer = open_drawer(teller, eur(10))
    with pytest.raises(payments.CashShort):
        pay_cheque(anna, 1, eur(40), drawer=drawer, teller=teller)
    assert (states(anna)[0], left(anna)) == ("ISSUED", eur(100))


def test_a_cheque_is_paid_once(anna, ben):
    book_of(anna)
    pay_cheque(anna, 1, eur(10), to=ben)
    before = picture()
    with pytest.raises(payments.ChequeAlreadyPaid):
        pay_cheque(anna, 1, eur(10), to=ben)
    assert picture() == before


def test_a_request_sent_twice_pays_a_cheque_once_and_answers_alike(anna, ben):
    book_of(anna)
    key = request_key()
    first = pay_cheque(anna, 1, eur(10), to=ben, request=key)
    after = picture()
    again = pay_cheque(anna, 1, eur(10), to=ben, request=key)
    assert again == dataclasses.replace(first, replayed=True)
    assert picture() == after


def test_a_cheque_without_funds_is_not_paid_and_may_be_presented_again(anna, ben):
    book_of(anna)
    with pytest.raises(payments.InsufficientFunds):
        pay_cheque(anna, 1, eur(101), to=ben)
    assert states(anna)[0] == "ISSUED"
    pay_cheque(anna, 1, eur(100), to=ben)


def test_a_number_that_was_never_given_out_is_not_paid(anna, ben):
    book_of(anna)
    book_of(ben, 50, 60)
    before = picture()
    for number in (11, 50):
        with pytest.raises(payments.ChequeNotIssued):
            pay_cheque(anna, number, eur(1), to=ben)
    assert picture() == before


def test_a_stopped_cheque_is_not_paid_until_the_stop_is_lifted(anna, ben):
    book_of(anna)
    assert stop(anna, 2, 4) == 3
    before = picture()
    with pytest.raises(payments.ChequeStopped, match="Lost"):
        pay_cheque(anna, 3, eur(1), to=ben)
    assert picture() == before
    assert stop(anna, 4, 5) == 1
    assert lift(anna, 3, 3) == 1
    assert pay_cheque(anna, 3, eur(1), to=ben).amount == eur(1)
    assert states(anna)[1:5] == ["STOPPED", "PAID", "STOPPED", "STOPPED"]


def test_stops_are_set_and_lifted_for_all_of_a_range_or_none(anna, ben):
    book_of(anna)
    pay_cheque(anna, 3, eur(1), to=ben)
    before = picture()
    for act, error in (
        (lambda: stop(anna, 1, 5), payments.ChequeAlreadyPaid),
        (lambda: stop(anna, 9, 11), payments.ChequeNotIssued),
        (lambda: stop(anna, 5, 4), payments.ChequeNotIssued),
        (lambda: stop(anna, 1, 1, reason=" "), payments.StopReasonMissing),
        (lambda: lift(anna, 1, 1), payments.ChequeNotStopped),
    ):
        with pytest.raises(error):
            act()
    assert picture() == before


@pytest.mark.parametrize("way", ["neither", "itself"])
def test_a_cheque_is_paid_in_cash_or_to_another_account(anna, way):
    book_of(anna)
    with pytest.raises(payments.ChequePayeeUnclear):
        pay_cheque(anna, 1, eur(1), to=anna if way == "itself" else None)


def test_one_cheque_presented_at_two_counters_at_once_is_paid_once(committed_bank):
    anna, payees = factories.account(funds=100), [factories.account() for _ in range(3)]
    book_of(anna)
    actor = staff("desk")
    outcomes = in_threads(
        3, lambda number: pay_cheque(anna, 1, eur(10), to=payees[number], teller=actor)
    )
    assert sorted(type(each).__name__ for each in outcomes) == [
        "ChequeAlreadyPaid",
        "ChequeAlreadyPaid",
        "Movement",
    ]
    assert (left(anna), ChequePayment.objects.count()) == (eur(90), 1)


def test_books_with_the_same_numbers_given_out_at_once_are_one(committed_bank):
    anna = factories.account()
    staff("desk")
    outcomes = in_threads(2, lambda number: book_of(anna, 1, 10 + number))
    assert sorted(type(each).__name__ for each in outcomes) == ["ChequeNumberTaken", "ChequeRange"]
