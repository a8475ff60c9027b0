"""Payments of merchants."""

from payments.gateway.models.checkout import CheckoutSession, PaymentLink, SetupIntent
from payments.gateway.models.intent import PaymentIntent
from payments.gateway.models.merchant import (
    Merchant,
    MerchantAccount,
    MerchantClient,
    MerchantFees,
)
from payments.gateway.models.operation import Operation
from payments.gateway.models.payer import Mandate, Payer, PaymentMethod
from payments.gateway.models.requests import SentRequest

__all__ = [
    "CheckoutSession",
    "Mandate",
    "Merchant",
    "MerchantAccount",
    "MerchantClient",
    "MerchantFees",
    "Operation",
    "Payer",
    "PaymentIntent",
    "PaymentLink",
    "PaymentMethod",
    "SentRequest",
    "SetupIntent",
]
