"""A customer's term deposits: what they bear, opened, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
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
from accounts.presentation.web.amounts import MoneyForm, amount_field
from bankcore import clock
from bankcore.presentation import visitors
from bankcore.presentation.account_names import names
from bankcore.presentation.templatetags.money import money as written
from bankcore.presentation.templatetags.money import percent

_INSTRUCTIONS = [
    ("PAY_OUT", gettext_lazy("pay everything out")),
    ("RENEW_PRINCIPAL", gettext_lazy("deposit the amount again, pay the interest out")),
    ("RENEW_WITH_INTEREST", gettext_lazy("deposit the amount again with its interest")),
]
_MONTHS = (1, 3, 6, 12, 24, 36, 60)
_FUNDING = frozenset({"CURRENT", "SAVINGS"})
_MOST = 100


class DepositForm(MoneyForm):
    """From which account, how much, how long, and what then."""

    account = forms.ChoiceField(label=gettext_lazy("From"))
    amount = amount_field(gettext_lazy("Amount"))
    months = forms.TypedChoiceField(
        label=gettext_lazy("Months"), coerce=int, choices=[(each, str(each)) for each in _MONTHS]
    )
    instruction = forms.ChoiceField(label=gettext_lazy("At the end"), choices=_INSTRUCTIONS)

    def __init__(self, own: Sequence[accounts.AccountView], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._own = {str(each.account_id): each for each in own}
        called = names(own)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (key, f"{called[each.account_id]} ({written(each.available)})")
            for key, each in self._own.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Read the amount in the account's currency."""
        account = self._own.get(self.cleaned_data.get("account", ""))
        if account is not None and "amount" not in self.errors:
            self.cleaned_data["amount"] = self.money("amount", account.currency)
        return self.cleaned_data

    def term(self) -> accounts.Term:
        """Return how long the money is left; valid forms only."""
        return accounts.Term(months=self.cleaned_data["months"])

    def order(self) -> accounts.DepositOrder:
        """Return the deposit to be; valid forms only."""
        found = self.cleaned_data
        return accounts.DepositOrder(
            funding_account_id=self._own[found["account"]].account_id,
            amount=found["amount"],
            term=self.term(),
            instruction=accounts.MaturityInstruction(found["instruction"]),
            penalty=accounts.online.PENALTY,
        )


class InstructionForm(forms.Form):
    instruction = forms.ChoiceField(label=gettext_lazy("At the end"), choices=_INSTRUCTIONS)


@never_cache
@login_required
@require_safe
def deposits(request: HttpRequest) -> HttpResponse:
    """Show the customer's term deposits."""
    found = accounts.online.own_deposits(user_id=visitors.user_id(request))
    return render(request, "web/accounts/deposits.html", {"deposits": found})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take the order for a term deposit, show what it bears, and open it when that is confirmed."""
    form = DepositForm(_funding(request), request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        if "confirmed" in request.POST:
            opened = form.done(lambda: _open(request, form))
            if opened is not None:
                messages.success(request, _("Your term deposit is open."))
                return redirect("deposit", deposit_id=opened.deposit_id)
        elif "change" not in request.POST:
            context["offer"] = form.done(
                lambda: accounts.online.deposit_offer(
                    amount=form.cleaned_data["amount"], term=form.term()
                )
            )
            context["instruction"] = dict(_INSTRUCTIONS)[form.cleaned_data["instruction"]]
    return render(
        request, "web/accounts/deposit_new.html", context, status=422 if form.errors else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def deposit(request: HttpRequest, deposit_id: UUID) -> HttpResponse:
    """Show one of the customer's own term deposits, and change what becomes of it."""
    try:
        found = accounts.online.own_deposit(
            deposit_id=deposit_id, user_id=visitors.user_id(request)
        )
    except accounts.online.DepositNotFound as error:
        raise Http404(error.message) from None
    form = InstructionForm(
        request.POST if request.method == "POST" else None,
        initial={"instruction": found.instruction},
    )
    if form.is_valid():
        try:
            accounts.online.instruct_deposit(
                deposit_id=deposit_id,
                instruction=accounts.MaturityInstruction(form.cleaned_data["instruction"]),
                actor=visitors.actor_of(request),
                now=clock.now(),
            )
        except accounts.online.DepositNotActive as error:
            form.add_error(None, f"{error.message} {error.cure}")
        else:
            messages.success(request, _("What becomes of the deposit is changed."))
            return redirect("deposit", deposit_id=deposit_id)
    context = {
        "deposit": found,
        "form": form,
        "instruction": dict(_INSTRUCTIONS)[found.instruction],
        "rate": percent(found.rate),
        "payout": accounts.get_account(account_id=found.payout_account_id),
        "is_running": found.state is accounts.DepositState.ACTIVE,
    }
    return render(request, "web/accounts/deposit.html", context, status=422 if form.errors else 200)


def _open(request: HttpRequest, form: DepositForm) -> accounts.DepositView:
    order = form.order()
    return accounts.open_deposit(
        order=order,
        request=form.request(
            order.funding_account_id, order.amount, order.term.months, order.instruction
        ),
        actor=visitors.actor_of(request),
        now=clock.now(),
    )


def _funding(request: HttpRequest) -> list[accounts.AccountView]:
    found, _after = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=visitors.user_id(request)), limit=_MOST
    )
    return [
        each
        for each in found
        if each.product in _FUNDING and each.status is accounts.AccountStatus.OPEN
    ]
