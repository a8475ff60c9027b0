"""Addresses that payers open."""

from django.urls import path

from payments.gateway.presentation.web import checkout

urlpatterns = [
    path("pay/<str:name>", checkout.pay, name="pay_link"),
    path("checkout/<str:name>", checkout.session, name="checkout"),
    path("authenticate/<str:name>/result", checkout.authenticated, name="authenticated"),
    path("authenticate/<str:name>", checkout.authenticate, name="authenticate"),
]
