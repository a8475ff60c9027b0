"""A customer's direct debits: what was and will be collected, what is let through, money back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import public as accounts
from bankcore import clock
from bankcore.errors import BankError
from bankcore.money import Currency, InvalidAmount, Money
from bankcore.presentation import refusals, visitors
from bankcore.presentation.typed_amounts import read_amount
from payments.interbank import public as interbank

_MANDATE_ACTS: Final[dict[str, Callable[..., None]]] = {
    "stop": interbank.stop_mandate,
    "resume": interbank.resume_mandate,
    "confirm": interbank.confirm_mandate,
}
_KINDS: Final = [*((each.value, each.value) for each in interbank.CreditorRuleKind), ("", "none")]
_NOT_THERE: Final = (
    accounts.AccountNotFound,
    interbank.CollectionNotFound,
    interbank.MandateNotFound,
)


class RulesForm(forms.Form):
    """What an account lets through."""

    block_all = forms.BooleanField(required=False)
    only_listed = forms.BooleanField(required=False)
    largest = forms.CharField(required=False, max_length=24)


class CreditorForm(forms.Form):
    """What an account does with one creditor; without a kind, nothing any more."""

    network = forms.ChoiceField(choices=[(each.value, each.value) for each in interbank.Network])
    creditor_id = forms.CharField(max_length=42)
    kind = forms.ChoiceField(choices=_KINDS, required=False)
    largest = forms.CharField(required=False, max_length=24)


class ClaimForm(forms.Form):
    """Why a direct debit is to come back, and a word on it."""

    kind = forms.ChoiceField(choices=[(each.value, each.value) for each in interbank.ClaimKind])
    words = forms.CharField(required=False, max_length=500)


@login_required
@require_safe
def direct_debits(request: HttpRequest) -> HttpResponse:
    """Show the customer's direct debits, mandates and rules, account by account."""
    return _show(request)


@login_required
@require_POST
def set_rules(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Say what one of the customer's own accounts lets through."""

    def do(said: dict[str, Any]) -> None:
        rules = interbank.AccountRules(
            block_all=said["block_all"],
            only_listed=said["only_listed"],
            largest=_largest(request, account_id, said["largest"]),
        )
        interbank.set_debit_rules(account_id=account_id, rules=rules, **_who(request))

    return _do(request, RulesForm(request.POST), do)


@login_required
@require_POST
def set_creditor(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Block a creditor, let it through, or say nothing of it any more."""

    def do(said: dict[str, Any]) -> None:
        rule = interbank.RuleOfCreditor(
            network=interbank.Network(said["network"]),
            creditor_id=said["creditor_id"],
            kind=interbank.CreditorRuleKind(said["kind"]) if said["kind"] else None,
            largest=_largest(request, account_id, said["largest"]),
        )
        interbank.set_creditor_rule(account_id=account_id, rule=rule, **_who(request))

    return _do(request, CreditorForm(request.POST), do)


@login_required
@require_POST
def act_on_mandate(request: HttpRequest, mandate_id: UUID, act: str) -> HttpResponse:
    """Stop, resume or confirm one of the customer's own mandates."""
    if act not in _MANDATE_ACTS:
        message = "There is nothing of this name to be done to a mandate."
        raise Http404(message)
    return _do(
        request,
        forms.Form(request.POST),
        lambda _said: _MANDATE_ACTS[act](mandate_id=mandate_id, **_who(request)),
    )


@login_required
@require_POST
def claim_back(request: HttpRequest, collection_id: UUID) -> HttpResponse:
    """Have one of the customer's own direct debits back, or ask for it."""

    def do(said: dict[str, Any]) -> None:
        interbank.claim_back(
            collection_id=collection_id,
            kind=interbank.ClaimKind(said["kind"]),
            words=said["words"],
            **_who(request),
        )

    return _do(request, ClaimForm(request.POST), do)


def _do(
    request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], None]
) -> HttpResponse:
    """Do it and go back to the page, which says a refusal; another's thing is not found."""
    if not form.is_valid():
        return _show(request, _("Something is missing, or is not one of the choices."), status=400)
    try:
        act(form.cleaned_data)
    except _NOT_THERE as error:
        raise Http404(error.message) from None
    except InvalidAmount as error:
        return _show(request, refusals.sentence(error), status=400)
    except BankError as error:
        return _show(request, refusals.told(error), status=error.status)
    return redirect("direct_debits")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": visitors.actor_of(request), "now": clock.now()}


def _largest(request: HttpRequest, account_id: UUID, text: str) -> Money | None:
    """Return the amount in the account's currency, None where nothing was typed."""
    if not text.strip():
        return None
    found = accounts.get_account_of_user(account_id=account_id, user_id=visitors.user_id(request))
    return read_amount(text, Currency.of(found.currency.code))


def _show(request: HttpRequest, refusal: str = "", *, status: int = 200) -> HttpResponse:
    found = interbank.debits_of_user(user_id=visitors.user_id(request))
    context = {"found": found, "refusal": refusal}
    return render(request, "web/payments/direct_debits.html", context, status=status)
