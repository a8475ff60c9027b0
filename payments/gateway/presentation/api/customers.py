"""Customers of merchants, what they pay with, and their permissions."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bankcore import clock
from payments.gateway.domain.payer_bodies import TYPES, mandate_body, method_body, payer_body
from payments.gateway.presentation.api import inputs, lists
from payments.gateway.presentation.api.base import READ, WRITE, MerchantView, livemode
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.presentation.api.once import Work, once
from payments.gateway.services import mandates, payers, payment_methods

_KINDS = {name: kind for kind, name in TYPES.items()}


class CustomerList(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("gateway_customers_list", "List customers", answers="customer", many=True)
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        merchant = self.merchant(request)
        found = payers.page_of_payers(merchant=merchant, part=asked.part, actor=self.actor(request))
        return self.many(
            request, asked, found, lambda view: payer_body(view, livemode=livemode(merchant))
        )

    @describe("gateway_customers_create", "Take a customer on", answers="customer")
    @once(inputs.CustomerInput)
    def post(self, work: Work) -> dict[str, Any]:
        view = payers.create_payer(
            merchant=work.merchant,
            order=_order(work),
            request_id=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return payer_body(view, livemode=livemode(work.merchant))


class CustomerDetail(MerchantView):
    scopes = {"GET": READ, "POST": WRITE, "DELETE": WRITE}

    @describe("gateway_customers_read", "Read a customer", answers="customer")
    def get(self, request: Request, customer: str) -> Response:
        merchant = self.merchant(request)
        view = payers.get_payer(merchant=merchant, object_id=customer, actor=self.actor(request))
        return self.one(request, payer_body(view, livemode=livemode(merchant)))

    @describe("gateway_customers_update", "Change a customer", answers="customer")
    @once(inputs.CustomerInput)
    def post(self, work: Work, customer: str) -> dict[str, Any]:
        view = payers.update_payer(
            merchant=work.merchant,
            object_id=customer,
            order=_order(work),
            actor=work.actor,
            now=clock.now(),
        )
        return payer_body(view, livemode=livemode(work.merchant))

    @describe("gateway_customers_delete", "Erase a customer", answers="customer.deleted")
    @once(inputs.Nothing)
    def delete(self, work: Work, customer: str) -> dict[str, Any]:
        view = payers.erase_payer(
            merchant=work.merchant, object_id=customer, actor=work.actor, now=clock.now()
        )
        return payer_body(view, livemode=livemode(work.merchant))


class _Methods(MerchantView):
    def answer(self, request: Request, asked: lists.Query, customer: str) -> Response:
        kind = asked.filters.get("type")
        if kind is not None and kind not in _KINDS:
            raise ValidationError({"type": ["There is no such type."]})
        merchant = self.merchant(request)
        found = payment_methods.page_of_methods(
            merchant=merchant,
            payer=customer,
            kind=_KINDS.get(kind or ""),
            part=asked.part,
            actor=self.actor(request),
        )
        return self.many(
            request, asked, found, lambda view: method_body(view, livemode=livemode(merchant))
        )


class PaymentMethodList(_Methods):
    scopes = {"GET": READ, "POST": WRITE}

    @describe(
        "payment_methods_list",
        "List what a customer pays with",
        answers="payment_method",
        many=True,
        filters=("customer", "type"),
        needs=("customer",),
    )
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=("customer", "type"), paged=True)
        if "customer" not in asked.filters:
            raise ValidationError({"customer": ["Say whose payment methods."]})
        return self.answer(request, asked, asked.filters["customer"])

    @describe("payment_methods_create", "Keep a payment method", answers="payment_method")
    @once(inputs.MethodInput)
    def post(self, work: Work) -> dict[str, Any]:
        view = payment_methods.create_method(
            merchant=work.merchant,
            new=work.values["new"],
            request_id=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return method_body(view, livemode=livemode(work.merchant))


class CustomersPaymentMethods(_Methods):
    scopes = {"GET": READ}

    @describe(
        "gateway_customers_payment_methods",
        "List what this customer pays with",
        answers="payment_method",
        many=True,
        filters=("type",),
    )
    def get(self, request: Request, customer: str) -> Response:
        asked = lists.read_query(request, allowed=("type",), paged=True)
        return self.answer(request, asked, customer)


class PaymentMethodDetail(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("payment_methods_read", "Read a payment method", answers="payment_method")
    def get(self, request: Request, method: str) -> Response:
        merchant = self.merchant(request)
        view = payment_methods.get_method(
            merchant=merchant, object_id=method, actor=self.actor(request)
        )
        return self.one(request, method_body(view, livemode=livemode(merchant)))

    @describe("payment_methods_update", "Change its texts", answers="payment_method")
    @once(inputs.PaymentMethodChange)
    def post(self, work: Work, method: str) -> dict[str, Any]:
        view = payment_methods.change_method(
            merchant=work.merchant,
            object_id=method,
            metadata=work.values.get("metadata", {}),
            actor=work.actor,
            now=clock.now(),
        )
        return method_body(view, livemode=livemode(work.merchant))


class PaymentMethodAttach(MerchantView):
    scopes = {"POST": WRITE}

    @describe("payment_methods_attach", "Give it to a customer", answers="payment_method")
    @once(inputs.Attachment)
    def post(self, work: Work, method: str) -> dict[str, Any]:
        view = payment_methods.attach_method(
            merchant=work.merchant,
            object_id=method,
            payer=work.values["customer"],
            actor=work.actor,
            now=clock.now(),
        )
        return method_body(view, livemode=livemode(work.merchant))


class PaymentMethodDetach(MerchantView):
    scopes = {"POST": WRITE}

    @describe("payment_methods_detach", "End a payment method", answers="payment_method")
    @once(inputs.Nothing)
    def post(self, work: Work, method: str) -> dict[str, Any]:
        view = payment_methods.detach_method(
            merchant=work.merchant, object_id=method, actor=work.actor, now=clock.now()
        )
        return method_body(view, livemode=livemode(work.merchant))


class MandateDetail(MerchantView):
    scopes = {"GET": READ}

    @describe("mandates_read", "Read a mandate", answers="mandate")
    def get(self, request: Request, mandate: str) -> Response:
        merchant = self.merchant(request)
        view = mandates.get_mandate(merchant=merchant, object_id=mandate, actor=self.actor(request))
        return self.one(request, mandate_body(view, livemode=livemode(merchant)))


def _order(work: Work) -> payers.PayerOrder:
    return payers.PayerOrder(
        name=work.values.get("name"),
        email=work.values.get("email"),
        metadata=work.values.get("metadata", {}),
    )
