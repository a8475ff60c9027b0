"""Merchants, cards and payments for tests of the gateway, made through its services."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from bankcore.actor import Actor
from bankcore.approvals.domain.views import RequestView, State
from bankcore.db.transactions import use_case
from bankcore.ledger.models import Balance
from bankcore.money import Currency, Money
from payments.gateway.domain import object_ids
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.domain.intents import CaptureMethod
from payments.gateway.domain.views import (
    CaptureOrder,
    ConfirmOrder,
    IntentOrder,
    IntentView,
    MerchantRef,
    OperationView,
    RefundOrder,
)
from payments.gateway.models import Mandate, Operation, PaymentIntent, PaymentMethod
from payments.gateway.services import (  # noqa: F401 - tests reach errors by these
    finding,
    intents,
    merchant_terms,
    merchants,
    refunds,
)
from tests import factories
from tests.conftest import NOW, OPENING_DAY

SHOP = Actor.system("test-shop")
TERMS = {"capture_bps": 150, "capture_fixed_minor": 25}


@use_case
def set_terms(*, merchant: MerchantRef, day: date = OPENING_DAY, **terms) -> None:
    """Set terms as if two people had."""
    given = {
        "valid_from": day.isoformat(),
        "payout_schedule": "DAILY",
        **TERMS,
        **terms,
    }
    merchant_terms.execute(
        request=RequestView(
            request_id=1,
            kind=merchant_terms.KIND,
            subject="",
            payload={"merchant": merchant.object_id, "terms": given},
            reason="",
            maker="user:1",
            state=State.APPROVED,
            requested_at=NOW,
            expires_at=NOW,
            checker="user:2",
            decided_at=NOW,
            decision_reason="",
            result="",
        ),
        actor=SHOP,
        now=NOW,
    )


def merchant(*, sandbox: bool = False, currencies=("EUR",), **terms) -> MerchantRef:
    """Take a shop on, with terms."""
    owner = factories.customer("Demo Shop", "COMPANY")
    account = factories.account(owner=owner)
    order = merchants.MerchantOrder(
        customer_id=owner.customer_id,
        payout_account_id=account.account_id,
        name="Demo Shop",
        statement_name="DEMO SHOP",
        city="Dublin",
        country="IE",
        category="5732",
        currencies=tuple(Currency.of(each) for each in currencies),
        is_sandbox=sandbox,
    )
    made = merchants.onboard(order=order, actor=SHOP, now=NOW)
    if not sandbox:
        set_terms(merchant=made, **terms)
    return merchants.get(made.object_id)


def card(shop: MerchantRef, *, last4: str = "4242", brand: str = "visa") -> PaymentMethod:
    """Keep a card of the shop's payer."""
    return PaymentMethod.objects.create(
        object_id=object_ids.new("pm"),
        merchant_id=shop.pk,
        kind=InstrumentKind.CARD,
        card_token=f"card_{uuid4().hex[:20]}",
        brand=brand,
        last4=last4,
        expiry_month=12,
        expiry_year=2030,
        fingerprint=uuid4().hex,
        created_at=NOW,
    )


def account_method(shop: MerchantRef, account_id, *, with_mandate: bool = True) -> PaymentMethod:
    """Keep an account of this bank that the shop's payer pays from, and its mandate."""
    method = PaymentMethod.objects.create(
        object_id=object_ids.new("pm"),
        merchant_id=shop.pk,
        kind=InstrumentKind.ON_US_ACCOUNT,
        account_id=account_id,
        created_at=NOW,
    )
    if with_mandate:
        mandate(shop, method)
    return method


def debit_method(shop: MerchantRef) -> PaymentMethod:
    """Keep an account elsewhere, with a mandate."""
    method = PaymentMethod.objects.create(
        object_id=object_ids.new("pm"),
        merchant_id=shop.pk,
        kind=InstrumentKind.SEPA_DEBIT,
        account_details="DE89370400440532013000",
        holder_name="Demo Person 01",
        created_at=NOW,
    )
    mandate(shop, method)
    return method


