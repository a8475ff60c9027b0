"""Addresses that other processors call."""

from django.urls import path

from payments.processors.presentation.callbacks import StripeCallback

urlpatterns = [path("callbacks/stripe", StripeCallback.as_view(), name="stripe_callback")]
