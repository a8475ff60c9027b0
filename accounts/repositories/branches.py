"""Which branch customers' things belong to, by the names under which use cases are told of them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Model, QuerySet

from accounts.models import (
    Account,
    Customer,
    CustomerDocument,
    Letter,
    Loan,
    LoanApplication,
    TermDeposit,
)

_ACCOUNT: Final = (Account, "customer__branch_code")
PATHS: Final = {
    "customer_id": (Customer, "branch_code"),
    "account_id": _ACCOUNT,
    "debit_account_id": _ACCOUNT,
    "sell_account_id": _ACCOUNT,
    "buy_account_id": _ACCOUNT,
    "payout_account_id": _ACCOUNT,
    "repayment_account_id": _ACCOUNT,
    "funding_account_id": _ACCOUNT,
    "from_account_id": _ACCOUNT,
    "loan_id": (Loan, "account__customer__branch_code"),
    "application_id": (LoanApplication, "customer__branch_code"),
    "deposit_id": (TermDeposit, "account__customer__branch_code"),
    "letter_id": (Letter, "customer__branch_code"),
    "document_id": (CustomerDocument, "customer__branch_code"),
}


def is_of(branch_code: str, *, name: str, public_id: UUID) -> bool:
    """Return whether what goes by this name and id is a customer's of this branch."""
    model, path = PATHS[name]
    rows: QuerySet[Model] = QuerySet(model).filter(public_id=public_id, **{path: branch_code})
    return rows.exists()
