"""Payments of merchants."""

from payments.gateway.models.intent import PaymentIntent
from payments.gateway.models.merchant import (
    Merchant,
    MerchantAccount,
    MerchantClient,
    MerchantFees,
)
from payments.gateway.models.operation import Operation
from payments.gateway.models.payer import Mandate, Payer, PaymentMethod

__all__ = [
    "Mandate",
    "Merchant",
    "MerchantAccount",
    "MerchantClient",
    "MerchantFees",
    "Operation",
    "Payer",
    "PaymentIntent",
    "PaymentMethod",
]
