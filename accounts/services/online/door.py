"""What customers see and do by themselves in online banking, as `accounts.public.online`."""

from accounts.domain.categories import Category, SpendingMonth, Spent
from accounts.services.online.categories import (
    EntryNotFound,
    SortedEntry,
    categorise,
    entries_of_month,
    sorted_entries,
    sorted_entry,
    spending_of,
)
from accounts.services.online.period_statements import (
    InvalidPeriod,
    PeriodTooLong,
    period_statement,
)

__all__ = [
    "Category",
    "EntryNotFound",
    "InvalidPeriod",
    "PeriodTooLong",
    "SortedEntry",
    "SpendingMonth",
    "Spent",
    "categorise",
    "entries_of_month",
    "period_statement",
    "sorted_entries",
    "sorted_entry",
    "spending_of",
]
