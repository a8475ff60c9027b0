"""Cardholders' banks by the brand of the card, and what they are asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.money import Currency, Money
from payments.gateway.domain.authentications import Answer, Issuers, Question
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.models import Authentication, PaymentIntent, PaymentMethod
from payments.gateway.repositories import authentications


def network_of(row: PaymentIntent, method: PaymentMethod) -> str:
    """Return the network whose banks can ask the payer of this method; empty where none can."""
    known: Mapping[str, str] = import_string(settings.GATEWAY_ISSUERS)
    card = method.kind == InstrumentKind.CARD and not row.merchant.is_sandbox
    return method.brand if card and method.brand in known else ""


def page_of(asked: Authentication) -> str | None:
    """Return the address at which the payer is asked; None where it is the bank's own page."""
    if not asked.network:
        return None
    row = asked.intent
    assert row.payment_method is not None  # noqa: S101 - a payment waits for its method before
    question = Question(
        authentication=asked.object_id,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        merchant=row.merchant.statement_name,
        last4=row.payment_method.last4,
        expires_at=asked.expires_at,
        back=f"{settings.PUBLIC_ADDRESS}/authenticate/{asked.object_id}/result",
    )
    return _of(asked.network).page_of(question)


def can_ask(network: str) -> bool:
    """Return whether the banks of a network have a page."""
    return bool(network) and _of(network).is_there


def read(network: str, text: str) -> Answer:
    """Return what a network's bank says; raises what its connector does."""
    return _of(network).read(text)


def proofs(*, operations: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return ECI and value, for the wire, of authorisations that payers' banks have confirmed."""
    return authentications.proofs(operations=operations)


def _of(network: str) -> Issuers:
    known: Mapping[str, str] = import_string(settings.GATEWAY_ISSUERS)
    return cast("Issuers", import_string(known[network]))
