"""Payments of merchants."""

from payments.gateway.models.authentication import Authentication, OnUsHold
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
from payments.gateway.models.routing import ConnectorHealth, RoutingRule

__all__ = [
    "Authentication",
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
    "PaymentMethod",
    "RoutingRule",
    "StateChange",
]
