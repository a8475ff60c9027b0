"""Whose things these are: the customers who may see what an id stands for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from accounts.domain.mandates import Role
from accounts.repositories import letters, loan_schedules
from accounts.services import accounts, deposits, mandates
from accounts.services.loans import applications, loan_views
from bankcore.errors import BankError
from bankcore.ledger import public as ledger

NOBODY: frozenset[UUID] = frozenset()


def of_customer(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer alone, whether there is such a one or not."""
    return frozenset({object_id})


def of_account(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customers who hold the account today; nobody's where there is none."""
    found = accounts.known(account_ids=[object_id]).get(object_id)
    if found is None:
        return NOBODY
    use = mandates.of_account(account_id=object_id, day=ledger.business_date())
    joint = {each.customer_id for each in use.signatories if each.role is not Role.MANDATE}
    return frozenset({found.customer_id, *joint})


def of_deposit(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customers who hold the term deposit; nobody's where there is none."""
    return _or_nobody(lambda: of_account(object_id=deposits.get(deposit_id=object_id).account_id))


def of_loan(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer who owes the loan; nobody where there is none."""
    return _or_nobody(lambda: frozenset({loan_views.get(loan_id=object_id).customer_id}))


def of_application(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer who applied for a loan; nobody where there is no such application."""
    return _or_nobody(lambda: frozenset({applications.get(application_id=object_id).customer_id}))


def of_loan_quote(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer whose loan a quote of early repayment is for; nobody without one."""
    found = loan_schedules.quote(public_id=object_id)
    return NOBODY if found is None else of_loan(object_id=found.loan.public_id)


def of_letter(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer a letter was written to; nobody where there is none."""
    found = letters.get(letter_id=object_id)
    return NOBODY if found is None else frozenset({found.customer.public_id})


def _or_nobody(look: Callable[[], frozenset[UUID]]) -> frozenset[UUID]:
    try:
        return look()
    except BankError:
        return NOBODY
