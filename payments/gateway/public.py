"""The door of the gateway: merchants' payments, and the networks' answers."""

from payments.gateway.domain.connectors import (
    Acceptor,
    Capabilities,
    Connector,
    Health,
    Instrument,
    InstrumentKind,
    Order,
    Original,
    Outcome,
    Verdict,
)
from payments.gateway.domain.declines import DECLINES, Advice, Decline
from payments.gateway.domain.operations import MOVES_MONEY, OperationKind, OperationState

__all__ = [
    "DECLINES",
    "MOVES_MONEY",
    "Acceptor",
    "Advice",
    "Capabilities",
    "Connector",
    "Decline",
    "Health",
    "Instrument",
    "InstrumentKind",
    "OperationKind",
    "OperationState",
    "Order",
    "Original",
    "Outcome",
    "Verdict",
]
