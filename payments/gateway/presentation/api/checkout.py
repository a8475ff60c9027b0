"""Payment links and checkout sessions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bankcore import clock
from payments.gateway.domain.checkout import LinkView, SessionView
from payments.gateway.domain.payer_bodies import link_body, session_body
from payments.gateway.domain.views import MerchantRef
from payments.gateway.presentation.api import inputs, lists
from payments.gateway.presentation.api.base import READ, WRITE, MerchantView, livemode
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.presentation.api.fields import money_of
from payments.gateway.presentation.api.once import Work, once
from payments.gateway.services import checkout

_TRUTHS = {"true": True, "false": False}


class PaymentLinkList(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe(
        "payment_links_list",
        "List payment links",
        answers="payment_link",
        many=True,
        filters=("active",),
    )
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=("active",), paged=True)
        active = asked.filters.get("active")
        if active is not None and active not in _TRUTHS:
            raise ValidationError({"active": ["Give true or false."]})
        merchant = self.merchant(request)
        found = checkout.page_of_links(
            merchant=merchant,
            active=_TRUTHS.get(active or ""),
            part=asked.part,
            actor=self.actor(request),
        )
        return self.many(request, asked, found, lambda view: _link(view, merchant))

    @describe("payment_links_create", "Make a payment link", answers="payment_link")
    @once(inputs.LinkInput)
    def post(self, work: Work) -> dict[str, Any]:
        values = work.values
        view = checkout.create_link(
            merchant=work.merchant,
            order=checkout.LinkOrder(
                amount=money_of(values),
                description=values["description"],
                return_url=values.get("return_url", ""),
                metadata=values.get("metadata", {}),
            ),
            request_id=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return _link(view, work.merchant)


class PaymentLinkDetail(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("payment_links_read", "Read a payment link", answers="payment_link")
    def get(self, request: Request, link: str) -> Response:
        merchant = self.merchant(request)
        view = checkout.get_link(merchant=merchant, object_id=link, actor=self.actor(request))
        return self.one(request, _link(view, merchant))

    @describe("payment_links_update", "Open or close a link", answers="payment_link")
    @once(inputs.LinkChangeInput)
    def post(self, work: Work, link: str) -> dict[str, Any]:
        view = checkout.change_link(
            merchant=work.merchant,
            object_id=link,
            active=work.values.get("active"),
            metadata=work.values.get("metadata", {}),
            actor=work.actor,
            now=clock.now(),
        )
        return _link(view, work.merchant)


class SessionList(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("checkout_sessions_list", "List sessions", answers="checkout.session", many=True)
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        merchant = self.merchant(request)
        found = checkout.page_of_sessions(
            merchant=merchant, part=asked.part, actor=self.actor(request)
        )
        return self.many(request, asked, found, lambda view: _session(view, merchant))

    @describe("checkout_sessions_create", "Make a page to pay", answers="checkout.session")
    @once(inputs.SessionInput)
    def post(self, work: Work) -> dict[str, Any]:
        values = work.values
        view = checkout.create_session(
            merchant=work.merchant,
            order=checkout.SessionOrder(
                amount=money_of(values),
                description=values["description"],
                payer=values.get("customer"),
                success_url=values.get("success_url", ""),
                cancel_url=values.get("cancel_url", ""),
                metadata=values.get("metadata", {}),
            ),
            request_id=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return work.shown(_session(view, work.merchant))


class SessionDetail(MerchantView):
    scopes = {"GET": READ}

    @describe("checkout_sessions_read", "Read a session", answers="checkout.session")
    def get(self, request: Request, session: str) -> Response:
        merchant = self.merchant(request)
        view = checkout.get_session(merchant=merchant, object_id=session, actor=self.actor(request))
        return self.one(request, _session(view, merchant))


class SessionExpire(MerchantView):
    scopes = {"POST": WRITE}

    @describe("checkout_sessions_expire", "End a session", answers="checkout.session")
    @once(inputs.Nothing)
    def post(self, work: Work, session: str) -> dict[str, Any]:
        view = checkout.expire_session(
            merchant=work.merchant, object_id=session, actor=work.actor, now=clock.now()
        )
        return work.shown(_session(view, work.merchant))


def _link(view: LinkView, merchant: MerchantRef) -> dict[str, Any]:
    return link_body(view, livemode=livemode(merchant), public_address=settings.PUBLIC_ADDRESS)


def _session(view: SessionView, merchant: MerchantRef) -> dict[str, Any]:
    return session_body(view, livemode=livemode(merchant), public_address=settings.PUBLIC_ADDRESS)
