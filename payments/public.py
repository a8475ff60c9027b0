"""The door of payments. Each function that moves money is a use case of its own."""

from payments.domain.bulk_files import (
    LARGEST_FILE,
    FileState,
    FileView,
    LineState,
)
from payments.domain.cheques import (
    ChequeDeposit,
    ChequePresentment,
    ChequeRange,
    ChequeReturn,
    CollectionState,
    CollectionView,
)
from payments.domain.denominations import CashCount, NoCashInCurrency, pieces_of
from payments.domain.drawers import (
    CashReason,
    DrawerClosing,
    DrawerOpening,
    DrawerView,
    SessionState,
    VaultDirection,
    VaultOrder,
)
from payments.domain.exchange import AmountTooSmall, Exchange, ExchangeOrder, FixedSide, Quote
from payments.domain.ibans import is_of_bank as is_iban_of_bank
from payments.domain.movements import CashOrder, Movement, MovementKind, PaymentOrder, TransferOrder
from payments.domain.positions import CoverDeal, CoverOrder, Position, Side
from payments.domain.rates import BASE, DEMO, HAND, MidRate, PublishedRate, RatesMalformed
from payments.domain.rates import read as read_ecb_rates
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
    bulk_file_confirmations,
    bulk_files,
    bulk_processing,
    cash,
    cheque_books,
    cheque_collection,
    cheque_payments,
    cheque_returns,
    clearing,
    covering,
    drawer_closing,
    drawers,
    exchange,
    foreign_results,
    held,
    held_data,
    history,
    margins,
    owners,
    paying,
    payment_status,
    payments,
    positions,
    price_requests,
    rates,
    revaluation,
    reversals,
    staff_orders,
    standing_order_confirmations,
    standing_orders,
    transfers,
    upcoming,
    worth,
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
from payments.services.bulk_files import BulkFileNotFound, DuplicateFile, FileTooLarge, NoSuchDebtor
from payments.services.bulk_processing import process_waiting_bulk_files
from payments.services.cheque_books import (
    ChequeAlreadyPaid,
    ChequeNotIssued,
    ChequeNotStopped,
    ChequeNumberTaken,
    ChequeStopped,
    InvalidChequeRange,
    StopReasonMissing,
)
from payments.services.cheque_collection import (
    CannotReserve,
    ChequeInCollection,
    CollectedChequeNotFound,
    CollectionFinished,
)
from payments.services.cheque_payments import ChequePayeeUnclear
from payments.services.cheque_returns import ReturnReasonMissing
from payments.services.clearing import WaitingPayment
from payments.services.covering import NotForeign, RateOffMarket
from payments.services.drawer_closing import (
    AwaitingApproval,
    CountInOtherCurrency,
    CountOutdated,
    DifferenceUnexplained,
)
from payments.services.drawers import (
    CashShort,
    DrawerAlreadyOpen,
    DrawerNotFound,
    DrawerNotOpen,
    NotATeller,
    NotYourDrawer,
)
from payments.services.exchange import (
    ExchangeNotFound,
    NotOneCustomer,
    QuoteExpired,
    QuoteNotFound,
    QuoteTaken,
    SameCurrency,
)
from payments.services.held import HeldPaymentNotFound
from payments.services.history import MovementNotFound
from payments.services.instant import AboveInstantLimit, InstantNotOffered
from payments.services.joint_accounts import SignedByOneOnly
from payments.services.margins import (
    InvalidMargin,
    MarginInThePast,
    MarginNotSet,
    MarginTerms,
    MarginVersionExists,
)
from payments.services.payment_status import Progress
from payments.services.payments import AmountTooLarge, InvalidIban, creditor_account
from payments.services.price_requests import InvalidRate
from payments.services.rates import RateNotAvailable, RatesDiffer
from payments.services.reversals import AlreadyReversed, MoneyGone, NotReversible
from payments.services.screening import PaymentDeclined, PaymentHeld
from payments.services.self_service import SignedByOthersToo
from payments.services.settlement import Settlement, settle_clearing
from payments.services.standing_order_runs import run_standing_orders
from payments.services.standing_order_signatures import SignaturesMissing
from payments.services.standing_orders import (
    InvalidStandingOrder,
    StandingOrderNotFound,
    StandingOrderOver,
)
from payments.services.transfers import SameAccount
from payments.services.two_people import TakesTwoPeople

