"""What is asked of Stripe for one operation, and what it says of it later.

Every key follows from the operation's id, so that a request may be sent again: Stripe carries out
the same key once. Beyond the day that it keeps keys, what the payment says of itself is enough:
it is captured and cancelled once, and refunds carry the operation's id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.views.decorators.debug import sensitive_variables

from payments.gateway.public import OperationKind, Outcome, Verdict
from payments.processors.domain.forms import Form
from payments.processors.models import ProcessorCall
from payments.processors.services import answers, wire
from payments.processors.services.wire import NoAnswer, NotReached, Until
from payments.vault import public as vault

PAYMENTS: Final = "/v1/payment_intents"
Keep = Callable[[str], bool]
"""Keeps the id of a payment before it is charged; False where nobody wants it any more."""


class Refused(Exception):
    """Stripe did not do what was asked, and nothing was charged."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.raw_code)
        self.outcome = outcome


def bring(call: ProcessorCall, *, keep: Keep, until: Until) -> Outcome:
    """Bring an operation there and return what came of it: never by guess."""
    try:
        return _ASKING[OperationKind(call.kind)](call, keep, until)
    except Refused as refused:
        return refused.outcome
    except vault.NoSuchCard:
        return Outcome(verdict=Verdict.DECLINED, code="incorrect_number", detail="no such card")
    except NotReached:
        return answers.NOT_SENT
    except NoAnswer as silent:
        return Outcome(verdict=Verdict.UNKNOWN, detail=str(silent))


def ask_again(call: ProcessorCall, *, until: Until) -> Outcome:
    """Return what became of an operation that was sent, asking first and repeating then."""
    try:
        return _ask_again(call, until)
    except Refused as refused:
        return refused.outcome
    except (NotReached, NoAnswer) as silent:
        # Not being reached now says nothing of what was sent before.
        return Outcome(verdict=Verdict.UNKNOWN, detail=str(silent))


def take_back(call: ProcessorCall, *, until: Until) -> bool:
    """Cancel an authorisation that the gateway has given up; whether it is cancelled."""
    try:
        answer = wire.post(
            f"{PAYMENTS}/{call.remote_id}/cancel", {}, key=f"{call.operation_id}-back", until=until
        )
        if answer.is_done:
            return answer.body.get("status") == "canceled"
        return _payment(call, until).get("status") == "canceled"
    except (NotReached, NoAnswer, Refused):
        return False


def _ask_again(call: ProcessorCall, until: Until) -> Outcome:
    kind = OperationKind(call.kind)
    if kind is OperationKind.AUTHORISE:
        if not call.remote_id:
            # The payment's id is kept before it is charged: without one nothing was.
            return answers.NOT_SENT
        return _authorisation(call, _payment(call, until), until)
    known = _look(call, until)
    return known if known is not None else _ASKING[kind](call, _nothing_to_keep, until)


@sensitive_variables()
def _authorise(call: ProcessorCall, keep: Keep, until: Until) -> Outcome:
    try:
        method = _ordered(call, "/v1/payment_methods", _card(call), "method", until)
        form: Form = {
            "amount": call.amount_minor,
            "currency": call.currency.lower(),
            "capture_method": "manual",
            "payment_method": str(method["id"]),
            "payment_method_types[]": "card",
            "metadata": {"operation": str(call.operation_id)},
        }
        payment = str(_ordered(call, PAYMENTS, form, "payment", until)["id"])
    except NoAnswer:
        # Nothing is charged before the payment is confirmed.
        raise NotReached from None
    if not keep(payment):
        raise NotReached
    away: Form = {"off_session": "true"} if call.recurring else {}
    confirmed = _ordered(call, f"{PAYMENTS}/{payment}/confirm", away, "confirm", until)
    call.remote_id = payment
    return _authorisation(call, confirmed, until)


