"""Connectors by their names, and what they are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.db.transactions import requires_transaction
from bankcore.money import Currency, Money
from payments.gateway.domain.connectors import (
    Acceptor,
    Connector,
    Instrument,
    InstrumentKind,
    Order,
    Original,
)
from payments.gateway.domain.operations import OperationKind
from payments.gateway.models import Operation, PaymentMethod
from payments.gateway.repositories import operations

SANDBOX: Final = "sandbox"
ON_US: Final = "on_us"
OWN_CARDS: Final = "own_cards"

_LINES: Final = {
    OWN_CARDS: "2420",
    "visa": "1410",
    "mastercard": "1420",
    "stripe": "1430",
    "sepa_debit": "1440",
    "ach_debit": "1450",
}


class NoSuchConnector(LookupError):
    """A fault of the bank's own pages: no connector has this name."""


def names() -> frozenset[str]:
    """Return the names of every connector."""
    known: Mapping[str, str] = import_string(settings.GATEWAY_CONNECTORS)
    return frozenset(known)


def of(name: str) -> Connector:
    """Return the connector of this name; raises NoSuchConnector."""
    known: Mapping[str, str] = import_string(settings.GATEWAY_CONNECTORS)
    if name not in known:
        message = f"{settings.GATEWAY_CONNECTORS} names no connector {name!r}"
        raise NoSuchConnector(message)
    return cast("Connector", import_string(known[name]))


def ledger_line(connector: str) -> str:
    """Return the general-ledger line of what a network owes the bank; raises NoSuchConnector.

    The sandbox and accounts of this bank have none.
    """
    if connector not in _LINES:
        message = f"The books have no line for {connector!r}"
        raise NoSuchConnector(message)
    return _LINES[connector]


@requires_transaction
def lock_order(*, operation_id: UUID) -> Order | None:
    """Lock an operation with its payment, and return what its connector is told of it.

    For connectors that decide and apply in one transaction: what they lock comes after.
    """
    found = operations.lock(operation_id=operation_id)
    return None if found is None else order_of(found[1])


def order_of(row: Operation) -> Order:
    """Return what the connector of an operation is told of it."""
    unit = Currency.of(row.currency)
    return Order(
        operation_id=row.public_id,
        kind=OperationKind(row.kind),
        amount=Money(row.amount_minor, unit),
        instrument=_instrument(row.payment_method, row),
        acceptor=Acceptor(
            merchant_id=row.merchant.object_id,
            name=row.merchant.statement_name,
            city=row.merchant.city,
            country=row.merchant.country,
            category=row.merchant.category,
        ),
        original=None if row.original is None else _original(row.original, unit),
        deadline=row.deadline,
        is_final=row.is_final,
        recurring=row.intent.off_session,
        description=row.intent.description,
    )


def _instrument(method: PaymentMethod, row: Operation) -> Instrument:
    kind = InstrumentKind(method.kind)
    references = {
        InstrumentKind.CARD: method.card_token,
        InstrumentKind.ON_US_ACCOUNT: str(method.account_id or UUID(int=0)),
    }
    return Instrument(
        kind=kind,
        reference=references.get(kind, method.object_id),
        brand=method.brand,
        last4=method.last4,
        mandate=row.intent.mandate.reference if row.intent.mandate else "",
    )


def _original(row: Operation, unit: Currency) -> Original:
    approved = row.amount_minor if row.approved_minor is None else row.approved_minor
    return Original(
        operation_id=row.public_id,
        amount=Money(approved, unit),
        network_reference=row.network_reference,
        authorisation_code=row.authorisation_code,
    )
