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
from payments.gateway.domain.merchant_terms import MerchantTerms
from payments.gateway.domain.operations import MOVES_MONEY, OperationKind, OperationState
from payments.gateway.domain.outcomes import Applied
from payments.gateway.domain.views import (
    AccountDetails,
    MerchantBalance,
    MerchantRef,
    OperationView,
)
from payments.gateway.services import (
    authenticating,
    booking,
    checkout,
    connectors,
    deciding,
    disputes,
    instruments,
    merchant_terms,
    merchants,
    outcomes,
    payment_methods,
    requests,
    routing_rules,
    sweeping,
)
from payments.gateway.services.disputes import NoSuchPayment
from payments.gateway.services.merchants import MerchantOrder
from payments.gateway.services.outcomes import OperationNotFound
from payments.gateway.services.routing_rules import RuleOrder

apply_outcome = outcomes.apply_outcome
record_outcome = outcomes.record_outcome  # a use case of its own
receive_dispute = disputes.receive
instrument_account = instruments.account
correct_account = instruments.correct  # in the caller's use case
merchant_of_client = merchants.of_client
get_merchant = merchants.get
ledger_line = connectors.ledger_line
merchant_account = booking.merchant_account
merchant_balance = merchants.balance
onboard_merchant = merchants.onboard  # a use case of its own
suspend_merchant = merchants.suspend  # a use case of its own
attach_client = merchants.attach_client  # a use case of its own
request_merchant_terms = merchant_terms.request  # a use case of its own
execute_merchant_terms = merchant_terms.execute
add_routing_rule = routing_rules.add  # a use case of its own
retire_routing_rule = routing_rules.retire  # a use case of its own
decide_review = deciding.decide_review  # three steps, each a use case of its own
decide_conflict = deciding.decide_conflict  # three steps, each a use case of its own
sweep = sweeping.sweep  # use cases of its own
expire_authorisations = sweeping.expire_authorisations  # use cases of its own
expire_authentications = authenticating.expire  # a use case of its own
forget_old_requests = requests.forget_old_requests  # a use case of its own
expire_sessions = checkout.expire_sessions  # a use case of its own
tokens_in_use = payment_methods.tokens_in_use

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
    "MerchantBalance",
    "MerchantOrder",
    "MerchantRef",
    "MerchantTerms",
    "NoSuchPayment",
    "NoticeStage",
    "OperationKind",
    "OperationNotFound",
    "OperationState",
    "OperationView",
    "Order",
    "Original",
    "Outcome",
    "RuleOrder",
    "Verdict",
    "add_routing_rule",
    "apply_outcome",
    "attach_client",
    "correct_account",
    "decide_conflict",
    "decide_review",
    "execute_merchant_terms",
    "expire_authentications",
    "expire_authorisations",
    "expire_sessions",
    "forget_old_requests",
    "get_merchant",
    "instrument_account",
    "ledger_line",
    "merchant_account",
    "merchant_balance",
    "merchant_of_client",
    "onboard_merchant",
    "receive_dispute",
    "record_outcome",
    "request_merchant_terms",
    "retire_routing_rule",
    "suspend_merchant",
    "sweep",
    "tokens_in_use",
]
