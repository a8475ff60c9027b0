"""Cheques on other banks: credited under reservation, then cleared or returned."""

from datetime import date, timedelta

import pytest

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import CollectedCheque
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import eur, request_key
from tests.payments.services.counter import balance, collect, picture, staff
from tests.payments.services.movements import deposit, left, own, set_status, withdraw

State = payments.CollectionState
DUE = date(2026, 3, 5)
EOD = Actor.system("end-of-day")


@pytest.fixture
def anna(bank):
    return factories.account(funds=10)


def clear(cheque):
    return payments.clear_cheque(cheque_id=cheque.cheque_id, actor=staff("desk"), now=NOW)


def bounce(cheque, *, reason="Insufficient funds", fee=None):
    order = payments.ChequeReturn(cheque_id=cheque.cheque_id, reason=reason, fee=fee)
    return payments.return_cheque(order=order, actor=staff("desk"), now=NOW)


def end_of_day(day: date) -> dict[str, int]:
    return payments.clear_cheques(day=day, next_day=day + timedelta(days=1), actor=EOD, now=NOW)


def close_days(count: int) -> None:
    for _ in range(count):
        ledger.close_business_day(actor=EOD, now=NOW)


def test_a_cheque_is_credited_and_its_money_held(anna):
    cheque = collect(anna, eur(50))
    assert (cheque.state, cheque.clears_on) == (State.IN_COLLECTION, DUE)
    found = balance(anna)
    assert (found.posted, found.held, found.available) == (eur(60), eur(50), eur(10))
    assert own("1050") == 5_000
    booked = ledger.transaction(txn_id=cheque.transaction_id)
    assert (booked.booking_date, booked.value_date) == (OPENING_DAY, DUE)
    with pytest.raises(payments.InsufficientFunds):
        withdraw(anna, eur(11))
    assert books.broken() == []


def test_a_cleared_cheque_is_the_customers_to_spend(anna):
    done = clear(collect(anna, eur(50)))
    assert done.state == State.CLEARED
    assert balance(anna).available == eur(60)
    assert (own("1050"), own("1100")) == (0, 5_000)
    assert books.broken() == []


def test_a_returned_cheque_takes_its_credit_back_whatever_else_was_spent(anna):
    cheque = collect(anna, eur(50))
    withdraw(anna, eur(10))
    done = bounce(cheque)
    assert (done.state, done.return_reason) == (State.RETURNED, "Insufficient funds")
    found = balance(anna)
    assert (found.posted, found.held) == (eur(0), eur(0))
    assert (own("1050"), own("1100")) == (0, 0)
    event = Event.objects.get(name="payments.cheque_returned")
    assert event.payload["account_id"] == str(anna.account_id)
    assert books.broken() == []


def test_a_returned_cheque_leaves_no_value_on_any_day(anna):
    cheque = collect(anna, eur(50))
    bounce(cheque)
    row = CollectedCheque.objects.get()
    taken = ledger.transaction(txn_id=row.final_txn_id)
    assert taken.value_date == ledger.transaction(txn_id=cheque.transaction_id).value_date == DUE


def test_a_return_is_charged_where_the_account_bears_it(anna):
    done = bounce(collect(anna, eur(50)), fee=eur(3))
    assert (done.fee_charged, left(anna), own("4100")) == (True, eur(7), 300)


@pytest.mark.parametrize("first", [clear, bounce])
@pytest.mark.parametrize("second", [clear, bounce])
def test_a_cheque_is_cleared_or_returned_once(anna, first, second):
    cheque = collect(anna, eur(50))
    first(cheque)
    before = picture()
    with pytest.raises(payments.CollectionFinished):
        second(cheque)
    assert picture() == before


def test_a_return_says_why(anna):
    cheque = collect(anna, eur(50))
    before = picture()
    with pytest.raises(payments.ReturnReasonMissing):
        bounce(cheque, reason=" ")
    assert picture() == before


