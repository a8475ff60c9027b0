"""The door of accounts. Each function that changes something is a use case of its own."""

from accounts.domain.letters import BalanceBasis, LetterKind
from accounts.domain.statement_formats import FORMATS as STATEMENT_FORMATS
from accounts.domain.statements import StatementCycle
from accounts.domain.views import (
    AccountFilter,
    AccountRef,
    AccountStatus,
    AccountView,
    CustomerView,
)
from accounts.services import accounts, balances, customers, documents, letters, statements
from accounts.services.accounts import AccountNotFound, AccountOrder
from accounts.services.balances import BalanceAsOf
from accounts.services.documents import Document, UnknownFormat
from accounts.services.letters import LetterNotFound, LetterView
from accounts.services.statements import (
    CycleNotOffered,
    DaysNotClosed,
    StatementNotFound,
    StatementView,
)

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

make_statements = statements.make_statements  # an end-of-day step, after the day is closed
set_statement_cycle = statements.set_cycle
statement_cycle = statements.cycle_of
page_of_statements = statements.page
statement_document = documents.statement_document
balance_as_of = balances.as_of
certify_interest = letters.certify_interest
confirm_balances = letters.confirm_balances
page_of_letters = letters.page
letter_document = letters.document

__all__ = [
    "STATEMENT_FORMATS",
    "AccountFilter",
    "AccountNotFound",
    "AccountOrder",
    "AccountRef",
    "AccountStatus",
    "AccountView",
    "BalanceAsOf",
    "BalanceBasis",
    "CustomerView",
    "CycleNotOffered",
    "DaysNotClosed",
    "Document",
    "LetterKind",
    "LetterNotFound",
    "LetterView",
    "StatementCycle",
    "StatementNotFound",
    "StatementView",
    "UnknownFormat",
    "balance_as_of",
    "certify_interest",
    "confirm_balances",
    "customer_of_user",
    "get_account",
    "get_account_of_user",
    "has_customer",
    "known_accounts",
    "letter_document",
    "make_statements",
    "of_ledger_accounts",
    "open_accounts",
    "page_of_accounts",
    "page_of_entries",
    "page_of_letters",
    "page_of_statements",
    "register_customer",
    "register_customers",
    "resolve",
    "set_account_status",
    "set_overdraft",
    "set_statement_cycle",
    "statement_cycle",
    "statement_document",
]
