"""The door of settlement: files of card networks, merchants' batches, and payouts."""

from payments.settlement.domain.payouts import BalanceView, PayoutOrder, PayoutView
from payments.settlement.domain.payouts import body as payout_body
from payments.settlement.domain.states import PayoutState
from payments.settlement.services.merchant_batches import (
    ReserveNotBooked,
    SettledCurrency,
    release_reserves,
    settle_currency,
    settle_merchants,
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

__all__ = [
    "BalanceView",
    "NotAvailable",
    "PayoutAccountUnusable",
    "PayoutNotFound",
    "PayoutNotPending",
    "PayoutOrder",
    "PayoutState",
    "PayoutView",
    "ReserveNotBooked",
    "SettledCurrency",
    "cancel_payout",
    "create_payout",
    "execute_payout",
    "get_payout",
    "merchant_balance",
    "page_of_payouts",
    "pay_out",
    "payout_body",
    "release_reserves",
    "request_payout",
    "schedule_payouts",
    "settle_currency",
    "settle_merchants",
]
