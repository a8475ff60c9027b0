"""Every type of event that merchants are told of, with what it looks like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from payments.gateway.presentation.api.examples import AT, THINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """When an event is sent, what it is of, and what is then different of that thing."""

    when: str
    thing: str
    changes: dict[str, Any] = field(default_factory=dict)


_UNPAID: Final = {"amount_received": 0, "latest_charge": None}
_FAILED: Final = {
    "amount_captured": 0,
    "authorization_code": None,
    "captured": False,
    "failure_code": "insufficient_funds",
    "failure_message": "The account has too little money.",
    "paid": False,
    "status": "failed",
}
_HELD: Final = {"amount_captured": 0, "captured": False}

EVENT_TYPES: Final[dict[str, EventType]] = {
    "payment_intent.created": EventType(
        when="A payment was made.",
        thing="payment_intent",
        changes={**_UNPAID, "status": "requires_confirmation"},
    ),
    "payment_intent.requires_action": EventType(
        when="The payer has to confirm it first.",
        thing="payment_intent",
        changes={
            **_UNPAID,
            "next_action": {
                "type": "redirect_to_url",
                "redirect_to_url": {
                    "url": "https://bank.example.org/authenticate/auth_2bD4fG6hJ8kL1mN3pQ5rSt7V",
                    "return_url": "https://shop.example.org/thanks",
                },
            },
            "status": "requires_action",
        },
    ),
    "payment_intent.processing": EventType(
        when="It waits for a person, or its network's answer cannot be right.",
        thing="payment_intent",
        changes={**_UNPAID, "processing": {"reason": "review"}, "status": "processing"},
    ),
    "payment_intent.amount_capturable_updated": EventType(
        when="It is authorised, and waits to be captured.",
        thing="payment_intent",
        changes={
            "amount_capturable": 2500,
            "amount_received": 0,
            "capture_method": "manual",
            "status": "requires_capture",
        },
    ),
    "payment_intent.succeeded": EventType(when="It was captured.", thing="payment_intent"),
    "payment_intent.payment_failed": EventType(
        when="It was declined, or a direct debit came back.",
        thing="payment_intent",
        changes={
            "amount_received": 0,
            "last_payment_error": {
                "type": "card_error",
                "code": "card_declined",
                "decline_code": "insufficient_funds",
                "message": "The account has too little money.",
            },
            "status": "requires_payment_method",
        },
    ),
    "payment_intent.canceled": EventType(
        when="It was given up.",
        thing="payment_intent",
        changes={
            **_UNPAID,
            "canceled_at": AT + 60,
            "cancellation_reason": "requested_by_customer",
            "status": "canceled",
        },
    ),
    "charge.pending": EventType(
        when="The network tells later.",
        thing="charge",
        changes={**_HELD, "authorization_code": None, "paid": False, "status": "pending"},
    ),
    "charge.succeeded": EventType(when="It was authorised.", thing="charge", changes=_HELD),
    "charge.failed": EventType(
        when="It was declined or taken back, or a direct debit came back.",
        thing="charge",
        changes=_FAILED,
    ),
    "charge.captured": EventType(when="Something of it was captured.", thing="charge"),
    "charge.refunded": EventType(
        when="Something of it was paid back.", thing="charge", changes={"amount_refunded": 500}
    ),
    "charge.dispute.created": EventType(
        when="The payer's bank has taken the money back.",
        thing="dispute",
        changes={
            "evidence": {},
            "evidence_details": {
                "due_by": AT + 1_209_600,
                "has_evidence": False,
                "submission_count": 0,
            },
            "status": "needs_response",
        },
    ),
    "charge.dispute.updated": EventType(when="Evidence was brought.", thing="dispute"),
    "charge.dispute.closed": EventType(
        when="It was won, lost or accepted.", thing="dispute", changes={"status": "won"}
    ),
    "refund.updated": EventType(when="A refund is on its way, or was made.", thing="refund"),
    "refund.failed": EventType(
        when="A refund was declined, was not sent, or came back.",
        thing="refund",
        changes={"failure_reason": "account_closed", "status": "failed"},
    ),
    "payout.created": EventType(
        when="Money is to be paid out.",
        thing="payout",
        changes={"arrival_date": AT, "status": "pending"},
    ),
    "payout.paid": EventType(when="It was paid out.", thing="payout"),
    "payout.failed": EventType(
        when="It could not be paid out, and is available again.",
        thing="payout",
        changes={"failure_code": "account_closed", "status": "failed"},
    ),
    "payout.canceled": EventType(
        when="It was called off, and is available again.",
        thing="payout",
        changes={"status": "canceled"},
    ),
    "webhook_endpoint.disabled": EventType(
        when="An endpoint is sent nothing any more; the merchant's others are told.",
        thing="webhook_endpoint",
        changes={"disabled_reason": "The receiver has failed for 72 hours.", "status": "disabled"},
    ),
    "webhook_endpoint.test": EventType(
        when="The merchant asked for a test.", thing="webhook_endpoint"
    ),
}


def event(name: str) -> dict[str, Any]:
    """Return what is sent to endpoints when an event of this type happens."""
    found = EVENT_TYPES[name]
    sent = {key: value for key, value in THINGS["event"].items() if key != "pending_webhooks"}
    thing = {**THINGS[found.thing], **found.changes}
    livemode = bool(thing.get("livemode", False))
    return {**sent, "data": {"object": thing}, "livemode": livemode, "type": name}
