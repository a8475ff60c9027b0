"""Back-office forms that ask for what a use case needs, and call it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import public as accounts
from accounts.presentation.admin.acting import outcome
from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.money import Currency, InvalidAmount, Money, UnknownCurrency, parse_amount
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of


class StaffForm(forms.Form):
    """A form of the back office: `perform` does what it asks, through the app's door."""

    def perform(self, *, actor: Actor, now: datetime) -> object:
        """Do it, or ask for it and return the request; raises what the use case raises."""
        raise NotImplementedError


class ReasonedForm(StaffForm):
    """What takes two people is asked for with a reason, which the second one reads."""

    reason = forms.CharField(max_length=500, help_text="A colleague approves it.")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"] = self.fields.pop("reason")  # after what it is the reason for


class DayField(forms.DateField):
    """A day."""

    widget = AdminDateWidget


class AmountText(forms.CharField):
    """An amount in plain decimals, read in the form's currency by `StaffForm`'s subclasses."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, **{"required": False, **more})


def currency_of(text: str) -> Currency:
    """Return the currency with these letters; raises ValidationError."""
    try:
        return Currency.of(text)
    except UnknownCurrency as error:
        raise ValidationError(error.message) from None


def amounts(
    form: forms.Form, values: dict[str, Any], currency: Currency, names: tuple[str, ...]
) -> dict[str, Money | None]:
    """Read the amounts that these fields spell; a fault is shown at its field."""
    found: dict[str, Money | None] = {}
    for name in names:
        text = values.get(name) or ""
        try:
            found[name] = _amount(text, currency)
        except InvalidAmount as error:
            form.add_error(name, f"{error.message} {error.cure}")
    return found


def account_with(iban: str) -> accounts.AccountView:
    """Return the account with this IBAN; raises ValidationError."""
    chosen = accounts.AccountFilter(iban=iban.replace(" ", ""))
    found, _ = accounts.page_of_accounts(chosen=chosen, limit=1)
    if not found:
        message = "There is no account with this IBAN."
        raise ValidationError(message)
    return found[0]


def customer_with(customer_id: UUID) -> UUID:
    """Return the id if it is a customer's; raises ValidationError."""
    if not accounts.has_customer(customer_id=customer_id):
        message = "There is no customer with this id."
        raise ValidationError(message)
    return customer_id


class StaffFormAdmin(ReadOnlyAdmin):
    """A read-only page with one form: what it adds is added by a use case."""

    staff_form: type[StaffForm]
    permission: str  # what the form's use case asks for

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Staff whom the use case lets may use the form."""
        return actor_of(request).may(self.permission)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, or do what it asks."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        title = f"Add {self.opts.verbose_name}"
        return form_page(self, request, self.staff_form, title=title)


def form_page(
    page: ReadOnlyAdmin, request: HttpRequest, kind: type[StaffForm], *, title: str
) -> HttpResponse:
    """Show a form on one of the admin's pages, or do what it asks and go back to the list."""
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid() and performed(request, form):
        return redirect(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": title,
        "form": form,
    }
    return TemplateResponse(request, "admin/staff_form.html", context)


def performed(request: HttpRequest, form: StaffForm) -> bool:
    """Do what the form asks; a refusal is shown on it."""
    try:
        done = form.perform(actor=actor_of(request), now=clock.now())
    except BankError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, f"{error.message} {error.cure}")
        return False
    messages.success(request, outcome(done).capitalize())
    return True


def _amount(text: str, currency: Currency) -> Money | None:
    if not text:
        return None
    if text == "0":
        return Money(0, currency)
    return parse_amount(text, currency)
