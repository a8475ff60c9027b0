"""The ledger's tables, for reading. bankcore/ledger/migrations/sql makes them."""

from bankcore.ledger.models.account import Account, Balance, Currency, GlAccount
from bankcore.ledger.models.calendar import (
    BusinessDate,
    GlClosing,
    GlDaily,
    GlPeriod,
    Period,
    Snapshot,
)
from bankcore.ledger.models.hold import Hold, HoldEvent
from bankcore.ledger.models.journal import Entry, IdempotencyKey, Reversal, Transaction

__all__ = [
    "Account",
    "Balance",
    "BusinessDate",
    "Currency",
    "Entry",
    "GlAccount",
    "GlClosing",
    "GlDaily",
    "GlPeriod",
    "Hold",
    "HoldEvent",
    "IdempotencyKey",
    "Period",
    "Reversal",
    "Snapshot",
    "Transaction",
]
