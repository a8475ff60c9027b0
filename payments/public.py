"""The door of payments. Each function that moves money is a use case of its own."""

from payments.domain.bulk_files import (
    LARGEST_FILE,
    FileFormat,
    FileState,
    FileView,
    LineState,
    LineView,
)
from payments.domain.movements import (
    CashOrder,
    Movement,
    MovementKind,
    PaymentOrder,
    TransferOrder,
)
from payments.domain.recurrence import InvalidRecurrence, Recurrence, Unit
from payments.domain.standing_orders import (
    AmountRule,
    ExecutionState,
    OrderState,
    Payee,
    StandingOrderChange,
    StandingOrderTerms,
    StandingOrderView,
)
from payments.domain.unreadable import UnreadableFile
from payments.services import (
    bulk_files,
    bulk_processing,
    cash,
    history,
    payments,
    standing_orders,
    transfers,
)
from payments.services.booking import (
    AccountBlocked,
    AccountClosed,
    BalanceOutOfRange,
    CurrencyMismatch,
    InsufficientFunds,
    KeyReused,
    NotBooked,
)
from payments.services.bulk_files import (
    BulkFileNotFound,
    DuplicateFile,
    FileTooLarge,
    NoSuchDebtor,
)
from payments.services.bulk_processing import process_waiting_bulk_files
from payments.services.history import MovementNotFound
from payments.services.payments import InvalidIban
from payments.services.settlement import Settlement, settle_clearing
from payments.services.standing_order_runs import run_standing_orders
from payments.services.standing_orders import (
    InvalidStandingOrder,
    StandingOrderNotFound,
    StandingOrderOver,
)
from payments.services.transfers import SameAccount

submit_transfer = transfers.submit
deposit = cash.deposit
withdraw = cash.withdraw
submit_payment = payments.submit
process_payment = payments.process
get_movement = history.get
submit_bulk_file = bulk_files.submit
process_bulk_file = bulk_processing.process  # use cases of its own, one a batch
get_bulk_file = bulk_files.get
bulk_files_of_customer = bulk_files.of_customer
bulk_file_lines = bulk_files.lines
bulk_file_result_csv = bulk_files.result_csv
bulk_file_result_pain002 = bulk_files.result_pain002
create_standing_order = standing_orders.create
change_standing_order = standing_orders.change
pause_standing_order = standing_orders.pause
resume_standing_order = standing_orders.resume
cancel_standing_order = standing_orders.cancel
get_standing_order = standing_orders.get
standing_orders_of_account = standing_orders.of_account
standing_orders_of_user = standing_orders.of_user

__all__ = [
    "LARGEST_FILE",
    "AccountBlocked",
    "AccountClosed",
    "AmountRule",
    "BalanceOutOfRange",
    "BulkFileNotFound",
    "CashOrder",
    "CurrencyMismatch",
    "DuplicateFile",
    "ExecutionState",
    "FileFormat",
    "FileState",
    "FileTooLarge",
    "FileView",
    "InsufficientFunds",
    "InvalidIban",
    "InvalidRecurrence",
    "InvalidStandingOrder",
    "KeyReused",
    "LineState",
    "LineView",
    "Movement",
    "MovementKind",
    "MovementNotFound",
    "NoSuchDebtor",
    "NotBooked",
    "OrderState",
    "Payee",
    "PaymentOrder",
    "Recurrence",
    "SameAccount",
    "Settlement",
    "StandingOrderChange",
    "StandingOrderNotFound",
    "StandingOrderOver",
    "StandingOrderTerms",
    "StandingOrderView",
    "TransferOrder",
    "Unit",
    "UnreadableFile",
    "bulk_file_lines",
    "bulk_file_result_csv",
    "bulk_file_result_pain002",
    "bulk_files_of_customer",
    "cancel_standing_order",
    "change_standing_order",
    "create_standing_order",
    "deposit",
    "get_bulk_file",
    "get_movement",
    "get_standing_order",
    "pause_standing_order",
    "process_bulk_file",
    "process_payment",
    "process_waiting_bulk_files",
    "resume_standing_order",
    "run_standing_orders",
    "settle_clearing",
    "standing_orders_of_account",
    "standing_orders_of_user",
    "submit_bulk_file",
    "submit_payment",
    "submit_transfer",
    "withdraw",
]
