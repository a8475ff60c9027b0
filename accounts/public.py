"""The door of accounts. Each function that changes something is a use case of its own."""

from accounts.domain.day_counts import DayCount
from accounts.domain.deposits import (
    BreakQuote,
    BreakRule,
    DepositState,
    DepositView,
    MaturityInstruction,
    Penalty,
    Term,
)
from accounts.domain.interest import Compounding, PostingPeriod, Side, TierMethod
from accounts.domain.views import (
    AccountFilter,
    AccountRef,
    AccountStatus,
    AccountView,
    CustomerView,
)
from accounts.services import (
    accounts,
    customers,
    deposits,
    interest_accruals,
    interest_books,
    interest_postings,
    interest_terms,
    interest_views,
    maturities,
)
from accounts.services.accounts import AccountNotFound, AccountOrder
from accounts.services.deposits import DepositOrder
from accounts.services.interest_checks import verify_interest
from accounts.services.interest_terms import TermsOrder

register_customer = customers.register
register_customers = customers.register_many
has_customer = customers.exists
customer_of_user = customers.of_user
open_accounts = accounts.open_many
resolve = accounts.resolve
known_accounts = accounts.known
of_ledger_accounts = accounts.of_ledger_accounts
get_account = accounts.get
get_account_of_user = accounts.get_of_user
page_of_accounts = accounts.page
page_of_entries = accounts.entries
set_account_status = accounts.set_status
set_overdraft = accounts.set_overdraft

introduce_interest_terms = interest_terms.introduce
agree_interest_rate = interest_terms.agree_rate
adjust_interest = interest_accruals.adjust_interest  # a step of the end of day
accrue_interest = interest_accruals.accrue_interest  # a step of the end of day
post_interest = interest_postings.post_interest  # a step of the end of day
book_accruals = interest_books.book_accruals  # a step of the end of day
interest_of = interest_views.of_account
settle_interest_of = interest_postings.settle_interest_of
open_deposit = deposits.open_deposit
get_deposit = deposits.get
quote_deposit_break = deposits.quote_break
break_deposit = deposits.break_early
mature_deposits = maturities.mature_deposits  # a step of the end of day

__all__ = [
    "AccountFilter",
    "AccountNotFound",
    "AccountOrder",
    "AccountRef",
    "AccountStatus",
    "AccountView",
    "BreakQuote",
    "BreakRule",
    "Compounding",
    "CustomerView",
    "DayCount",
    "DepositOrder",
    "DepositState",
    "DepositView",
    "MaturityInstruction",
    "Penalty",
    "PostingPeriod",
    "Side",
    "Term",
    "TermsOrder",
    "TierMethod",
    "accrue_interest",
    "adjust_interest",
    "agree_interest_rate",
    "book_accruals",
    "break_deposit",
    "customer_of_user",
    "get_account",
    "get_account_of_user",
    "get_deposit",
    "has_customer",
    "interest_of",
    "introduce_interest_terms",
    "known_accounts",
    "mature_deposits",
    "of_ledger_accounts",
    "open_accounts",
    "open_deposit",
    "page_of_accounts",
    "page_of_entries",
    "post_interest",
    "quote_deposit_break",
    "register_customer",
    "register_customers",
    "resolve",
    "set_account_status",
    "set_overdraft",
    "settle_interest_of",
    "verify_interest",
]
