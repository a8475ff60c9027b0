"""The door of payments. Each function that moves money is a use case of its own."""

from payments.domain.exchange import AmountTooSmall, Exchange, ExchangeOrder, FixedSide, Quote
from payments.domain.movements import (
    CashOrder,
    Movement,
    MovementKind,
    PaymentOrder,
    TransferOrder,
)
from payments.domain.positions import CoverDeal, CoverOrder, Position, Side
from payments.domain.rates import BASE, DEMO, MidRate, PublishedRate, RatesMalformed
from payments.services import (
    cash,
    covering,
    exchange,
    foreign_results,
    history,
    margins,
    payments,
    positions,
    rates,
    revaluation,
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
from payments.services.covering import NotForeign, RateOffMarket
from payments.services.exchange import (
    ExchangeNotFound,
    NotOneCustomer,
    QuoteExpired,
    QuoteNotFound,
    QuoteTaken,
    SameCurrency,
)
from payments.services.history import MovementNotFound
from payments.services.margins import (
    InvalidMargin,
    MarginInThePast,
    MarginNotSet,
    MarginTerms,
    MarginVersionExists,
)
from payments.services.payments import InvalidIban
from payments.services.rates import RateNotAvailable, RatesDiffer, RateView
from payments.services.settlement import Settlement, settle_clearing
from payments.services.transfers import SameAccount

submit_transfer = transfers.submit
deposit = cash.deposit
withdraw = cash.withdraw
submit_payment = payments.submit
process_payment = payments.process
get_movement = history.get

# Foreign exchange.
fx_rate = rates.on
fx_rates_of_day = rates.of_day
add_fx_rates = rates.add_published
import_ecb_rates = rates.import_ecb
set_fx_margin = margins.set_margin
quote_exchange = exchange.quote
get_exchange_quote = exchange.get_quote
execute_exchange = exchange.execute
get_exchange = exchange.get
fx_positions = positions.overview
cover_fx_position = covering.cover
sell_foreign_results = foreign_results.sell_foreign_results  # a step, before the next
revalue_positions = revaluation.revalue_positions  # a step of the end of day
verify_fx_positions = revaluation.verify_fx_positions

__all__ = [
    "BASE",
    "DEMO",
    "AccountBlocked",
    "AccountClosed",
    "AmountTooSmall",
    "BalanceOutOfRange",
    "CashOrder",
    "CoverDeal",
    "CoverOrder",
    "CurrencyMismatch",
    "Exchange",
    "ExchangeNotFound",
    "ExchangeOrder",
    "FixedSide",
    "InsufficientFunds",
    "InvalidIban",
    "InvalidMargin",
    "KeyReused",
    "MarginInThePast",
    "MarginNotSet",
    "MarginTerms",
    "MarginVersionExists",
    "MidRate",
    "Movement",
    "MovementKind",
    "MovementNotFound",
    "NotBooked",
    "NotForeign",
    "NotOneCustomer",
    "PaymentOrder",
    "Position",
    "PublishedRate",
    "Quote",
    "QuoteExpired",
    "QuoteNotFound",
    "QuoteTaken",
    "RateNotAvailable",
    "RateOffMarket",
    "RateView",
    "RatesDiffer",
    "RatesMalformed",
    "SameAccount",
    "SameCurrency",
    "Settlement",
    "Side",
    "TransferOrder",
    "add_fx_rates",
    "cover_fx_position",
    "deposit",
    "execute_exchange",
    "fx_positions",
    "fx_rate",
    "fx_rates_of_day",
    "get_exchange",
    "get_exchange_quote",
    "get_movement",
    "import_ecb_rates",
    "process_payment",
    "quote_exchange",
    "revalue_positions",
    "sell_foreign_results",
    "set_fx_margin",
    "settle_clearing",
    "submit_payment",
    "submit_transfer",
    "verify_fx_positions",
    "withdraw",
]
