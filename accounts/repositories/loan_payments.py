"""Payments on loans in the database."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Sum

from accounts.domain.loans.allocation import Allocation
from accounts.domain.loans.states import PaymentKind
from accounts.models import LoanAllocation, LoanPayment
from bankcore.db.transactions import requires_transaction


@requires_transaction
def add(payment: LoanPayment, allocations: Sequence[Allocation]) -> LoanPayment:
    """Add a payment and how it was divided."""
    payment.save(force_insert=True)
    LoanAllocation.objects.bulk_create(
        [
            LoanAllocation(
                payment=payment,
                instalment_id=each.instalment_id,
                part=each.part.value,
                amount=each.minor,
            )
            for each in allocations
        ]
    )
    return payment


def by_key(*, source: int, key: UUID) -> LoanPayment | None:
    """Return the payment that this request made."""
    found = LoanPayment.objects.filter(key_source=source, key=key)
    return found.select_related("loan").first()


def page(*, loan_id: int) -> list[LoanPayment]:
    """Return the loan's payments, oldest first, with their allocations."""
    found = LoanPayment.objects.filter(loan_id=loan_id).order_by("id")
    return list(found.prefetch_related("allocations"))


def total(*, loan_id: int, kind: PaymentKind) -> int:
    """Return the sum of the loan's payments of a kind, in minor units."""
    found = LoanPayment.objects.filter(loan_id=loan_id, kind=kind.value)
    return int(found.aggregate(total=Sum("amount"))["total"] or 0)
