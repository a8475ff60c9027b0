"""Addresses of the merchants' API, under /v1/."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from payments.gateway.presentation.api import (
    balances,
    checkout,
    customers,
    disputes,
    payment_intents,
    refunds,
    setup_intents,
    webhooks,
)
from payments.gateway.presentation.api.errors import not_found

_intents: list[URLPattern] = [
    path("payment_intents", payment_intents.PaymentIntentList.as_view()),
    path("payment_intents/<str:intent>", payment_intents.PaymentIntentDetail.as_view()),
    path("payment_intents/<str:intent>/confirm", payment_intents.PaymentIntentConfirm.as_view()),
    path("payment_intents/<str:intent>/capture", payment_intents.PaymentIntentCapture.as_view()),
    path("payment_intents/<str:intent>/cancel", payment_intents.PaymentIntentCancel.as_view()),
    path("refunds", refunds.RefundList.as_view()),
    path("refunds/<str:refund>", refunds.RefundDetail.as_view()),
    path("charges", refunds.ChargeList.as_view()),
    path("charges/<str:charge>", refunds.ChargeDetail.as_view()),
]
_balances: list[URLPattern] = [
    path("balance", balances.Balance.as_view()),
    path("payouts", balances.PayoutList.as_view()),
    path("payouts/<str:payout>", balances.PayoutDetail.as_view()),
    path("disputes", disputes.DisputeList.as_view()),
    path("disputes/<str:dispute>", disputes.DisputeDetail.as_view()),
    path("disputes/<str:dispute>/close", disputes.DisputeClose.as_view()),
    path("balance_transactions", balances.BalanceTransactionList.as_view()),
    path("balance_transactions/<str:transaction>", balances.BalanceTransactionDetail.as_view()),
]
_payers: list[URLPattern] = [
    path("customers", customers.CustomerList.as_view()),
    path("customers/<str:customer>", customers.CustomerDetail.as_view()),
    path("customers/<str:customer>/payment_methods", customers.CustomersPaymentMethods.as_view()),
    path("payment_methods", customers.PaymentMethodList.as_view()),
    path("payment_methods/<str:method>", customers.PaymentMethodDetail.as_view()),
    path("payment_methods/<str:method>/attach", customers.PaymentMethodAttach.as_view()),
    path("payment_methods/<str:method>/detach", customers.PaymentMethodDetach.as_view()),
    path("mandates/<str:mandate>", customers.MandateDetail.as_view()),
    path("setup_intents", setup_intents.SetupIntentList.as_view()),
    path("setup_intents/<str:setup>", setup_intents.SetupIntentDetail.as_view()),
    path("setup_intents/<str:setup>/confirm", setup_intents.SetupIntentConfirm.as_view()),
    path("setup_intents/<str:setup>/cancel", setup_intents.SetupIntentCancel.as_view()),
]
_pages: list[URLPattern] = [
    path("payment_links", checkout.PaymentLinkList.as_view()),
    path("payment_links/<str:link>", checkout.PaymentLinkDetail.as_view()),
    path("checkout/sessions", checkout.SessionList.as_view()),
    path("checkout/sessions/<str:session>", checkout.SessionDetail.as_view()),
    path("checkout/sessions/<str:session>/expire", checkout.SessionExpire.as_view()),
]
_webhooks: list[URLPattern] = [
    path("webhook_endpoints", webhooks.EndpointList.as_view()),
    path("webhook_endpoints/<str:endpoint>", webhooks.EndpointDetail.as_view()),
    path("webhook_endpoints/<str:endpoint>/secret", webhooks.EndpointSecret.as_view()),
    path("webhook_endpoints/<str:endpoint>/test", webhooks.EndpointTest.as_view()),
    path("webhook_endpoints/<str:endpoint>/deliveries", webhooks.EndpointDeliveries.as_view()),
    path("webhook_endpoints/<str:endpoint>/replay", webhooks.EndpointReplay.as_view()),
    path("events", webhooks.EventList.as_view()),
    path("events/<str:event>", webhooks.EventDetail.as_view()),
    path("events/<str:event>/deliveries", webhooks.EventDeliveries.as_view()),
    path("events/<str:event>/replay", webhooks.EventReplay.as_view()),
]

urlpatterns = [
    *_intents,
    *_balances,
    *_payers,
    *_pages,
    *_webhooks,
    re_path(r"", csrf_exempt(not_found)),
]
