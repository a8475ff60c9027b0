"""The door of transfers and debits between banks: SEPA and ACH."""

from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.iso20022.statements import (
    BankStatement,
    EntryPart,
    StatementEntry,
    read_statement,
    read_statements,
)
from payments.interbank.domain.items import Network
from payments.interbank.services import exchanging, incoming, outgoing, settling
from payments.interbank.services.connectors import ACH_DEBIT, SEPA_DEBIT
from payments.interbank.services.exchanging import Exchanged, SettlementView
from payments.interbank.services.incoming import Taken

# Use cases of their own, several each.
exchange = exchanging.exchange
send = outgoing.send
receive = incoming.receive
settle_due = settling.settle_due
settlements = exchanging.settlements

__all__ = [
    "ACH_DEBIT",
    "SEPA_DEBIT",
    "BankStatement",
    "EntryPart",
    "Exchanged",
    "Network",
    "SettlementView",
    "StatementEntry",
    "Taken",
    "UnreadableMessage",
    "exchange",
    "read_statement",
    "read_statements",
    "receive",
    "send",
    "settle_due",
    "settlements",
]
