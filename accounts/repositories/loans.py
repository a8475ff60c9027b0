"""Loan terms, applications and contracts in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from accounts.domain.loans.states import ScheduleReason
from accounts.domain.loans.views import LoanFilter
from accounts.models import Loan, LoanApplication, LoanSchedule, LoanStateChange, LoanTerms
from bankcore.db.transactions import requires_transaction


def terms_in_force(*, product_id: int, currency: int, day: date) -> LoanTerms | None:
    """Return the product's terms in this currency on this day."""
    found = LoanTerms.objects.filter(
        product_id=product_id, currency=currency, effective_from__lte=day
    )
    return found.order_by("-effective_from").first()


def add_application(application: LoanApplication) -> LoanApplication:
    """Add an application."""
    application.save(force_insert=True)
    return application


def get_application(*, public_id: UUID) -> LoanApplication | None:
    """Return the application with customer and product."""
    return _applications().filter(public_id=public_id).first()


def applications_of(*, user_id: int, limit: int) -> list[LoanApplication]:
    """Return a log-in's own applications, the newest first."""
    return list(_applications().filter(customer__user_id=user_id).order_by("-pk")[:limit])


def currencies_offered(*, product_id: int, day: date) -> list[int]:
    """Return the currencies in which the product has terms on a day, by ISO 4217 number."""
    found = LoanTerms.objects.filter(product_id=product_id, effective_from__lte=day)
    return sorted(set(found.values_list("currency", flat=True)))


@requires_transaction
def get_application_locked(*, public_id: UUID) -> LoanApplication | None:
    """Return the application, locked."""
    found = _applications().select_for_update(of=("self",), no_key=True)
    return found.filter(public_id=public_id).first()


@requires_transaction
def save_decision(application: LoanApplication) -> None:
    """Save state, and who decided why."""
    application.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])


@requires_transaction
def add_loan(loan: Loan) -> Loan:
    """Add a contract."""
    loan.save(force_insert=True)
    return loan


def get(*, public_id: UUID) -> Loan | None:
    """Return the loan with its accounts and customer."""
    return _loans().filter(public_id=public_id).first()


@requires_transaction
def get_locked(*, public_id: UUID) -> Loan | None:
    """Return the loan, locked."""
    found = _loans().select_for_update(of=("self",), no_key=True)
    return found.filter(public_id=public_id).first()


@requires_transaction
def lock_many(*, ids: Sequence[int]) -> list[Loan]:
    """Return these loans, locked, in the order of their ids."""
    found = _loans().select_for_update(of=("self",), no_key=True)
    return list(found.filter(id__in=ids).order_by("id"))


@requires_transaction
def save_progress(loan: Loan) -> None:
    """Save what changes of a loan while it runs."""
    loan.save(
        update_fields=[
            "state",
            "disbursed_on",
            "current_version",
            "outstanding",
            "interest_accrued",
            "accrued_through",
            "days_past_due",
            "bucket",
        ]
    )


@requires_transaction
def add_state_change(change: LoanStateChange) -> None:
    """Add that a loan came into another state."""
    change.save(force_insert=True)


def was_restructured(*, loan_id: int) -> bool:
    """Tell whether the loan was ever restructured."""
    restructured = ScheduleReason.RESTRUCTURING.value
    return LoanSchedule.objects.filter(loan_id=loan_id, reason=restructured).exists()


def page(*, chosen: LoanFilter, limit: int) -> list[Loan]:
    """Return up to `limit` loans in the order of their contracts."""
    found = _loans().filter(id__gt=chosen.after_id).order_by("id")
    if chosen.customer_id is not None:
        found = found.filter(account__customer__public_id=chosen.customer_id)
    if chosen.user_id is not None:
        found = found.filter(account__customer__user_id=chosen.user_id)
    if chosen.states:
        found = found.filter(state__in=chosen.states)
    return list(found[:limit])


def _applications() -> QuerySet[LoanApplication]:
    return LoanApplication.objects.select_related("customer", "product")


def _loans() -> QuerySet[Loan]:
    return Loan.objects.select_related(
        "account__customer", "account__product", "repayment_account", "application"
    )
