"""Many movements at once are what each would be by itself."""

import pytest

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import ExternalPayment
from payments.services import batches
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import TESTER, eur, request_key
from tests.payments.files import CREDITOR
from tests.payments.services.movements import left, pay, picture

pytestmark = pytest.mark.usefixtures("bank")
book_many = use_case(batches.book_many)


def book(items) -> list:
    return book_many(items=items, actor=TESTER, now=NOW)


def test_nothing_to_book_is_nothing_booked():
    before = picture()
    assert book([]) == []
    assert picture() == before


def test_a_payment_in_a_batch_is_told_and_kept_as_one_ordered_by_itself():
    anna = factories.account(funds=100)
    pay(anna, eur(10))
    item = batches.Item(
        request=request_key(),
        debit=anna,
        amount=eur(10),
        creditor_iban=CREDITOR,
        creditor_name="Stadtwerke",
        remittance="Invoice 7",
    )
    book([item])
    alone, batched = ExternalPayment.objects.order_by("id").values(
        "account_id", "amount_minor", "currency", "creditor_iban", "creditor_name", "remittance",
        "state",
    )  # fmt: skip
    assert alone == batched
    first, second = Event.objects.filter(name="payments.payment_booked").order_by("id")
    assert first.payload.keys() == second.payload.keys()
    narratives = {
        ledger.transaction(txn_id=int(event.payload["transaction_id"])).narrative
        for event in (first, second)
    }
    assert narratives == {"Stadtwerke Invoice 7"}


def test_a_replay_books_and_tells_nothing_more():
    anna, ben = factories.account(funds=100), factories.account()
    item = batches.Item(request=request_key(), debit=anna, credit=ben, amount=eur(10))
    [first] = book([item])
    before = picture()
    [again] = book([item])
    assert (again.txn_id, again.replayed) == (first.txn_id, True)
    assert picture() == before


def test_each_is_decided_by_itself_in_the_order_given():
    anna, ben = factories.account(funds=15), factories.account()
    items = [
        batches.Item(request=request_key(), debit=anna, credit=ben, amount=eur(10))
        for _ in range(3)
    ]
    items.append(batches.Item(request=request_key(), debit=ben, credit=anna, amount=eur(8)))
    answers = book(items)
    assert [type(answer) for answer in answers] == [
        ledger.Posted, payments.InsufficientFunds, payments.InsufficientFunds, ledger.Posted,
    ]  # fmt: skip
    assert (left(anna), left(ben)) == (eur(13), eur(2))
    assert books.broken() == []