submit_transfer = transfers.submit
ask_to_confirm_transfer = transfers.ask_for
ask_to_confirm_payment = payments.ask_for
deposit = cash.deposit
withdraw = cash.withdraw
submit_payment = payments.submit
process_payment = payments.process
payments_in_clearing = clearing.waiting
instant_payments_in_clearing = clearing.instant_waiting
leave_clearing = clearing.leave  # in the caller's use case
settled_payments = clearing.settled
countries_of_payments = clearing.countries_of
CASH_LINES = drawers.CASH_LINES
get_movement = history.get
payment_status_of = payment_status.of
end_held_payment = held.end  # a use case of its own
expire_held_payments = held.expire_due  # use cases of its own, one for each
get_held_payment = held.get
worth_in_base = worth.in_base
submit_bulk_file = bulk_files.submit
ask_to_confirm_bulk_file = bulk_file_confirmations.ask_for
confirm_bulk_file = bulk_file_confirmations.confirm
process_bulk_file = bulk_processing.process  # use cases of its own, one a batch
get_bulk_file = bulk_files.get
bulk_files_of_customer = bulk_files.of_customer
bulk_file_lines = bulk_files.lines
bulk_file_result_csv = bulk_files.result_csv
bulk_file_result_pain002 = bulk_files.result_pain002
create_standing_order = standing_orders.create
change_standing_order = standing_orders.change
pause_standing_order = standing_orders.pause
skip_standing_order_date = standing_orders.skip
upcoming_of_accounts = upcoming.of_accounts
upcoming_of_user = upcoming.of_user
resume_standing_order = standing_orders.resume
ask_to_confirm_standing_order = standing_order_confirmations.ask_for_new
ask_to_confirm_standing_order_change = standing_order_confirmations.ask_for_change
ask_to_confirm_resuming_standing_order = standing_order_confirmations.ask_for_resumption
cancel_standing_order = standing_orders.cancel
get_standing_order = standing_orders.get
standing_orders_of_account = standing_orders.of_account
standing_orders_of_user = standing_orders.of_user
request_reversal = reversals.request_reversal
execute_reversal = reversals.execute_reversal  # in the use case that approves it
open_drawer = drawers.open_drawer
move_cash = drawers.move_cash
close_drawer = drawer_closing.close_drawer
reopen_drawer = drawer_closing.reopen_drawer
execute_drawer_closing = drawer_closing.execute_drawer_closing  # in the use case that approves it
get_drawer = drawers.get
open_drawers = drawers.open_drawers
count_drawers_left_open = drawers.count_left_open  # a step of the end of day
cash_lines = drawers.cash_lines
issue_cheque_book = cheque_books.issue_book
stop_cheques = cheque_books.stop
lift_cheque_stop = cheque_books.lift_stop
pay_cheque = cheque_payments.pay
deposit_cheque = cheque_collection.deposit
clear_cheque = cheque_collection.clear
return_cheque = cheque_returns.return_unpaid
get_collected_cheque = cheque_collection.get
clear_cheques = cheque_collection.clear_due  # a step of the end of day
# Staff's orders; and what is done on approval, in its use case.
order_transfer = staff_orders.transfer
order_payment = staff_orders.payment
order_cheque_payment = staff_orders.cheque
order_cheque_clearing = staff_orders.clear_cheque
order_fx_cover = staff_orders.cover
request_fx_margin = price_requests.request_margin
request_fx_rate = price_requests.request_rate
execute_transfer = staff_orders.execute_transfer
execute_payment = staff_orders.execute_payment
execute_cheque_payment = staff_orders.execute_cheque
execute_cheque_clearing = staff_orders.execute_clearing
execute_fx_cover = staff_orders.execute_cover
execute_fx_margin = price_requests.execute_margin
execute_fx_rate = price_requests.execute_rate
fx_rate = rates.on
fx_rates_of_day = rates.of_day
fx_history = rates.history
add_fx_rates = rates.add_published
import_ecb_rates = rates.import_ecb
set_fx_margin = margins.set_margin
quote_exchange = exchange.quote
get_exchange_quote = exchange.get_quote
execute_exchange = exchange.execute
ask_to_confirm_exchange = exchange.ask_for
get_exchange = exchange.get
fx_positions = positions.overview
cover_fx_position = covering.cover
sell_foreign_results = foreign_results.sell_foreign_results  # a step, before the next
revalue_positions = revaluation.revalue_positions  # a step of the end of day
verify_fx_positions = revaluation.verify_fx_positions
owners_of_transaction = owners.of_transaction
owners_of_standing_order = owners.of_standing_order
owners_of_bulk_file = owners.of_bulk_file
owners_of_held_payment = owners.of_held_payment
owners_of_exchange_quote = owners.of_exchange_quote
orders_held = held_data.orders_held
files_held = held_data.files_held
exchanges_held = held_data.exchanges_held
cheques_held = held_data.cheques_held
erase_unpaid = held_data.erase_unpaid  # in the caller's use case

