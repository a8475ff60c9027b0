"""Whose things these are: the customers who may see what an id stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from accounts.repositories import letters, loan_schedules, mandates
from accounts.services import deposits
from accounts.services.loans import applications, loan_views
from bankcore.errors import BankError
from bankcore.ledger import public as ledger

NOBODY: frozenset[UUID] = frozenset()


def of_customer(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer alone, whether there is such a one or not."""
    return frozenset({object_id})


def of_account(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customers who hold the account today; nobody's where there is none."""
    return frozenset(holders_of(account_ids=[object_id]).get(object_id, ()))


def holders_of(*, account_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return who holds each of these accounts today: its first holder, then the joint ones.

    They are who is told of what happens to an account. A mandate is for payments: who has one is
    told of nothing.
    """
    return mandates.holders(account_ids=account_ids, day=ledger.business_date())


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
