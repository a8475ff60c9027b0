"""The door of settlement: files of card networks, merchants' batches, and payouts."""

from payments.settlement.domain.payouts import BalanceView, PayoutOrder, PayoutView
from payments.settlement.domain.payouts import body as payout_body
from payments.settlement.domain.states import ClearingNetwork, PayoutState
from payments.settlement.services.clearing import (
    MadeFile,
    RecordNotRejected,
    make_file,
    refile,
    refile_all,
)
from payments.settlement.services.merchant_batches import (
    ReserveNotBooked,
    SettledCurrency,
    balance_differences,
    currencies_to_settle,
    release_reserves,
    settle_currency,
    settle_merchants,
)
from payments.settlement.services.network_books import (
    AdviceNotFound,
    NetworkNotBooked,
    PaymentDiffers,
    book_network_payment,
)
from payments.settlement.services.network_files import (
    AnswerUnknown,
    FileRepeated,
    TakenFiles,
    take_network_files,
)
from payments.settlement.services.payout_reads import (
    get_payout,
    merchant_balance,
    page_of_payouts,
)
from payments.settlement.services.payout_requests import execute_payout, request_payout
from payments.settlement.services.payouts import (
    NotAvailable,
    PayoutAccountUnusable,
    PayoutNotFound,
    PayoutNotPending,
    cancel_payout,
    create_payout,
    pay_out,
    schedule_payouts,
)
from payments.settlement.services.reports import BatchNotFound, batch_report, payout_report

__all__ = [
    "AdviceNotFound",
    "AnswerUnknown",
    "BalanceView",
    "BatchNotFound",
    "ClearingNetwork",
    "FileRepeated",
    "MadeFile",
    "NetworkNotBooked",
    "NotAvailable",
    "PaymentDiffers",
    "PayoutAccountUnusable",
    "PayoutNotFound",
    "PayoutNotPending",
    "PayoutOrder",
    "PayoutState",
    "PayoutView",
    "RecordNotRejected",
    "ReserveNotBooked",
    "SettledCurrency",
    "TakenFiles",
    "balance_differences",
    "batch_report",
    "book_network_payment",
    "cancel_payout",
    "create_payout",
    "currencies_to_settle",
    "execute_payout",
    "get_payout",
    "make_file",
    "merchant_balance",
    "page_of_payouts",
    "pay_out",
    "payout_body",
    "payout_report",
    "refile",
    "refile_all",
    "release_reserves",
    "request_payout",
    "schedule_payouts",
    "settle_currency",
    "settle_merchants",
    "take_network_files",
]
