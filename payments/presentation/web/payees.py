"""A customer's saved payees: looked at, saved, renamed, removed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import public as accounts
from bankcore import clock
from bankcore.errors import BankError
from bankcore.money import Currency
from bankcore.presentation import refusals, visitors
from payments import public as payments
from payments.payees import public as payees


class PayeeForm(forms.Form):
    """What a customer calls a payee, and a note of their own."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=140)
    note = forms.CharField(
        label=gettext_lazy("Your own note"),
        help_text=gettext_lazy("Only you see it."),
        max_length=140,
        required=False,
    )

    def refuse(self, error: BankError) -> None:
        """Show a refusal of the bank beside the field it is about."""
        self.add_error(error.field if error.field in self.fields else None, refusals.told(error))


class NewPayeeForm(PayeeForm):
    """A payee to be saved."""

    account = forms.CharField(
        label=gettext_lazy("IBAN, or routing number/account number in the United States"),
        max_length=42,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ("name", "account", "note")

    def clean_account(self) -> str:
        """Read the account as payments do."""
        text = self.cleaned_data["account"]
        codes = ["EUR", *settings.CLEARED_BY_EXCHANGE]
        refusal: BankError | None = None
        for code in codes:
            try:
                return payments.creditor_account(text, Currency.of(code))
            except payments.InvalidIban as error:
                refusal = error
        assert refusal is not None  # noqa: S101 - there is always the euro
        raise forms.ValidationError(refusals.told(refusal))

    def new(self) -> payees.NewPayee:
        """Return the payee that the form describes."""
        return payees.NewPayee(**{name: self.cleaned_data[name] for name in self.fields})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def payee_list(request: HttpRequest) -> HttpResponse:
    """Show the customer's payees, and save a new one."""
    form = NewPayeeForm(request.POST or None)
    actor = visitors.actor_of(request)
    try:
        if request.method == "POST" and form.is_valid():
            saved = payees.save_payee(new=form.new(), actor=actor, now=clock.now())
            messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
            return redirect("payees")
    except accounts.CustomerNotFound as error:
        raise Http404(error.message) from None
    except BankError as error:
        form.refuse(error)
    return _list(request, form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def payee(request: HttpRequest, payee_id: UUID) -> HttpResponse:
    """Show one of the customer's own payees, and rename it."""
    found, actor = _own(request, payee_id), visitors.actor_of(request)
    form = PayeeForm(request.POST or None, initial={"name": found.name, "note": found.note})
    if request.method == "POST" and form.is_valid():
        try:
            payees.rename_payee(
                payee_id=payee_id, **form.cleaned_data, actor=actor, now=clock.now()
            )
        except BankError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your change is saved."))
            return redirect("payees")
    context: dict[str, Any] = {"form": form, "payee": found}
    status = 422 if form.errors else 200
    return render(request, "web/payments/payee.html", context, status=status)


@login_required
@require_POST
def remove_payee(request: HttpRequest, payee_id: UUID) -> HttpResponse:
    """Remove one of the customer's own payees."""
    found = _own(request, payee_id)
    payees.remove_payee(payee_id=payee_id, actor=visitors.actor_of(request), now=clock.now())
    messages.success(request, _("%(name)s is no payee of yours any more.") % {"name": found.name})
    return redirect("payees")


def _list(request: HttpRequest, form: NewPayeeForm) -> HttpResponse:
    try:
        found = payees.payees_of(actor=visitors.actor_of(request))
    except accounts.CustomerNotFound as error:
        raise Http404(error.message) from None
    status = 422 if form.errors else 200
    context = {"payees": found, "form": form}
    return render(request, "web/payments/payees.html", context, status=status)


def _own(request: HttpRequest, payee_id: UUID) -> payees.PayeeView:
    try:
        return payees.get_payee(payee_id=payee_id, actor=visitors.actor_of(request))
    except (payees.PayeeNotFound, accounts.CustomerNotFound) as error:
        raise Http404(error.message) from None
