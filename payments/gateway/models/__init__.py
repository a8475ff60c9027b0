"""Payments of merchants."""

from payments.gateway.models.authentication import Authentication, OnUsHold
from payments.gateway.models.checkout import CheckoutSession, PaymentLink, SetupIntent
from payments.gateway.models.dispute import Dispute, DisputeEvidence
from payments.gateway.models.history import StateChange
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
from payments.gateway.models.routing import ConnectorHealth, RoutingRule

__all__ = [
    "Authentication",
    "CheckoutSession",
    "ConnectorHealth",
    "Dispute",
    "DisputeEvidence",
    "Mandate",
    "Merchant",
    "MerchantAccount",
    "MerchantClient",
    "MerchantFees",
    "OnUsHold",
    "Operation",
    "Payer",
    "PaymentIntent",
    "PaymentLink",
    "PaymentMethod",
    "RoutingRule",
    "SentRequest",
    "SetupIntent",
    "StateChange",
]
