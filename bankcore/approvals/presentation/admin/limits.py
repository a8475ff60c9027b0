"""Decision limits in the back office: read here, and changed by asking a colleague."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.approvals import public as approvals
from bankcore.approvals.models import DecisionLimit
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Currency, Money, parse_amount
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of

_PERMISSION = "approvals.manage_limits"


class LimitForm(forms.Form):
    """Another limit of a role."""

    role = forms.ChoiceField(choices=[(each.value, each.value) for each in identity.Role])
    currency = forms.CharField(max_length=3, min_length=3, initial="EUR")
    up_to = forms.CharField(max_length=40, label="Up to", help_text="Such as 50000.00.")
    reason = forms.CharField(max_length=500)


@admin.register(DecisionLimit)
class DecisionLimitAdmin(ReadOnlyAdmin):
    list_display = ("role", "currency", "up_to")
    fields = ("role", "currency", "up_to")
    list_filter = ("role", "currency")
    ordering = ("role", "currency")
    change_list_template = "admin/payments/list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the form for another limit."""
        ask = self.admin_site.admin_view(self.ask)
        return [path("ask/", ask, name="approvals_decisionlimit_ask"), *super().get_urls()]

    @admin.display(description="up to")
    def up_to(self, row: DecisionLimit) -> str:
        return str(Money(row.up_to_minor, Currency.of(row.currency)))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer the form to whoever may ask."""
        address = reverse("admin:approvals_decisionlimit_ask")
        may = request.user.has_perm(_PERMISSION)
        actions = [(address, "Ask for another limit")] if may else []
        return super().changelist_view(request, {"page_actions": actions, **(extra_context or {})})

    def ask(self, request: HttpRequest) -> HttpResponse:
        """Ask for another limit of a role."""
        if not request.user.has_perm(_PERMISSION):
            raise PermissionDenied
        form = LimitForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                asked = _ask(form.cleaned_data, request)
                messages.success(request, f"Request {asked.request_id} waits for a colleague.")
                return redirect(reverse("admin:approvals_decisionlimit_changelist"))
            except BankError as error:
                messages.error(request, f"{error.message} {error.cure}")
        context = {**self.admin_site.each_context(request), "title": "Ask for another limit"}
        return TemplateResponse(request, "admin/staff_form.html", {**context, "form": form})


def _ask(values: dict[str, str], request: HttpRequest) -> approvals.RequestView:
    amount = parse_amount(values["up_to"], currency=Currency.of(values["currency"].upper()))
    return approvals.request_limit(
        limit=approvals.Limit(role=values["role"], up_to=amount),
        reason=values["reason"],
        actor=actor_of(request),
        now=clock.now(),
    )