__all__ = [
    "BASE",
    "DEMO",
    "HAND",
    "LARGEST_FILE",
    "AboveInstantLimit",
    "AccountBlocked",
    "AccountClosed",
    "AlreadyReversed",
    "AmountRule",
    "AmountTooLarge",
    "AmountTooSmall",
    "AwaitingApproval",
    "BalanceOutOfRange",
    "BulkFileNotFound",
    "CannotReserve",
    "CashCount",
    "CashOrder",
    "CashReason",
    "CashShort",
    "ChequeAlreadyPaid",
    "ChequeDeposit",
    "ChequeInCollection",
    "ChequeNotIssued",
    "ChequeNotStopped",
    "ChequeNumberTaken",
    "ChequePayeeUnclear",
    "ChequePresentment",
    "ChequeRange",
    "ChequeReturn",
    "ChequeStopped",
    "CollectedChequeNotFound",
    "CollectionFinished",
    "CollectionState",
    "CollectionView",
    "CountInOtherCurrency",
    "CountOutdated",
    "CoverDeal",
    "CoverOrder",
    "CurrencyMismatch",
    "DifferenceUnexplained",
    "DrawerAlreadyOpen",
    "DrawerClosing",
    "DrawerNotFound",
    "DrawerNotOpen",
    "DrawerOpening",
    "DrawerView",
    "DuplicateFile",
    "Exchange",
    "ExchangeNotFound",
    "ExchangeOrder",
    "ExecutionState",
    "FileState",
    "FileTooLarge",
    "FileView",
    "FixedSide",
    "HeldPaymentNotFound",
    "InstantNotOffered",
    "InsufficientFunds",
    "InvalidChequeRange",
    "InvalidIban",
    "InvalidMargin",
    "InvalidRate",
    "InvalidRecurrence",
    "InvalidStandingOrder",
    "KeyReused",
    "LineState",
    "MarginInThePast",
    "MarginNotSet",
    "MarginTerms",
    "MarginVersionExists",
    "MidRate",
    "MoneyGone",
    "Movement",
    "MovementKind",
    "MovementNotFound",
    "NoCashInCurrency",
    "NoSuchDebtor",
    "NotATeller",
    "NotBooked",
    "NotForeign",
    "NotOneCustomer",
    "NotReversible",
    "NotYourDrawer",
    "OrderState",
    "Payee",
    "PaymentDeclined",
    "PaymentHeld",
    "PaymentOrder",
    "Position",
    "Progress",
    "PublishedRate",
    "Quote",
    "QuoteExpired",
    "QuoteNotFound",
    "QuoteTaken",
    "RateNotAvailable",
    "RateOffMarket",
    "RatesDiffer",
    "RatesMalformed",
    "Recurrence",
    "ReturnReasonMissing",
    "SameAccount",
    "SameCurrency",
    "SessionState",
    "Settlement",
    "Side",
    "SignaturesMissing",
    "SignedByOneOnly",
    "SignedByOthersToo",
    "StandingOrderChange",
    "StandingOrderNotFound",
    "StandingOrderOver",
    "StandingOrderTerms",
    "StandingOrderView",
    "StopReasonMissing",
    "TakesTwoPeople",
    "TransferOrder",
    "Unit",
    "UnreadableFile",
    "VaultDirection",
    "VaultOrder",
    "WaitingPayment",
    "creditor_account",
    "instant_payments_in_clearing",
    "is_iban_of_bank",
    "leave_clearing",
    "paying",
    "payments_in_clearing",
    "pieces_of",
    "process_waiting_bulk_files",
    "read_ecb_rates",
    "run_standing_orders",
    "settle_clearing",
    "settled_payments",
]
