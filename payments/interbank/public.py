"""The door of transfers and debits between banks: SEPA and ACH."""

from payments.interbank.domain.collections import (
    ClaimKind,
    ClaimState,
    CollectionState,
    CreditorRuleKind,
    Right,
)
from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.iso20022.statements import (
    BankStatement,
    EntryPart,
    StatementEntry,
    read_statement,
    read_statements,
)
from payments.interbank.domain.items import Network
from payments.interbank.domain.recalls import REASONS as RECALL_REASONS
from payments.interbank.domain.recalls import REFUSALS as RECALL_REFUSALS
from payments.interbank.domain.sandbox_values import PAYMENTS as SANDBOX_PAYMENTS
from payments.interbank.services import (
    collecting,
    debit_claims,
    debit_rules,
    debit_views,
    exchanging,
    incoming,
    instant_link,
    instant_reads,
    instant_sending,
    instant_taking,
    outgoing,
    recall_answering,
    recall_asking,
    settling,
)
from payments.interbank.services.connectors import ACH_DEBIT, SEPA_DEBIT
from payments.interbank.services.debit_claims import (
    ClaimByOneself,
    Claimed,
    ClaimNotOpen,
    CollectionNotFound,
    NotGivenBack,
)
from payments.interbank.services.debit_rules import (
    AccountRules,
    InvalidDebitRule,
    MandateNotFound,
    RuleOfCreditor,
)
from payments.interbank.services.debit_views import CollectionView
from payments.interbank.services.exchanging import Exchanged, SettlementView
from payments.interbank.services.incoming import Taken
from payments.interbank.services.instant_reads import InstantFigures
from payments.interbank.services.recall_answering import (
    ConsentMissing,
    RecallNotOpen,
    UnknownRefusal,
)
from payments.interbank.services.recall_asking import (
    NotRecallable,
    RecallStands,
    RecallTooLate,
    UnknownReason,
)

# Use cases of their own, several each.
exchange = exchanging.exchange
send = outgoing.send
receive = incoming.receive
settle_due = settling.settle_due
settlements = exchanging.settlements
send_instant = instant_sending.send
take_next_instant = instant_taking.take_next
sweep_instant = instant_link.sweep
run_instant_link = instant_link.run  # until stopped
instant_figures = instant_reads.figures
settled_payment = instant_reads.settled_payment
is_credited = instant_reads.is_credited
recalls_to_answer = instant_reads.recalls_to_answer
request_recall = recall_asking.request_recall
execute_recall = recall_asking.execute_recall  # in the use case that approves it
request_recall_return = recall_answering.request_return
execute_recall_return = recall_answering.execute_return  # in the use case that approves it
refuse_recall = recall_answering.refuse
draw_due = collecting.draw_due
give_back = collecting.give_back

# Direct debits on customers' accounts.
claim_back = debit_claims.claim
decide_claim = debit_claims.decide
set_debit_rules = debit_rules.set_rules
set_creditor_rule = debit_rules.set_creditor
debits_of_user = debit_views.of_user
find_collection = debit_views.find
collection_of_transaction = debit_views.of_transaction
debit_sums = debit_views.day_sums
stop_mandate = debit_rules.stop_mandate
resume_mandate = debit_rules.resume_mandate
confirm_mandate = debit_rules.confirm_mandate

__all__ = [
    "ACH_DEBIT",
    "RECALL_REASONS",
    "RECALL_REFUSALS",
    "SANDBOX_PAYMENTS",
    "SEPA_DEBIT",
    "AccountRules",
    "BankStatement",
    "ClaimByOneself",
    "ClaimKind",
    "ClaimNotOpen",
    "ClaimState",
    "Claimed",
    "CollectionNotFound",
    "CollectionState",
    "CollectionView",
    "ConsentMissing",
    "CreditorRuleKind",
    "EntryPart",
    "Exchanged",
    "InstantFigures",
    "InvalidDebitRule",
    "MandateNotFound",
    "Network",
    "NotGivenBack",
    "NotRecallable",
    "RecallNotOpen",
    "RecallStands",
    "RecallTooLate",
    "Right",
    "RuleOfCreditor",
    "SettlementView",
    "StatementEntry",
    "Taken",
    "UnknownReason",
    "UnknownRefusal",
    "UnreadableMessage",
    "claim_back",
    "collection_of_transaction",
    "confirm_mandate",
    "debit_sums",
    "debits_of_user",
    "decide_claim",
    "draw_due",
    "exchange",
    "find_collection",
    "give_back",
    "read_statement",
    "read_statements",
    "receive",
    "resume_mandate",
    "send",
    "set_creditor_rule",
    "set_debit_rules",
    "settle_due",
    "settlements",
    "stop_mandate",
]
