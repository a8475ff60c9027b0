"""The door of transfers and debits between banks: SEPA and ACH."""

from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.iso20022.statements import (
    BankStatement,
    EntryPart,
    StatementEntry,
    read_statement,
    read_statements,
)

__all__ = [
    "BankStatement",
    "EntryPart",
    "StatementEntry",
    "UnreadableMessage",
    "read_statement",
    "read_statements",
]
