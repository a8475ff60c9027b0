"""The door of accounts. Each function that changes something is a use case of its own."""

from accounts.domain.views import (
    AccountFilter,
    AccountRef,
    AccountStatus,
    AccountView,
    CustomerView,
)
from accounts.services import accounts, customers
from accounts.services.accounts import AccountNotFound, AccountOrder

register_customer = customers.register
register_customers = customers.register_many
has_customer = customers.exists
customer_of_user = customers.of_user
open_accounts = accounts.open_many
resolve = accounts.resolve
known_accounts = accounts.known
of_ibans = accounts.of_ibans
of_ledger_accounts = accounts.of_ledger_accounts
get_account = accounts.get
get_account_of_user = accounts.get_of_user
page_of_accounts = accounts.page
page_of_entries = accounts.entries
set_account_status = accounts.set_status
set_overdraft = accounts.set_overdraft

__all__ = [
    "AccountFilter",
    "AccountNotFound",
    "AccountOrder",
    "AccountRef",
    "AccountStatus",
    "AccountView",
    "CustomerView",
    "customer_of_user",
    "get_account",
    "get_account_of_user",
    "has_customer",
    "known_accounts",
    "of_ibans",
    "of_ledger_accounts",
    "open_accounts",
    "page_of_accounts",
    "page_of_entries",
    "register_customer",
    "register_customers",
    "resolve",
    "set_account_status",
    "set_overdraft",
]