def mandate(shop: MerchantRef, method: PaymentMethod) -> Mandate:
    """Keep a payer's mandate."""
    return Mandate.objects.create(
        object_id=object_ids.new("mandate"),
        merchant_id=shop.pk,
        payment_method=method,
        reference=uuid4().hex[:20],
        signed_on=OPENING_DAY,
        created_at=NOW,
    )


def made(shop: MerchantRef, method: PaymentMethod | None = None, minor: int = 10_000, **more):
    """Make a payment."""
    order = IntentOrder(
        amount=Money(minor, Currency.of(more.pop("currency", "EUR"))),
        payment_method=(method or card(shop)).object_id,
        **more,
    )
    return intents.create(merchant=shop, order=order, idempotency=uuid4(), actor=SHOP, now=NOW)


def confirmed(shop: MerchantRef, method: PaymentMethod | None = None, minor=10_000, **more):
    """Make a payment and confirm it."""
    payment = made(shop, method, minor, **more)
    return confirm(shop, payment)


def confirm(shop: MerchantRef, payment: IntentView, *, key=None, **more) -> IntentView:
    """Confirm a payment."""
    return intents.confirm(
        merchant=shop,
        intent=payment.object_id,
        order=ConfirmOrder(**more),
        idempotency=key or uuid4(),
        actor=SHOP,
        now=NOW,
    )


def authorised(shop: MerchantRef, method: PaymentMethod | None = None, minor=10_000) -> IntentView:
    """Make a payment that waits to be captured."""
    return confirmed(shop, method, minor, capture_method=CaptureMethod.MANUAL)


def capture(shop, payment, minor: int | None = None, *, is_final=True, key=None) -> IntentView:
    """Capture so much, or everything."""
    amount = None if minor is None else Money(minor, payment.amount.currency)
    return intents.capture(
        merchant=shop,
        intent=payment.object_id,
        order=CaptureOrder(amount=amount, is_final=is_final),
        idempotency=key or uuid4(),
        actor=SHOP,
        now=NOW,
    )


def cancel(shop, payment, *, key=None) -> IntentView:
    """Cancel a payment."""
    return intents.cancel(
        merchant=shop,
        intent=payment.object_id,
        reason="requested_by_customer",
        idempotency=key or uuid4(),
        actor=SHOP,
        now=NOW,
    )


def refund(shop, payment, minor: int | None = None, *, key=None) -> OperationView:
    """Refund so much, or everything."""
    amount = None if minor is None else Money(minor, payment.amount.currency)
    return refunds.refund(
        merchant=shop,
        order=RefundOrder(intent=payment.object_id, amount=amount),
        idempotency=key or uuid4(),
        actor=SHOP,
        now=NOW,
    )


def again(shop: MerchantRef, payment) -> IntentView:
    """Read a payment anew."""
    return intents.get(merchant=shop, intent=payment.object_id, actor=SHOP)


def counters(payment) -> dict[str, int]:
    """Return a payment's counters that are not zero."""
    row = PaymentIntent.objects.get(object_id=payment.object_id)
    names = (
        *("authorised", "increasing", "capturing", "captured", "voided"),
        *("refunding", "refunded", "disputed"),
    )
    found = {name: getattr(row, f"{name}_minor") for name in names}
    return {name: value for name, value in found.items() if value}


def operations(payment) -> list[tuple[str, str]]:
    """Return a payment's operations and their states, oldest first."""
    rows = Operation.objects.filter(intent__object_id=payment.object_id).order_by("pk")
    return list(rows.values_list("kind", "state"))


def on_line(code: str, currency: str = "EUR") -> int:
    """Return what a line of the ledger has, credits positive, over all its accounts."""
    rows = Balance.objects.filter(
        account__gl_account__code=code, currency_id=Currency.of(currency).number
    )
    return sum(row.cr_posted - row.dr_posted for row in rows)
