"""Payments: made, confirmed, captured, canceled."""

from __future__ import annotations

from typing import Any, Final

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bankcore import clock
from bankcore.money import Money
from payments.gateway.domain.declines import Advice, of_code
from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.views import (
    CaptureOrder,
    ConfirmOrder,
    IntentChange,
    IntentFilter,
    IntentOrder,
    IntentView,
)
from payments.gateway.presentation.api import inputs, lists
from payments.gateway.presentation.api.base import READ, WRITE, MerchantView, intent_body
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.presentation.api.fields import money_of
from payments.gateway.presentation.api.once import Work, decline, once
from payments.gateway.services import intents, payers, payment_methods

_CURES: Final = {
    Advice.TRY_OTHER_NETWORK: "Confirm the payment again.",
    Advice.TRY_LATER: "Try again later, or ask the payer for another payment method.",
    Advice.ASK_PAYER: "Ask the payer to correct the card's data or to pay with something else.",
    Advice.STOP: "Do not try this payment method again; ask the payer for another.",
}
# On the wire these two are processing.
_STATES: Final = {each.lower(): each for each in IntentState}


class PaymentIntentList(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe(
        "payment_intents_list",
        "List payments",
        answers="payment_intent",
        many=True,
        filters=("customer", "status", "merchant_reference"),
    )
    def get(self, request: Request) -> Response:
        allowed = ("customer", "status", "merchant_reference")
        asked = lists.read_query(request, allowed=allowed, paged=True)
        status = asked.filters.get("status")
        if status is not None and status not in _STATES:
            raise ValidationError({"status": ["There is no such status."]})
        chosen = IntentFilter(
            state=_STATES.get(status or ""),
            payer=asked.filters.get("customer"),
            merchant_reference=asked.filters.get("merchant_reference"),
        )
        found = intents.page(
            merchant=self.merchant(request),
            chosen=chosen,
            part=asked.part,
            actor=self.actor(request),
        )
        return self.many(request, asked, found, intent_body)

    @describe("payment_intents_create", "Make a payment", answers="payment_intent")
    @once(inputs.IntentInput)
    def post(self, work: Work) -> dict[str, Any]:
        values = work.values
        view = intents.create(
            merchant=work.merchant,
            order=IntentOrder(
                amount=money_of(values),
                capture_method=CaptureMethod(values["capture_method"].upper()),
                payment_method=_method(work),
                payer=values.get("customer"),
                mandate=values.get("mandate"),
                off_session=values["off_session"],
                description=values.get("description", ""),
                merchant_reference=values.get("merchant_reference", ""),
                metadata=payers.merged({}, values.get("metadata", {})),
            ),
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return _confirmed(work, view.object_id) if values["confirm"] else _told(work, view)


class PaymentIntentDetail(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("payment_intents_read", "Read a payment", answers="payment_intent")
    def get(self, request: Request, intent: str) -> Response:
        view = intents.get(
            merchant=self.merchant(request), intent=intent, actor=self.actor(request)
        )
        return self.one(request, intent_body(view))

    @describe("payment_intents_update", "Change a payment", answers="payment_intent")
    @once(inputs.IntentChangeInput)
    def post(self, work: Work, intent: str) -> dict[str, Any]:
        values = work.values
        before = intents.get(merchant=work.merchant, intent=intent, actor=work.actor)
        view = intents.update(
            merchant=work.merchant,
            intent=intent,
            change=IntentChange(
                amount=_amount(values.get("amount"), before),
                payment_method=values.get("payment_method"),
                payer=values.get("customer"),
                description=values.get("description"),
                metadata=(
                    payers.merged(before.metadata, values["metadata"])
                    if "metadata" in values
                    else None
                ),
            ),
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return _told(work, view)


class PaymentIntentConfirm(MerchantView):
    scopes = {"POST": WRITE}

    @describe("payment_intents_confirm", "Charge the payer", answers="payment_intent")
    @once(inputs.ConfirmInput)
    def post(self, work: Work, intent: str) -> dict[str, Any]:
        return _confirmed(work, intent)


class PaymentIntentCapture(MerchantView):
    scopes = {"POST": WRITE}

    @describe("payment_intents_capture", "Capture a payment", answers="payment_intent")
    @once(inputs.CaptureInput)
    def post(self, work: Work, intent: str) -> dict[str, Any]:
        before = intents.get(merchant=work.merchant, intent=intent, actor=work.actor)
        view = intents.capture(
            merchant=work.merchant,
            intent=intent,
            order=CaptureOrder(
                amount=_amount(work.values.get("amount_to_capture"), before),
                is_final=work.values["final_capture"],
            ),
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return _told(work, view)


class PaymentIntentCancel(MerchantView):
    scopes = {"POST": WRITE}

    @describe("payment_intents_cancel", "Give a payment up", answers="payment_intent")
    @once(inputs.CancelInput)
    def post(self, work: Work, intent: str) -> dict[str, Any]:
        view = intents.cancel(
            merchant=work.merchant,
            intent=intent,
            reason=work.values.get("cancellation_reason", ""),
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return _told(work, view)


def _confirmed(work: Work, intent: str) -> dict[str, Any]:
    """Confirm a payment and return it; raises CardDeclined where that is the end of the try."""
    values = work.values
    view = intents.confirm(
        merchant=work.merchant,
        intent=intent,
        order=ConfirmOrder(
            payment_method=_method(work),
            mandate=values.get("mandate"),
            off_session=values["off_session"],
            return_url=values.get("return_url", ""),
        ),
        idempotency=work.request_id,
        actor=work.actor,
        now=clock.now(),
    )
    if view.state is IntentState.REQUIRES_PAYMENT_METHOD and view.decline_code:
        why = of_code(view.decline_code)
        raise decline(
            code=why.code,
            message=why.message,
            cure=_CURES[why.advice],
            intent=intent_body(view),
        )
    return _told(work, view)


def _method(work: Work) -> str | None:
    """Return the id of what is paid with; what is given anew is kept under the request's id."""
    given = work.values.get("payment_method_data")
    if given is None:
        found: str | None = work.values.get("payment_method")
        return found
    return payment_methods.create_method(
        merchant=work.merchant,
        new=given["new"],
        request_id=work.request_id,
        actor=work.actor,
        now=clock.now(),
    ).object_id


def _told(work: Work, view: IntentView) -> dict[str, Any]:
    return work.shown(intent_body(view))


def _amount(minor: int | None, before: IntentView) -> Money | None:
    return None if minor is None else Money(minor, before.amount.currency)
