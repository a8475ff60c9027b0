"""Taking a transaction back."""

from datetime import date, timedelta

import pytest

from bankcore.ledger import public as ledger
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import bank_account, book, customer_account, posted
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, request_key

pytestmark = pytest.mark.usefixtures("bank")


def reverse(txn_id: int, reason: str = "Booked in error") -> ledger.Outcome:
    return books.reverse(txn_id=txn_id, reason=reason, request=request_key(), actor=TESTER, now=NOW)


def test_a_reversal_negates_every_leg_and_both_know_of_each_other():
    anna, ben, fees = customer_account(funds=100), customer_account(), bank_account("4100")
    first = book((anna, -50), (ben, 45), (fees, 5), narrative="Rent")
    back = reverse(first.txn_id)
    original, negation = (ledger.transaction(txn_id=each.txn_id) for each in (first, back))
    assert [(leg.account_id, -leg.amount) for leg in negation.legs] == [
        (leg.account_id, leg.amount) for leg in original.legs
    ]
    assert (original.reversed_by, negation.reverses) == (back.txn_id, first.txn_id)
    assert (negation.kind, negation.narrative) == (
        ledger.TransactionKind.REVERSAL,
        "Reversal: Rent",
    )
    assert (posted(anna), posted(ben), posted(fees)) == (100, 0, 0)
    assert books.broken() == []


def test_a_reversal_is_booked_today_with_the_value_date_of_the_original():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -50), (ben, 50), value_date=date(2026, 2, 27))
    ledger.close_business_day(actor=TESTER, now=NOW)
    view = ledger.transaction(txn_id=reverse(first.txn_id).txn_id)
    assert view.booking_date == OPENING_DAY + timedelta(days=1)
    assert view.value_date == date(2026, 2, 27)


def test_a_transaction_is_reversed_once():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -50), (ben, 50))
    reverse(first.txn_id)
    assert reverse(first.txn_id).code is ledger.RefusalCode.ALREADY_REVERSED
    assert (posted(anna), posted(ben)) == (100, 0)


def test_two_reversals_in_one_batch_take_back_once():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -50), (ben, 50))
    orders = [
        books.posting((anna, 50), (ben, -50), reverses=ledger.Reverses(first.txn_id, "Twice"))
        for _ in range(2)
    ]
    done, refused = books.post(postings=orders, now=NOW)
    assert isinstance(done, ledger.Posted)
    assert refused.code is ledger.RefusalCode.ALREADY_REVERSED


def test_a_reversal_can_itself_be_reversed():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -50), (ben, 50))
    assert isinstance(reverse(reverse(first.txn_id).txn_id), ledger.Posted)
    assert (posted(anna), posted(ben)) == (50, 50)
    assert books.broken() == []


def test_money_that_has_been_spent_cannot_be_taken_back():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -50), (ben, 50))
    book((ben, -1), (anna, 1))
    before = books.state()
    assert reverse(first.txn_id).code is ledger.RefusalCode.INSUFFICIENT_FUNDS
    assert books.state() == before


def test_a_transaction_that_never_was_cannot_be_reversed():
    with pytest.raises(ledger.TransactionNotFound):
        reverse(10**15)


def test_a_reversal_of_a_long_narrative_is_booked():
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -50), (ben, 50), narrative="n" * 500)
    view = ledger.transaction(txn_id=reverse(first.txn_id).txn_id)
    assert len(view.narrative) == 500
