"""Stripe's objects, read as outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bankcore.money import Currency, Money
from bankcore.money.currency import UnknownCurrency
from payments.gateway.public import OperationKind, Outcome, Verdict
from payments.processors.domain.codes import decline_of
from payments.processors.services.wire import Answer

_PAYMENT: Final = {
    "requires_capture": Verdict.APPROVED,
    "succeeded": Verdict.APPROVED,
    "processing": Verdict.PENDING,
    "canceled": Verdict.REVERSED,
    "requires_payment_method": Verdict.DECLINED,
}
_REFUND: Final = {
    "succeeded": Verdict.APPROVED,
    "pending": Verdict.PENDING,
    "requires_action": Verdict.PENDING,
    "failed": Verdict.DECLINED,
    "canceled": Verdict.DECLINED,
}
WAITS_FOR_US: Final = frozenset({"requires_confirmation", "requires_action"})
"""A payment that nothing was charged of, and that may still be charged: it is cancelled."""

NOT_SENT: Final = Outcome(verdict=Verdict.NOT_SENT, code="processing_error")
UNKNOWN: Final = Outcome(verdict=Verdict.UNKNOWN)


def of_authorisation(payment: Mapping[str, Any]) -> Outcome:
    """Return what became of an authorisation, of its payment_intent."""
    verdict = _PAYMENT.get(str(payment.get("status")), Verdict.UNKNOWN)
    reference = str(payment.get("id", ""))
    if verdict is Verdict.DECLINED:
        code, raw = decline_of(payment.get("last_payment_error") or {})
        return Outcome(verdict=verdict, code=code, raw_code=raw[:40], network_reference=reference)
    # What is held, where the API says it; what is left of it after a capture says nothing here.
    minor = payment.get("amount_capturable") if payment.get("status") == "requires_capture" else 0
    return Outcome(
        verdict=verdict,
        network_reference=reference,
        amount=_amount(payment, minor or payment.get("amount")),
    )


def of_capture(payment: Mapping[str, Any]) -> Outcome | None:
    """Return what became of a capture; None where the payment is still to be captured."""
    status = payment.get("status")
    if status == "processing":
        return Outcome(verdict=Verdict.PENDING, network_reference=str(payment.get("id", "")))
    if status != "succeeded":
        return None
    return Outcome(
        verdict=Verdict.APPROVED,
        network_reference=charge_of(payment) or str(payment.get("id", "")),
        amount=_amount(payment, payment.get("amount_received")),
    )


def of_void(payment: Mapping[str, Any]) -> Outcome | None:
    """Return what became of a cancellation; None where the payment stands."""
    if payment.get("status") != "canceled":
        return None
    return Outcome(verdict=Verdict.APPROVED, network_reference=str(payment.get("id", "")))


def of_refund(refund: Mapping[str, Any]) -> Outcome:
    """Return what became of a refund."""
    verdict = _REFUND.get(str(refund.get("status")), Verdict.UNKNOWN)
    raw = str(refund.get("failure_reason") or "") if verdict is Verdict.DECLINED else ""
    return Outcome(
        verdict=verdict,
        code="generic_decline" if verdict is Verdict.DECLINED else "",
        raw_code=raw[:40],
        network_reference=str(refund.get("id", "")),
        amount=_amount(refund, refund.get("amount")),
    )


def of_refusal(answer: Answer, kind: OperationKind) -> Outcome:
    """Return what a refusal means: a decline, or that nothing was done at all."""
    code, raw = decline_of(answer.error)
    if answer.status == 402:
        return Outcome(verdict=Verdict.DECLINED, code=code, raw_code=raw[:40])
    raw = (raw or f"http_{answer.status}")[:40]
    if kind is OperationKind.AUTHORISE or answer.status in {401, 403, 429}:
        # Our request, our key or our pace: another network may do better.
        return Outcome(verdict=Verdict.NOT_SENT, code="processing_error", raw_code=raw)
    return Outcome(verdict=Verdict.DECLINED, code="processing_error", raw_code=raw)


def charge_of(payment: Mapping[str, Any]) -> str:
    """Return the id of a payment's charge, which reports name; "" where it has none."""
    charge = payment.get("latest_charge")
    found = charge.get("id") if isinstance(charge, Mapping) else charge
    return str(found or "")


def _amount(thing: Mapping[str, Any], minor: object) -> Money | None:
    if type(minor) is not int:
        return None
    try:
        return Money(minor, Currency.of(str(thing.get("currency", "")).upper()))
    except UnknownCurrency:
        return None
