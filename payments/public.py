"""The door of payments. Each function that moves money is a use case of its own."""

from payments.domain.movements import (
    CashOrder,
    Movement,
    MovementKind,
    PaymentOrder,
    TransferOrder,
)
from payments.services import cash, history, payments, transfers
from payments.services.booking import (
    AccountBlocked,
    AccountClosed,
    BalanceOutOfRange,
    CurrencyMismatch,
    InsufficientFunds,
    KeyReused,
    NotBooked,
)
from payments.services.history import MovementNotFound
from payments.services.payments import InvalidIban
from payments.services.settlement import Settlement, settle_clearing
from payments.services.transfers import SameAccount

submit_transfer = transfers.submit
deposit = cash.deposit
withdraw = cash.withdraw
submit_payment = payments.submit
process_payment = payments.process
get_movement = history.get

__all__ = [
    "AccountBlocked",
    "AccountClosed",
    "BalanceOutOfRange",
    "CashOrder",
    "CurrencyMismatch",
    "InsufficientFunds",
    "InvalidIban",
    "KeyReused",
    "Movement",
    "MovementKind",
    "MovementNotFound",
    "NotBooked",
    "PaymentOrder",
    "SameAccount",
    "Settlement",
    "TransferOrder",
    "deposit",
    "get_movement",
    "process_payment",
    "settle_clearing",
    "submit_payment",
    "submit_transfer",
    "withdraw",
]
