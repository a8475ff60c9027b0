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
from payments.interbank.services import (
    collecting,
    debit_claims,
    debit_rules,
    debit_views,
    exchanging,
    incoming,
    outgoing,
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
from payments.interbank.services.exchanging import Exchanged, SettlementView
from payments.interbank.services.incoming import Taken

# Use cases of their own, several each.
exchange = exchanging.exchange
send = outgoing.send
receive = incoming.receive
settle_due = settling.settle_due
settlements = exchanging.settlements
draw_due = collecting.draw_due
give_back = collecting.give_back

# Direct debits on customers' accounts.
claim_back = debit_claims.claim
decide_claim = debit_claims.decide
set_debit_rules = debit_rules.set_rules
set_creditor_rule = debit_rules.set_creditor
debits_of_user = debit_views.of_user
find_collection = debit_views.find
debit_sums = debit_views.day_sums
stop_mandate = debit_rules.stop_mandate
resume_mandate = debit_rules.resume_mandate
confirm_mandate = debit_rules.confirm_mandate

__all__ = [
    "ACH_DEBIT",
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
    "CreditorRuleKind",
    "EntryPart",
    "Exchanged",
    "InvalidDebitRule",
    "MandateNotFound",
    "Network",
    "NotGivenBack",
    "Right",
    "RuleOfCreditor",
    "SettlementView",
    "StatementEntry",
    "Taken",
    "UnreadableMessage",
    "claim_back",
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
