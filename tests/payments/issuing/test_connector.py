"""The bank's own cards at its own merchants: both sides of a payment are booked together."""

from uuid import uuid4

import pytest

from bankcore.ledger import public as ledger
from payments.gateway import public as gateway
from payments.gateway.models import Operation
from payments.issuing import public as issuing
from payments.issuing.domain import numbers
from payments.vault import public as vault
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.payments.gateway import shops
from tests.payments.gateway.shops import on_line
from tests.payments.issuing import uses
from tests.payments.issuing.uses import BY

pytestmark = pytest.mark.usefixtures("bank")
I = gateway.IntentState  # noqa: E741


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


@pytest.fixture
def shop():
    return shops.merchant()


def method(shop, number: str, *, year: int = 2030) -> str:
    """Keep a card with the gateway, as a payer types it in at the checkout."""
    details = gateway.CardNumber(number=number, expiry_month=3, expiry_year=year, code="123")
    return gateway.create_method(
        merchant=shop,
        new=gateway.NewMethod(details=details, holder_name="Demo Person"),
        request_id=uuid4(),
        **BY,
    ).object_id


def pay(shop, held, amount=None, *, capture=True, **card):
    number = vault.reveal(token=held.token).number
    order = gateway.IntentOrder(
        amount=eur(40) if amount is None else amount,
        capture_method=gateway.CaptureMethod[("MANUAL", "AUTOMATIC")[capture]],
        payment_method=method(shop, number, **card),
    )
    made = gateway.create_payment(merchant=shop, order=order, idempotency=uuid4(), **BY)
    return gateway.confirm_payment(
        merchant=shop,
        intent=made.object_id,
        order=gateway.ConfirmOrder(),
        idempotency=uuid4(),
        **BY,
    )


def owed(shop) -> int:
    account = gateway.merchant_account(Operation.objects.first().merchant_id, "EUR")
    return ledger.balance(account_id=account.payable_account).posted.minor


def test_a_purchase_at_the_banks_own_merchant_is_booked_on_both_sides(shop):
    held = uses.card(funds=100)
    paid = pay(shop, held)
    assert paid.state == I.SUCCEEDED
    assert set(Operation.objects.values_list("connector", flat=True)) == {"own_cards"}
    assert (held.balance().posted, held.balance().held) == (eur(60), eur(0))
    assert on_line("2420") == 0
    assert owed(shop) > 0
    assert uses.ties()


def test_a_frozen_card_and_an_empty_account_are_declined_at_the_checkout(shop):
    held = uses.card(funds=30)
    assert pay(shop, held).decline_code == "insufficient_funds"
    issuing.freeze(card_id=held.card.card_id, **BY)
    assert pay(shop, held, eur(10)).decline_code == "do_not_honor"
    issuing.unfreeze(card_id=held.card.card_id, **BY)
    assert pay(shop, held, eur(10), year=2029).decline_code == "invalid_expiry"
    assert pay(shop, held, eur(10)).state == I.SUCCEEDED
    assert uses.ties()


def test_a_number_of_the_banks_that_is_no_card_is_declined(shop):
    held = uses.card()
    other = numbers.with_check_digit("400000990000000")
    order = gateway.IntentOrder(
        amount=eur(5),
        capture_method=gateway.CaptureMethod.AUTOMATIC,
        payment_method=method(shop, other),
    )
    made = gateway.create_payment(merchant=shop, order=order, idempotency=uuid4(), **BY)
    paid = gateway.confirm_payment(
        merchant=shop,
        intent=made.object_id,
        order=gateway.ConfirmOrder(),
        idempotency=uuid4(),
        **BY,
    )
    assert paid.decline_code == "incorrect_number"
    assert held.balance().held == eur(0)


def test_a_part_that_is_captured_gives_the_rest_back_and_a_refund_comes_back(shop):
    held = uses.card(funds=100)
    waiting = pay(shop, held, capture=False)
    assert (waiting.state, held.balance().held) == (I.REQUIRES_CAPTURE, eur(40))
    shops.capture(shop, waiting, 2_500)
    assert (held.balance().posted, held.balance().held) == (eur(75), eur(0))
    shops.refund(shop, waiting, 1_000)
    assert (held.balance().posted, on_line("2420")) == (eur(85), 0)
    assert uses.ties()


def test_a_payment_that_is_cancelled_frees_the_money(shop):
    held = uses.card(funds=100)
    waiting = pay(shop, held, capture=False)
    shops.cancel(shop, waiting)
    assert held.balance().held == eur(0)
    told = issuing.uses_of(card_id=held.card.card_id, actor=TESTER, limit=1)
    assert [each.state for each in told] == ["REVERSED"]
    assert uses.ties()


def test_what_one_side_does_not_book_neither_does(shop):
    held = uses.card(funds=100)
    waiting = pay(shop, held, capture=False)
    account = gateway.merchant_account(Operation.objects.first().merchant_id, "EUR")
    books.set_status(account_id=account.payable_account, status=ledger.AccountStatus.FROZEN)
    shops.capture(shop, waiting, 2_500)
    assert (held.balance().posted, held.balance().held) == (eur(100), eur(40))
    assert Operation.objects.filter(kind="CAPTURE").get().state == "DECLINED"
    assert uses.ties()


def test_asking_twice_what_became_of_it_books_once(shop):
    held = uses.card(funds=100)
    pay(shop, held)
    before = uses.picture()
    for each in Operation.objects.values_list("public_id", flat=True):
        issuing.OWN_CARDS.inquire(each, now=NOW)
    assert uses.picture() == before
