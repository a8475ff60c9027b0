"""Where a customer's money goes: entries sorted into categories, and months of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import public as accounts
from accounts.presentation.web.category_names import CHOICES, NAMES
from bankcore import clock
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.presentation import visitors

_EARLIEST = date(1970, 1, 1)
_WIDE, _HIGH, _GAP, _FOOT = 360, 140, 12, 20


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=CHOICES)
    always = forms.BooleanField(required=False)

    def __init__(self, entry: accounts.online.SortedEntry, data: Any = None) -> None:
        super().__init__(data, initial={"category": entry.category})
        if entry.counterparty:
            self.fields["always"].label = _("Always for %(counterparty)s, past entries too") % {
                "counterparty": entry.counterparty
            }
        else:
            del self.fields["always"]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, account_id: UUID, seq: int) -> HttpResponse:
    """Show one entry of the customer's own account, and sort it into another category."""
    user_id = visitors.user_id(request)
    try:
        account = accounts.get_account_of_user(account_id=account_id, user_id=user_id)
        found = accounts.online.sorted_entry(account_id=account_id, seq=seq, user_id=user_id)
    except (accounts.AccountNotFound, accounts.online.EntryNotFound) as error:
        raise Http404(error.message) from None
    form = CategoryForm(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _sort(request, account, seq, form)
    context = {
        "account": account,
        "line": found.line,
        "category": NAMES[found.category],
        "chosen": found.chosen,
        "form": form,
    }
    return render(request, "web/accounts/entry.html", context, status=422 if form.is_bound else 200)


def _sort(
    request: HttpRequest, account: accounts.AccountView, seq: int, form: CategoryForm
) -> HttpResponse:
    try:
        sort = accounts.online.categorise(
            account_id=account.account_id,
            seq=seq,
            category=accounts.online.Category(form.cleaned_data["category"]),
            always=form.cleaned_data.get("always", False),
            user_id=visitors.user_id(request),
            actor=visitors.actor_of(request),
            now=clock.now(),
        )
    except accounts.AccountNotFound as error:
        # Who has a mandate sees the entries, and sorts none of them.
        raise Http404(error.message) from None
    told = _("Sorted into: %(category)s.") % {"category": NAMES[sort.category]}
    messages.success(request, told)
    return redirect("account", account_id=account.account_id)


@dataclass(frozen=True, slots=True)
class Bar:
    """A month's column in the picture: where it stands, and what it is of."""

    x: int
    y: int
    width: int
    height: int
    month: date
    amount: Money
    is_shown: bool

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + self.width // 2


@never_cache
@login_required
@require_safe
def spending(request: HttpRequest) -> HttpResponse:
    """Show what the customer spent in a month, by category, beside the months before it."""
    today = ledger.business_date()
    month = _month(request, today)
    found = accounts.online.spending_of(user_id=visitors.user_id(request), month=month)
    context = {
        "month": month,
        "before": _month_on(month, -1),
        "after": _month_on(month, 1) if month < today.replace(day=1) else None,
        "currencies": [
            {
                "told": each,
                "rows": [(one, NAMES[one.category], _share(one, each)) for one in each.categories],
                "bars": _bars(each),
                "wide": _WIDE,
                "high": _HIGH,
                "base": _HIGH - _FOOT,
                "label": _HIGH - 5,
            }
            for each in found
        ],
    }
    return render(request, "web/accounts/spending.html", context)


@never_cache
@login_required
@require_safe
def spending_entries(request: HttpRequest, category: str) -> HttpResponse:
    """Show the entries of a month that make up a category's figure, of all accounts."""
    if category not in list(accounts.online.Category):
        message = "There is no such category."
        raise Http404(message)
    wanted = accounts.online.Category(category)
    month = _month(request, ledger.business_date())
    found, longer = accounts.online.entries_of_month(
        user_id=visitors.user_id(request), month=month, category=wanted
    )
    days = {"first_day": month, "last_day": accounts.online.month_end(month)}
    context = {
        "month": month,
        "category": NAMES[wanted],
        "entries": found,
        "longer": longer,
        "asked": urlencode({"category": category, **days}),
    }
    return render(request, "web/accounts/spending_entries.html", context)


def _month(request: HttpRequest, today: date) -> date:
    """Return the first day of the month asked for; a mangled or coming one is the present one."""
    present = today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return present
    return asked if _EARLIEST <= asked <= present else present


def _month_on(month: date, by: int) -> date:
    year, at = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, at + 1, 1)


def _share(one: accounts.online.Spent, of: accounts.online.SpendingMonth) -> int:
    """Return how long a category's bar is, in percent of the longest."""
    most = max(each.amount.minor for each in of.categories)
    return max(0, round(100 * one.amount.minor / most)) if most > 0 else 0


def _bars(of: accounts.online.SpendingMonth) -> list[Bar]:
    most = max((amount.minor for _, amount in of.months), default=0)
    width = (_WIDE - _GAP) // max(1, len(of.months)) - _GAP
    bars = []
    for at, (month, amount) in enumerate(of.months):
        height = round((_HIGH - _FOOT) * max(0, amount.minor) / most) if most > 0 else 0
        bars.append(
            Bar(
                x=_GAP + at * (width + _GAP),
                y=_HIGH - _FOOT - height,
                width=width,
                height=height,
                month=month,
                amount=amount,
                is_shown=month == of.month,
            )
        )
    return bars
