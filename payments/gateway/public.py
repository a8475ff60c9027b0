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
from payments.gateway.domain.disputes import DisputeNotice, DisputeStage, NoticeStage
from payments.gateway.domain.operations import MOVES_MONEY, OperationKind, OperationState
from payments.gateway.domain.outcomes import Applied
from payments.gateway.domain.views import AccountDetails, MerchantRef, OperationView
from payments.gateway.services import booking, connectors, merchants, outcomes
from payments.gateway.services.outcomes import OperationNotFound

apply_outcome = outcomes.apply_outcome
record_outcome = outcomes.record_outcome  # a use case of its own
merchant_of_client = merchants.of_client
get_merchant = merchants.get
ledger_line = connectors.ledger_line
merchant_account = booking.merchant_account

__all__ = [
    "DECLINES",
    "MOVES_MONEY",
    "Acceptor",
    "AccountDetails",
    "Advice",
    "Applied",
    "Capabilities",
    "Connector",
    "Decline",
    "DisputeNotice",
    "DisputeStage",
    "Health",
    "Instrument",
    "InstrumentKind",
    "MerchantRef",
    "NoticeStage",
    "OperationKind",
    "OperationNotFound",
    "OperationState",
    "OperationView",
    "Order",
    "Original",
    "Outcome",
    "Verdict",
    "apply_outcome",
    "get_merchant",
    "ledger_line",
    "merchant_account",
    "merchant_of_client",
    "record_outcome",
]
