"""Which network a payment goes to, and which one next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings

from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.domain.declines import Advice, of_code
from payments.gateway.domain.operations import MOST_ATTEMPTS, OperationKind
from payments.gateway.domain.states import OperationEvent
from payments.gateway.models import Operation, PaymentIntent, PaymentMethod
from payments.gateway.repositories import operations
from payments.gateway.repositories import routing as rules
from payments.gateway.services import connectors, health
from payments.vault import public as vault

_OF_KIND: Final = {
    InstrumentKind.ON_US_ACCOUNT: (connectors.ON_US,),
    InstrumentKind.SEPA_DEBIT: ("sepa_debit",),
    InstrumentKind.US_BANK_ACCOUNT: ("ach_debit",),
}
_OF_BRAND: Final = {"visa": ("visa", "stripe"), "mastercard": ("mastercard", "stripe")}
_ANY_CARD: Final = ("stripe",)


class NoRoute(BankError):
    """No network takes this payment just now."""

    code = "no_route"
    cure = "Try again later, or with another payment method."
    status = 503


@requires_transaction
def choose(row: PaymentIntent, method: PaymentMethod, *, now: datetime) -> str:
    """Return the network that a payment is brought to first; raises NoRoute."""
    found = _next(row, method, tried=(), now=now)
    if found is None:
        message = "No network takes this payment just now."
        raise NoRoute(message)
    return found


@requires_transaction
def after_refusal(
    row: PaymentIntent, operation: Operation, event: OperationEvent, *, now: datetime
) -> str | None:
    """Return the network to try next, or None.

    Another is tried only where the one before was not reached for sure, or has declined for what
    lies with it; never while it is not known what happened there, and never for what the payer's
    bank has decided.
    """
    if event is OperationEvent.DECLINED:
        may = of_code(operation.decline_code).advice is Advice.TRY_OTHER_NETWORK
    else:
        may = event is OperationEvent.NOT_SENT
    if not may or operation.attempt >= MOST_ATTEMPTS:
        return None
    before = operations.of_intent(row.pk, kind=OperationKind.AUTHORISE)[: operation.attempt]
    tried = tuple(each.connector for each in before)
    return _next(row, operation.payment_method, tried=tried, now=now)


def captures_apart(connector: str) -> bool:
    """Return whether a network authorises first and captures later."""
    return connectors.of(connector).capabilities.separate_capture


def _next(
    row: PaymentIntent, method: PaymentMethod, *, tried: tuple[str, ...], now: datetime
) -> str | None:
    for name in _candidates(row, method):
        if name in tried or not _takes(name, method) or not _is_reached(name, now=now):
            continue
        if rules.take_probe(name, now=now, lasts=health.PROBE):
            return name
    return None


def _candidates(row: PaymentIntent, method: PaymentMethod) -> Iterable[str]:
    """Return networks in the order of the rules; without a rule, in the bank's own."""
    if row.merchant.is_sandbox:
        return (connectors.SANDBOX,)
    if _is_own_card(method):
        return (connectors.OWN_CARDS,)
    found = rules.rules(
        merchant=row.merchant_id,
        kind=method.kind,
        brand=method.brand,
        currency=row.currency,
        minor=row.amount_minor,
    )
    if found:
        return [rule.connector for rule in found]
    kind = InstrumentKind(method.kind)
    if kind in _OF_KIND:
        return _OF_KIND[kind]
    return _OF_BRAND.get(method.brand.lower(), _ANY_CARD)


def _is_own_card(method: PaymentMethod) -> bool:
    """Return whether this bank has issued the card: no network need carry the payment then."""
    return (
        method.kind == InstrumentKind.CARD
        and method.country == settings.BANK_COUNTRY
        and vault.issuer_of(token=method.card_token) == settings.CARD_ISSUER_NUMBER
    )


def _takes(name: str, method: PaymentMethod) -> bool:
    if name not in connectors.names():
        return False
    able = connectors.of(name).capabilities
    brand = not able.brands or method.brand.lower() in able.brands
    return InstrumentKind(method.kind) in able.instruments and brand


def _is_reached(name: str, *, now: datetime) -> bool:
    """Return whether a network says that it is there, whatever its breaker has counted.

    Debits wait for the next file: a clearing house that is late with an answer takes them still.
    """
    connector = connectors.of(name)
    return not connector.capabilities.separate_capture or connector.health(now=now).is_up