def _authorisation(call: ProcessorCall, payment: Mapping[str, Any], until: Until) -> Outcome:
    """Return what a payment says; one that waits for us is cancelled, and so settled."""
    status = payment.get("status")
    if status not in answers.WAITS_FOR_US:
        return answers.of_authorisation(payment)
    if not take_back(call, until=until):
        return answers.UNKNOWN
    if status == "requires_action":
        return Outcome(verdict=Verdict.DECLINED, code="authentication_required")
    return Outcome(verdict=Verdict.REVERSED)


def _capture(call: ProcessorCall, _keep: Keep, until: Until) -> Outcome:
    form: Form = {"amount_to_capture": call.amount_minor}
    return _changed(call, f"{PAYMENTS}/{call.remote_id}/capture", form, until)


def _void(call: ProcessorCall, _keep: Keep, until: Until) -> Outcome:
    return _changed(call, f"{PAYMENTS}/{call.remote_id}/cancel", {}, until)


def _refund(call: ProcessorCall, _keep: Keep, until: Until) -> Outcome:
    form: Form = {
        "payment_intent": call.remote_id,
        "amount": call.amount_minor,
        "metadata": {"operation": str(call.operation_id)},
    }
    return _changed(call, "/v1/refunds", form, until)


def _changed(call: ProcessorCall, path: str, form: Form, until: Until) -> Outcome:
    """Order a change; where it is refused, look first whether it has been made already."""
    answer = wire.post(path, form, key=str(call.operation_id), until=until)
    if answer.is_done:
        done = _of_change(call, answer.body)
        return done if done is not None else answers.UNKNOWN
    if answer.status not in {402, 429}:
        known = _look(call, until)
        if known is not None:
            return known
    return answers.of_refusal(answer, OperationKind(call.kind))


def _look(call: ProcessorCall, until: Until) -> Outcome | None:
    """Return what is known there of a change; None where it has not been made."""
    if call.kind != OperationKind.REFUND:
        return _of_change(call, _payment(call, until))
    query: Form = {"payment_intent": call.remote_id, "limit": 100}
    found = wire.get("/v1/refunds", query, until=until)
    if not found.is_done:
        raise NoAnswer(f"status {found.status}")  # noqa: TRY003, EM102
    for refund in found.body.get("data", ()):
        if (refund.get("metadata") or {}).get("operation") == str(call.operation_id):
            return answers.of_refund(refund)
    return None


def _of_change(call: ProcessorCall, thing: Mapping[str, Any]) -> Outcome | None:
    if call.kind == OperationKind.CAPTURE:
        return answers.of_capture(thing)
    if call.kind == OperationKind.VOID:
        return answers.of_void(thing)
    return answers.of_refund(thing)


def _payment(call: ProcessorCall, until: Until) -> Mapping[str, Any]:
    answer = wire.get(f"{PAYMENTS}/{call.remote_id}", until=until)
    if not answer.is_done:
        raise NoAnswer(f"status {answer.status}")  # noqa: TRY003, EM102
    return answer.body


@sensitive_variables()
def _ordered(
    call: ProcessorCall, path: str, form: Form, step: str, until: Until
) -> Mapping[str, Any]:
    """Order a step of an authorisation; raises Refused with what the refusal means."""
    answer = wire.post(path, form, key=f"{call.operation_id}-{step}", until=until)
    if answer.is_done:
        return answer.body
    raise Refused(answers.of_refusal(answer, OperationKind.AUTHORISE))


@sensitive_variables()
def _card(call: ProcessorCall) -> Form:
    card = vault.reveal(token=call.card_token)
    code = vault.take_security_code(token=call.card_token)
    return {
        "type": "card",
        "card": {
            "number": card.number,
            "exp_month": card.expiry_month,
            "exp_year": card.expiry_year,
            **({"cvc": code} if code else {}),
        },
    }


def _nothing_to_keep(_remote_id: str) -> bool:
    return True


_ASKING: Final[dict[OperationKind, Callable[[ProcessorCall, Keep, Until], Outcome]]] = {
    OperationKind.AUTHORISE: _authorise,
    OperationKind.CAPTURE: _capture,
    OperationKind.VOID: _void,
    OperationKind.REFUND: _refund,
}