def test_the_same_cheque_is_not_credited_twice(anna):
    cheque = collect(anna, eur(50))
    other = factories.account()
    before = picture()
    with pytest.raises(payments.ChequeInCollection):
        collect(other, eur(50), bank="deut deff")
    assert picture() == before
    bounce(cheque)
    assert collect(other, eur(50)).state == State.IN_COLLECTION
    assert collect(other, eur(50), number="0002").state == State.IN_COLLECTION


def test_a_request_sent_twice_credits_once(anna):
    key = request_key()
    first = collect(anna, eur(50), request=key)
    after = picture()
    assert collect(anna, eur(50), request=key) == first
    assert picture() == after


def test_a_cheque_that_cannot_be_reserved_is_not_credited(anna):
    set_status(anna, accounts.AccountStatus.DEBIT_BLOCKED)
    before = picture()
    with pytest.raises(payments.CannotReserve):
        collect(anna, eur(50))
    assert picture() == before


def test_a_return_refused_by_the_books_can_be_made_once_they_allow_it(anna):
    cheque = collect(anna, eur(50))
    set_status(anna, accounts.AccountStatus.FROZEN)
    before = picture()
    with pytest.raises(payments.AccountBlocked):
        bounce(cheque)
    assert picture() == before
    set_status(anna, accounts.AccountStatus.OPEN)
    assert bounce(cheque).state == State.RETURNED


def test_a_cheque_nobody_took_in_is_not_found(bank):
    with pytest.raises(payments.CollectedChequeNotFound):
        payments.get_collected_cheque(cheque_id=request_key().key)
    with pytest.raises(payments.CollectedChequeNotFound):
        payments.clear_cheque(cheque_id=request_key().key, actor=staff(), now=NOW)


def test_the_end_of_day_clears_what_is_due_and_once_only(anna):
    due = [collect(anna, eur(5), number=f"{number}") for number in range(3)]
    returned = collect(anna, eur(5), number="9")
    bounce(returned)
    assert end_of_day(OPENING_DAY) == {"cheques cleared": 0}
    close_days(3)
    collect(anna, eur(7), number="later")
    assert end_of_day(DUE) == {"cheques cleared": 3}
    assert end_of_day(DUE) == {"cheques cleared": 0}
    for cheque in due:
        found = payments.get_collected_cheque(cheque_id=cheque.cheque_id)
        assert found.state == State.CLEARED
    row = CollectedCheque.objects.get(public_id=due[0].cheque_id)
    assert ledger.transaction(txn_id=row.final_txn_id).booking_date == DUE
    assert (balance(anna).held, own("1050"), own("1100")) == (eur(7), 700, 1_500)
    assert books.broken() == []


def test_the_end_of_day_takes_more_cheques_than_one_chunk(anna, monkeypatch):
    monkeypatch.setattr("payments.services.cheque_collection._CHUNK", 2)
    for number in range(5):
        collect(anna, eur(1), number=f"{number}")
    close_days(3)
    assert end_of_day(DUE) == {"cheques cleared": 5}


def test_clearing_and_returning_at_once_do_one_of_the_two(committed_bank):
    anna = factories.account(funds=10)
    staff("desk")
    for number in range(3):
        cheque = collect(anna, eur(50), number=f"{number}")
        outcomes = in_threads(2, lambda which, c=cheque: (clear, bounce)[which](c))
        assert sorted(type(each).__name__ for each in outcomes) == [
            "CollectionFinished",
            "CollectionView",
        ]
    deposit(anna, eur(1))
    assert own("1050") == 0
    assert books.broken() == []


def test_one_cheque_handed_in_twice_at_once_is_credited_once(committed_bank):
    payees = [factories.account(funds=1) for _ in range(2)]
    staff("desk")
    outcomes = in_threads(2, lambda number: collect(payees[number], eur(50)))
    assert sorted(type(each).__name__ for each in outcomes) == [
        "ChequeInCollection",
        "CollectionView",
    ]
    assert own("1050") == 5_000
    assert books.broken() == []
