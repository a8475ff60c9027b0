"""A customer's loans, as the customer sees them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import public as accounts


@login_required
def loan(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Show one of the customer's own loans with its schedule; another's is not found."""
    assert request.user.pk is not None  # noqa: S101 - login_required
    try:
        found = accounts.loans.get_of_user(loan_id=loan_id, user_id=int(request.user.pk))
    except accounts.loans.LoanNotFound as error:
        raise Http404(error.message) from None
    context = {"loan": found, "rate": _percent(found.annual_rate), "apr": _percent(found.apr)}
    return render(request, "web/accounts/loan.html", context)


def of_customer(user_id: int) -> list[accounts.loans.LoanView]:
    """Return the log-in's loans for the overview."""
    chosen = accounts.loans.LoanFilter(user_id=user_id)
    return accounts.loans.page(chosen=chosen, limit=100)[0]


def _percent(rate: Decimal) -> str:
    return f"{rate * 100:.2f} %"
