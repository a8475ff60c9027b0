"""Many movements at once are what each would be by itself."""

import pytest

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import ExternalPayment
from payments.services import batches
from tests import factories
from tests.accounts import use
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


def transfer(payer, payee, amount) -> batches.Item:
    return batches.Item(request=request_key(), debit=payer, amount=eur(amount), credit=payee)


def test_limits_hold_in_a_batch_and_refuse_only_what_exceeds_them():
    anna, ben, carl = (factories.account(funds=100) for _ in range(3))
    use.limits(daily_limit=25_00)
    first, second, third = book(
        [transfer(anna, ben, 20), transfer(anna, ben, 10), transfer(carl, ben, 10)]
    )
    assert isinstance(first, ledger.Posted)
    assert isinstance(second, accounts.DailyLimitExceeded)
    assert isinstance(third, ledger.Posted)
    assert (left(anna), left(ben), left(carl)) == (eur(80), eur(130), eur(90))
    assert accounts.limits_of_account(account_id=anna.account_id).spent_today == eur(20)


def test_a_refusal_of_the_books_is_kept_with_its_key_in_a_batch_of_limited_accounts():
    anna, ben = factories.account(funds=5), factories.account()
    use.limits(daily_limit=25_00)
    item = transfer(anna, ben, 20)
    assert [type(answer).code for answer in book([item])] == ["insufficient_funds"]
    factories.payments.deposit(
        order=payments.CashOrder(account_id=anna.account_id, amount=eur(50)),
        request=request_key(),
        actor=TESTER,
        now=NOW,
    )
    assert [type(answer).code for answer in book([item])] == ["insufficient_funds"]


def test_a_fee_is_charged_once_for_a_payment_in_a_batch():
    anna = factories.account(funds=100)
    use.fee(accounts.FeeEvent.OUTGOING_PAYMENT, fixed=50)
    item = batches.Item(
        request=request_key(),
        debit=anna,
        amount=eur(10),
        creditor_iban=CREDITOR,
        creditor_name="Stadtwerke",
    )
    for _ in range(2):
        assert isinstance(book([item])[0], ledger.Posted)
    assert left(anna) == eur("89.50")
    assert use.charges(anna) == [("OUTGOING_PAYMENT", "charged", 50)]
    assert ExternalPayment.objects.count() == 1
    assert books.broken() == []
