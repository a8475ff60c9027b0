"""What the bank has lent and promised, and asking whether it may be more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.domain.credit import CreditFilter, CreditPosition, CreditStep
from accounts.repositories import credit_book
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.money import Currency, Money


def positions(*, chosen: CreditFilter) -> list[CreditPosition]:
    """Return loans from their approval on, and accounts that are or may be overdrawn."""
    return [
        CreditPosition(
            customer_id=row.customer_id,
            product=row.product,
            country=row.country,
            application_id=row.application_id,
            drawn=Money(row.drawn, Currency.numbered(row.currency)),
            undrawn=Money(row.undrawn, Currency.numbered(row.currency)),
        )
        for row in credit_book.positions(chosen)
    ]


def country_of(*, customer_id: UUID) -> str:
    """Return where a customer lives or is registered; empty where that is not known."""
    return credit_book.country_of(customer_id)


@requires_transaction
def check_step(*, step: CreditStep, now: datetime) -> None:
    """Have settings.LOAN_LIMITS look at a step; it raises a BankError where a limit is exceeded.

    It keeps others from stepping until the transaction ends.
    """
    if step.amount.minor > 0:
        import_string(settings.LOAN_LIMITS)(step=step, now=now)


@requires_transaction
def is_within(*, step: CreditStep, now: datetime) -> bool:
    """Tell whether the step would be within all limits."""
    try:
        check_step(step=step, now=now)
    except BankError:
        return False
    return True


def no_limits(*, step: CreditStep, now: datetime) -> None:
    """Let every step pass: what settings.LOAN_LIMITS names where the bank has no limits."""
    del step, now
