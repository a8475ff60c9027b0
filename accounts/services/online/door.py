"""What customers see and do by themselves in online banking, as `accounts.public.online`."""

from accounts.domain.categories import Category, SpendingMonth, Spent
from accounts.services.deposits import DepositNotActive, DepositNotFound
from accounts.services.online.categories import (
    EntryNotFound,
    SortedEntry,
    categorise,
    entries_of_month,
    sorted_entries,
    sorted_entry,
    spending_of,
)
from accounts.services.online.left_to_spend import LeftToSpend, left_to_spend, month_end
from accounts.services.online.period_statements import (
    InvalidPeriod,
    PeriodTooLong,
    period_statement,
)
from accounts.services.online.spending_sums import keep_spending_sums, verify_spending_sums
from accounts.services.online.term_deposits import (
    PENALTY,
    DepositOffer,
    deposit_offer,
    instruct_deposit,
    own_deposit,
    own_deposits,
)

__all__ = [
    "PENALTY",
    "Category",
    "DepositNotActive",
    "DepositNotFound",
    "DepositOffer",
    "EntryNotFound",
    "InvalidPeriod",
    "LeftToSpend",
    "PeriodTooLong",
    "SortedEntry",
    "SpendingMonth",
    "Spent",
    "categorise",
    "deposit_offer",
    "entries_of_month",
    "instruct_deposit",
    "keep_spending_sums",
    "left_to_spend",
    "month_end",
    "own_deposit",
    "own_deposits",
    "period_statement",
    "sorted_entries",
    "sorted_entry",
    "spending_of",
    "verify_spending_sums",
]
