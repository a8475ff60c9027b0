"""Payment methods kept for later."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from bankcore import clock
from payments.gateway.domain.payer_bodies import setup_body
from payments.gateway.presentation.api import inputs, lists
from payments.gateway.presentation.api.base import READ, WRITE, MerchantView, livemode
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.presentation.api.once import Work, once
from payments.gateway.services import setup_intents


class SetupIntentList(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("setup_intents_list", "List setup intents", answers="setup_intent", many=True)
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        merchant = self.merchant(request)
        found = setup_intents.page_of_setups(
            merchant=merchant, part=asked.part, actor=self.actor(request)
        )
        return self.many(
            request, asked, found, lambda view: setup_body(view, livemode=livemode(merchant))
        )

    @describe("setup_intents_create", "Keep a payment method", answers="setup_intent")
    @once(inputs.SetupInput)
    def post(self, work: Work) -> dict[str, Any]:
        values = work.values
        view = setup_intents.create_setup(
            merchant=work.merchant,
            order=setup_intents.SetupOrder(
                payer=values.get("customer"),
                payment_method=values.get("payment_method"),
                description=values.get("description", ""),
                metadata=values.get("metadata", {}),
                confirm=values["confirm"],
            ),
            request_id=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return work.shown(setup_body(view, livemode=livemode(work.merchant)))


class SetupIntentDetail(MerchantView):
    scopes = {"GET": READ}

    @describe("setup_intents_read", "Read a setup intent", answers="setup_intent")
    def get(self, request: Request, setup: str) -> Response:
        merchant = self.merchant(request)
        view = setup_intents.get_setup(
            merchant=merchant, object_id=setup, actor=self.actor(request)
        )
        return self.one(request, setup_body(view, livemode=livemode(merchant)))


class SetupIntentConfirm(MerchantView):
    scopes = {"POST": WRITE}

    @describe("setup_intents_confirm", "The payer has agreed", answers="setup_intent")
    @once(inputs.SetupConfirmInput)
    def post(self, work: Work, setup: str) -> dict[str, Any]:
        view = setup_intents.confirm_setup(
            merchant=work.merchant,
            object_id=setup,
            payment_method=work.values.get("payment_method"),
            request_id=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return work.shown(setup_body(view, livemode=livemode(work.merchant)))


class SetupIntentCancel(MerchantView):
    scopes = {"POST": WRITE}

    @describe("setup_intents_cancel", "Keep nothing", answers="setup_intent")
    @once(inputs.Nothing)
    def post(self, work: Work, setup: str) -> dict[str, Any]:
        view = setup_intents.cancel_setup(
            merchant=work.merchant, object_id=setup, actor=work.actor, now=clock.now()
        )
        return work.shown(setup_body(view, livemode=livemode(work.merchant)))
