"""A customer's accounts, as the customer sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string

from accounts import public as accounts
from accounts.presentation.web import loans
from accounts.presentation.web.category_names import NAMES
from accounts.presentation.web.entry_search import EntrySearchForm
from accounts.presentation.web.period_form import PeriodForm
from accounts.presentation.web.row_scope import customer_of
from bankcore.ledger import public as ledger

_MOST_ACCOUNTS = 100
_PAGE = 25
_APPLICATIONS = 3
# So many entries are sorted in a tenth of a second; a company may have that many in a week.
_PATIENCE = 750
_TOMORROW = timedelta(days=1)


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show the customer's accounts. Staff who are no customers go to the back office."""
    customer = customer_of(request)
    if customer is None and request.user.is_staff:
        return redirect("admin:index")
    items, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=_user_id(request)), limit=_MOST_ACCOUNTS
    )
    borrowed = loans.of_customer(_user_id(request))
    loan_accounts = {each.account_id for each in borrowed}
    today = ledger.business_date()
    until = accounts.online.month_end(today)
    due = _coming(
        account_ids=[each.account_id for each in items],
        first=today,
        last=max(until, today + _TOMORROW),
    ).payments
    context = {
        "customer": customer,
        "accounts": [each for each in items if each.account_id not in loan_accounts],
        "loans": borrowed,
        "applications": accounts.loans.own_applications(user_id=_user_id(request))[:_APPLICATIONS],
        "coming": [each for each in due if each.due_date <= today + _TOMORROW],
        "left": customer
        and accounts.online.left_to_spend(
            customer_id=customer.customer_id, accounts=items, due=due, day=today
        ),
    }
    return render(request, "web/accounts/overview.html", context)


@login_required
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show one of the customer's own accounts with its entries; another's is not found."""
    try:
        found = accounts.get_account_of_user(account_id=account_id, user_id=_user_id(request))
    except accounts.AccountNotFound as error:
        raise Http404(error.message) from None
    search = EntrySearchForm(request.GET or None, currency=found.currency)
    lines, before = accounts.online.sorted_entries(
        account_id=account_id,
        user_id=_user_id(request),
        chosen=search.chosen(),
        category=search.wanted_category(),
        limit=_PAGE,
        patience=_PATIENCE,
    )
    context = {
        "account": found,
        "entries": [(each.line, NAMES[each.category]) for each in lines],
        "search": search,
        "older": _older(request, before),
    }
    if _asks_for_the_list_alone(request):
        return render(request, "web/accounts/entries.html", context)
    context |= {
        "pending": accounts.pending(account_id=account_id, limit=_PAGE),
        "interest": accounts.interest_of(account_id=account_id),
        "period": PeriodForm.for_today(),
    }
    return render(request, "web/accounts/account.html", context)


def _asks_for_the_list_alone(request: HttpRequest) -> bool:
    """Whether htmx asks; a page restored by Back is asked for as a whole."""
    asked = request.headers
    return "HX-Request" in asked and "HX-History-Restore-Request" not in asked


def _older(request: HttpRequest, before: int | None) -> str:
    if before is None:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(before)
    return asked.urlencode()


def _coming(*, account_ids: Sequence[UUID], first: date, last: date) -> Any:
    """Return what other parts of the bank will pay from these accounts between two days."""
    return import_string(settings.UPCOMING_PAYMENTS)(
        account_ids=account_ids, first=first, last=last
    )


def _user_id(request: HttpRequest) -> int:
    assert request.user.pk is not None  # noqa: S101 - login_required
    return int(request.user.pk)
