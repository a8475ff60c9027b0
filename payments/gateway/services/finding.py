"""The merchant's own objects by their names: what is another merchant's is not there."""

from __future__ import annotations

from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.money import Money
from payments.gateway.domain.merchants import MerchantState
from payments.gateway.domain.views import LARGEST_PAGE, MerchantRef, PageOf
from payments.gateway.models import Mandate, Merchant, Payer, PaymentIntent, PaymentMethod
from payments.gateway.repositories import intents, merchants


class ObjectNotFound(BankError):
    """There is no such object, or it is not this merchant's."""

    code = "resource_missing"
    cure = "Check the object's id; a sandbox's objects are not there for live keys."
    status = 404


class MerchantNotActive(BankError):
    """The merchant may not take payments now."""

    code = "merchant_not_active"
    cure = "Ask the bank about the state of the merchant."
    status = 403


class InvalidAmount(BankError):
    """The amount is nothing, or less, or in another currency than the payment."""

    code = "amount_invalid"
    cure = "Give a positive amount in the currency of the payment."


class InvalidPage(BankError):
    """A page is longer than the bank gives."""

    code = "page_invalid"
    cure = "Ask for 1 to 100 rows."


@requires_transaction
def lock_intent(merchant: MerchantRef, object_id: str) -> PaymentIntent:
    """Return the merchant's payment, locked; raises ObjectNotFound."""
    found = intents.lock(merchant=merchant.pk, object_id=object_id)
    if found is None:
        raise missing(object_id, field="payment_intent")
    return found


def payer(merchant: MerchantRef, object_id: str) -> Payer:
    """Return the merchant's payer; raises ObjectNotFound."""
    found = merchants.payer(merchant=merchant.pk, object_id=object_id)
    if found is None:
        raise missing(object_id, field="customer")
    return found


def payment_method(merchant: MerchantRef, object_id: str) -> PaymentMethod:
    """Return the merchant's payment method, unless it is detached; raises ObjectNotFound."""
    found = merchants.payment_method(merchant=merchant.pk, object_id=object_id)
    if found is None:
        raise missing(object_id, field="payment_method")
    return found


def attached(merchant: MerchantRef, method: PaymentMethod) -> PaymentMethod:
    """Return a payment's method where it is the merchant's and not detached, as just read.

    Raises ObjectNotFound.
    """
    if method.merchant_id != merchant.pk or method.detached_at is not None:
        raise missing(method.object_id, field="payment_method")
    return method


def mandate(merchant: MerchantRef, object_id: str) -> Mandate:
    """Return the merchant's mandate; raises ObjectNotFound."""
    found = merchants.mandate(merchant=merchant.pk, object_id=object_id)
    if found is None:
        raise missing(object_id, field="mandate")
    return found


def missing(object_id: str, *, field: str) -> ObjectNotFound:
    """Return the refusal of a name that is no object of the merchant's."""
    message = f"There is no {field.replace('_', ' ')} {object_id[:60]}."
    return ObjectNotFound(message, field=field)


def require_active(merchant: Merchant) -> None:
    """Let a merchant pass that may take payments, as just read; raises MerchantNotActive."""
    if merchant.state != MerchantState.ACTIVE:
        message = "The merchant may not take payments now."
        raise MerchantNotActive(message)


def positive(amount: Money, *, currency: str) -> int:
    """Return an amount's minor units; raises InvalidAmount."""
    if amount.minor <= 0 or amount.currency.code != currency:
        message = f"The amount is a positive one in {currency}."
        raise InvalidAmount(message, field="amount")
    return amount.minor


def check_page(part: PageOf) -> None:
    """Raise InvalidPage for a page that the bank does not give."""
    if not 1 <= part.limit <= LARGEST_PAGE:
        message = f"A page has 1 to {LARGEST_PAGE} rows."
        raise InvalidPage(message, field="limit")
