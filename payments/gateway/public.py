"""The door of the gateway: merchants' payments, and the networks' answers."""

from payments.gateway.domain.authentications import Answer, Issuers, Question
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
from payments.gateway.domain.disputes import DisputeNotice, DisputeStage, Evidence, NoticeStage
from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.merchant_terms import MerchantTerms
from payments.gateway.domain.merchants import MerchantState, PayoutSchedule
from payments.gateway.domain.operations import MOVES_MONEY, OperationKind, OperationState
from payments.gateway.domain.outcomes import Applied
from payments.gateway.domain.payers import (
    BankcoreAccount,
    CardNumber,
    Details,
    NewMethod,
    SepaDebit,
    UsBankAccount,
)
from payments.gateway.domain.sandbox_values import AMOUNTS as SANDBOX_AMOUNTS
from payments.gateway.domain.sandbox_values import CARDS as SANDBOX_CARDS
from payments.gateway.domain.sandbox_values import SandboxAmount, SandboxCard
from payments.gateway.domain.views import (
    AccountDetails,
    CaptureOrder,
    ConfirmOrder,
    IntentOrder,
    IntentView,
    MerchantBalance,
    MerchantRef,
    OperationView,
    PageOf,
    RefundOrder,
)
from payments.gateway.services import (
    authenticating,
    booking,
    checkout,
    connectors,
    deciding,
    disputes,
    endpoint_notices,
    instruments,
    intents,
    issuers,
    merchant_terms,
    merchants,
    outcomes,
    payment_methods,
    refunds,
    requests,
    routing_rules,
    setup_intents,
    sweeping,
)
from payments.gateway.services.disputes import NoSuchPayment
from payments.gateway.services.merchants import MerchantOrder
from payments.gateway.services.outcomes import OperationNotFound
from payments.gateway.services.routing_rules import RuleOrder
from payments.gateway.services.setup_intents import SetupOrder

apply_outcome = outcomes.apply_outcome
record_outcome = outcomes.record_outcome  # a use case of its own
receive_dispute = disputes.receive
instrument_account = instruments.account
correct_account = instruments.correct  # in the caller's use case
merchant_of_client = merchants.of_client
get_merchant = merchants.get
ledger_line = connectors.ledger_line
lock_order = connectors.lock_order  # in the caller's use case
merchant_account = booking.merchant_account
merchant_balance = merchants.balance
onboard_merchant = merchants.onboard  # a use case of its own
suspend_merchant = merchants.suspend  # a use case of its own
attach_client = merchants.attach_client  # a use case of its own
request_merchant_terms = merchant_terms.request  # a use case of its own
execute_merchant_terms = merchant_terms.execute
create_method = payment_methods.create_method  # a use case of its own
create_setup = setup_intents.create_setup  # a use case of its own
confirm_setup = setup_intents.confirm_setup  # a use case of its own
create_payment = intents.create  # a use case of its own
confirm_payment = intents.confirm  # three steps, each a use case of its own
capture_payment = intents.capture  # three steps, each a use case of its own
cancel_payment = intents.cancel  # three steps, each a use case of its own
refund_payment = refunds.refund  # three steps, each a use case of its own
get_payment = intents.get
page_of_disputes = disputes.page
submit_evidence = disputes.submit_evidence  # three steps, each a use case of its own
add_routing_rule = routing_rules.add  # a use case of its own
retire_routing_rule = routing_rules.retire  # a use case of its own
end_review = deciding.end_review
decide_review = deciding.decide_review  # three steps, each a use case of its own
decide_conflict = deciding.decide_conflict  # three steps, each a use case of its own
tell_of_disabled_endpoint = endpoint_notices.tell_of_disabled_endpoint
sweep = sweeping.sweep  # use cases of its own
expire_authorisations = sweeping.expire_authorisations  # use cases of its own
proofs_of_payers = issuers.proofs
expire_authentications = authenticating.expire  # a use case of its own
forget_old_requests = requests.forget_old_requests  # a use case of its own
expire_sessions = checkout.expire_sessions  # a use case of its own
tokens_in_use = payment_methods.tokens_in_use

__all__ = [
    "DECLINES",
    "MOVES_MONEY",
    "SANDBOX_AMOUNTS",
    "SANDBOX_CARDS",
    "Acceptor",
    "AccountDetails",
    "Advice",
    "Answer",
    "Applied",
    "BankcoreAccount",
    "Capabilities",
    "CaptureMethod",
    "CaptureOrder",
    "CardNumber",
    "ConfirmOrder",
    "Connector",
    "Decline",
    "Details",
    "DisputeNotice",
    "DisputeStage",
    "Evidence",
    "Health",
    "Instrument",
    "InstrumentKind",
    "IntentOrder",
    "IntentState",
    "IntentView",
    "Issuers",
    "MerchantBalance",
    "MerchantOrder",
    "MerchantRef",
    "MerchantState",
    "MerchantTerms",
    "NewMethod",
    "NoSuchPayment",
    "NoticeStage",
    "OperationKind",
    "OperationNotFound",
    "OperationState",
    "OperationView",
    "Order",
    "Original",
    "Outcome",
    "PageOf",
    "PayoutSchedule",
    "Question",
    "RefundOrder",
    "RuleOrder",
    "SandboxAmount",
    "SandboxCard",
    "SepaDebit",
    "SetupOrder",
    "UsBankAccount",
    "Verdict",
    "add_routing_rule",
    "apply_outcome",
    "attach_client",
    "cancel_payment",
    "capture_payment",
    "confirm_payment",
    "confirm_setup",
    "correct_account",
    "create_method",
    "create_payment",
    "create_setup",
    "decide_conflict",
    "decide_review",
    "end_review",
    "execute_merchant_terms",
    "expire_authentications",
    "expire_authorisations",
    "expire_sessions",
    "forget_old_requests",
    "get_merchant",
    "get_payment",
    "instrument_account",
    "ledger_line",
    "merchant_account",
    "merchant_balance",
    "merchant_of_client",
    "onboard_merchant",
    "page_of_disputes",
    "proofs_of_payers",
    "receive_dispute",
    "record_outcome",
    "refund_payment",
    "request_merchant_terms",
    "retire_routing_rule",
    "submit_evidence",
    "suspend_merchant",
    "sweep",
    "tell_of_disabled_endpoint",
    "tokens_in_use",
]
