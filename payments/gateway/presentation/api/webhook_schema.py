"""What the schema says of webhooks, and of the refusals of the merchants' API."""

from __future__ import annotations

from typing import Any, Final

from bankcore.presentation import problems
from bankcore.presentation.api import refusals
from payments.gateway.presentation.api import errors, event_examples
from payments.gateway.presentation.api.event_answers import OF

_NAMES: Final = "#/components/schemas/"
_HEADERS: Final = {
    "webhook-id": "The event's id, the same at every try.",
    "webhook-timestamp": "When this try was made, in seconds of Unix time.",
    "webhook-signature": "Standard Webhooks 1.0.0: `v1,` and base64, one for each valid secret.",
    "Stripe-Signature": "The same as Stripe signs it: `t=` and `v1=`.",
}
_DECLINED: Final = {
    "code": "insufficient_funds",
    "message": "The account has too little money.",
    "cure": "Try again later, or ask the payer for another payment method.",
}


def add_webhooks(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Describe each type of event in the finished schema, with an example."""
    result["webhooks"] = {name: _webhook(name) for name in event_examples.EVENT_TYPES}
    return result


def add_refusals(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Show refusals with Stripe's `error` beside the problem; a 402 as a payer's bank declines."""
    code = result["components"]["schemas"]["MerchantProblem"]["properties"]["code"]
    code["description"] = "Stable; the codes are those of ProblemOutput, and card_declined."
    refusals.show(
        result,
        schema="MerchantProblem",
        name="MerchantRefused",
        shown=lambda problem: {**problem, "error": errors.envelope(problem)},
        more={"402": _declined()},
    )
    return result


def _declined() -> dict[str, Any]:
    failed = event_examples.event("payment_intent.payment_failed")["data"]["object"]
    body = errors.declined(**_DECLINED, payment_intent=failed)
    of = refusals.REQUEST_ID
    return {**body, "instance": problems.instance_of(of), "request_id": of}


def _webhook(name: str) -> dict[str, Any]:
    kind = event_examples.EVENT_TYPES[name]
    thing = {"anyOf": [_named(OF[kind.thing].__name__), _named("TruncatedObject")]}
    schema = {
        "allOf": [_named("Event")],
        "properties": {
            "type": {"const": name},
            "data": {"properties": {"object": thing}},
        },
    }
    shown = {"schema": schema, "example": event_examples.event(name)}
    operation = {
        "operationId": f"webhook_{name.replace('.', '_')}",
        "summary": kind.when,
        "tags": ["webhooks"],
        "security": [],
        "parameters": [
            {
                "in": "header",
                "name": header,
                "required": True,
                "schema": {"type": "string"},
                "description": text,
            }
            for header, text in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": shown}},
        "responses": {
            "2XX": {"description": "Taken. Anything else is tried again later."},
            "410": {"description": "The endpoint is gone: it is disabled at once."},
        },
    }
    return {"post": operation}


def _named(schema: str) -> dict[str, str]:
    return {"$ref": _NAMES + schema}
