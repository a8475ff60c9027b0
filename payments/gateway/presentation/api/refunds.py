"""Refunds and charges of payments."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from bankcore import clock
from bankcore.money import Money
from payments.gateway.domain.bodies import charge_body, refund_body
from payments.gateway.domain.views import MerchantRef, OperationFilter, RefundOrder
from payments.gateway.presentation.api import inputs, lists
from payments.gateway.presentation.api.base import READ, WRITE, MerchantView, livemode
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.presentation.api.once import Work, once
from payments.gateway.services import charges, intents, payers, refunds


class RefundList(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe(
        "refunds_list",
        "List refunds",
        answers="refund",
        many=True,
        filters=("payment_intent",),
    )
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=("payment_intent",), paged=True)
        found = refunds.page(
            merchant=self.merchant(request),
            chosen=_chosen(asked),
            part=asked.part,
            actor=self.actor(request),
        )
        return self.many(request, asked, found, refund_body)

    @describe("refunds_create", "Pay back", answers="refund")
    @once(inputs.RefundInput)
    def post(self, work: Work) -> dict[str, Any]:
        values = work.values
        view = refunds.refund(
            merchant=work.merchant,
            order=RefundOrder(
                intent=values.get("payment_intent", ""),
                charge=values.get("charge", ""),
                amount=_amount(work),
                reason=values.get("reason", ""),
                metadata=payers.merged({}, values.get("metadata", {})),
            ),
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return refund_body(view)


class RefundDetail(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("refunds_read", "Read a refund", answers="refund")
    def get(self, request: Request, refund: str) -> Response:
        view = refunds.get(
            merchant=self.merchant(request), refund_id=refund, actor=self.actor(request)
        )
        return self.one(request, refund_body(view))

    @describe("refunds_update", "Change a refund's texts", answers="refund")
    @once(inputs.PaymentMethodChange)
    def post(self, work: Work, refund: str) -> dict[str, Any]:
        before = refunds.get(merchant=work.merchant, refund_id=refund, actor=work.actor)
        view = refunds.update(
            merchant=work.merchant,
            refund_id=refund,
            metadata=payers.merged(before.metadata, work.values.get("metadata", {})),
            actor=work.actor,
            now=clock.now(),
        )
        return refund_body(view)


class ChargeList(MerchantView):
    scopes = {"GET": READ}

    @describe(
        "charges_list",
        "List charges",
        answers="charge",
        many=True,
        filters=("payment_intent", "customer"),
    )
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=("payment_intent", "customer"), paged=True)
        merchant = self.merchant(request)
        found = charges.page(
            merchant=merchant, chosen=_chosen(asked), part=asked.part, actor=self.actor(request)
        )
        return self.many(
            request, asked, found, lambda view: charge_body(view, livemode=livemode(merchant))
        )


class ChargeDetail(MerchantView):
    scopes = {"GET": READ}

    @describe("charges_read", "Read a charge", answers="charge")
    def get(self, request: Request, charge: str) -> Response:
        merchant = self.merchant(request)
        view = charges.get(merchant=merchant, charge_id=charge, actor=self.actor(request))
        return self.one(request, charge_body(view, livemode=livemode(merchant)))


def _chosen(asked: lists.Query) -> OperationFilter:
    return OperationFilter(
        intent=asked.filters.get("payment_intent"),
        payer=asked.filters.get("customer"),
    )


def _amount(work: Work) -> Money | None:
    """Return how much to pay back, in the payment's currency; None for what is left of it."""
    minor = work.values.get("amount")
    if minor is None:
        return None
    return Money(minor, _intents_currency(work, work.merchant).currency)


def _intents_currency(work: Work, merchant: MerchantRef) -> Money:
    intent, charge = work.values.get("payment_intent"), work.values.get("charge", "")
    if intent:
        return intents.get(merchant=merchant, intent=intent, actor=work.actor).amount
    return charges.get(merchant=merchant, charge_id=charge, actor=work.actor).amount
