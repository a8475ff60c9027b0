"""Interest and term deposits in the back office."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from accounts import public as accounts
from accounts.models import InterestDay, InterestTerms, Product, TermDeposit
from accounts.presentation.admin.acting import outcome
from accounts.presentation.admin.staff_forms import form_page
from accounts.presentation.admin.use_forms import RateForm
from bankcore import clock
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from bankcore.presentation.staff import actor_of


class TermsForm(forms.Form):
    """Interest terms to be introduced."""

    product = forms.ModelChoiceField(Product.objects.order_by("code"), to_field_name="code")
    currency = forms.CharField(max_length=3, initial="EUR")
    side = forms.ChoiceField(choices=[(side.name, side.name.lower()) for side in accounts.Side])
    effective_from = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    day_count = forms.ChoiceField(choices=[(each.value, each.value) for each in accounts.DayCount])
    method = forms.ChoiceField(choices=[(each.value, each.value) for each in accounts.TierMethod])
    compounding = forms.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.Compounding]
    )
    posting_period = forms.ChoiceField(
        choices=[(each.value, each.value) for each in accounts.PostingPeriod]
    )
    tiers = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        initial="0 0.01",
        help_text="A line for each tier: from how many minor units on, and the annual rate.",
    )
    tax_rate = forms.DecimalField(initial=0, max_digits=9, decimal_places=6)
    excess_rate = forms.DecimalField(initial=0, max_digits=9, decimal_places=6)
    reason = forms.CharField(max_length=500, help_text="A colleague approves it.")

    def clean_currency(self) -> Currency:
        """Read the currency; raises ValidationError."""
        try:
            return Currency.of(self.cleaned_data["currency"])
        except BankError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_tiers(self) -> list[tuple[int, Decimal]]:
        """Read the tiers; raises ValidationError."""
        try:
            lines = [line.split() for line in self.cleaned_data["tiers"].splitlines() if line]
            return [(int(from_minor), Decimal(rate)) for from_minor, rate in lines]
        except (ValueError, InvalidOperation):
            message = "Write a line for each tier, such as: 0 0.01"
            raise forms.ValidationError(message) from None

    def order(self) -> accounts.TermsOrder:
        """Return what was filled in."""
        values = self.cleaned_data
        return accounts.TermsOrder(
            product=values["product"].code,
            currency=values["currency"],
            side=accounts.Side[values["side"]],
            effective_from=values["effective_from"],
            day_count=accounts.DayCount(values["day_count"]),
            tiers=values["tiers"],
            method=accounts.TierMethod(values["method"]),
            compounding=accounts.Compounding(values["compounding"]),
            posting_period=accounts.PostingPeriod(values["posting_period"]),
            tax_rate=values["tax_rate"],
            excess_rate=values["excess_rate"],
        )


@admin.register(InterestTerms)
class InterestTermsAdmin(ReadOnlyAdmin):
    change_list_template = "admin/accounts/interestterms/change_list.html"
    list_display = (
        "product", "currency_code", "side", "effective_from", "day_count", "method", "compounding",
        "posting_period", "rates", "tax_rate",
    )  # fmt: skip
    list_filter = ("product", "side")
    list_select_related = ("product",)
    ordering = ("product", "currency", "-side", "-effective_from")

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterestTerms]:
        """Fetch tiers with the page."""
        return super().get_queryset(request).prefetch_related("tiers")

    @admin.display(description="currency")
    def currency_code(self, terms: InterestTerms) -> str:
        return Currency.numbered(terms.currency).code

    @admin.display(description="from: rate")
    def rates(self, terms: InterestTerms) -> str:
        tiers = sorted(terms.tiers.all(), key=lambda tier: tier.from_minor)
        return ", ".join(f"{tier.from_minor}: {tier.rate:f}" for tier in tiers)

    def get_urls(self) -> list[Any]:
        """Add the pages on which staff introduce terms and agree on single accounts' rates."""
        introduce = self.admin_site.admin_view(self.introduce)
        own_rate = self.admin_site.admin_view(self.own_rate)
        return [
            path("introduce/", introduce, name="accounts_interestterms_introduce"),
            path("own-rate/", own_rate, name="accounts_interestterms_own_rate"),
            *super().get_urls(),
        ]

    def own_rate(self, request: HttpRequest) -> HttpResponse:
        """Ask for one account's own rate."""
        if not actor_of(request).may("accounts.set_terms"):
            raise PermissionDenied
        return form_page(self, request, RateForm, title="Agree on an account's own rate")

    def introduce(self, request: HttpRequest) -> HttpResponse:
        """Introduce terms by the use case, which says what is wrong with them."""
        if not actor_of(request).may("accounts.set_terms"):
            raise PermissionDenied
        form = TermsForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                asked = accounts.ask_for_interest_terms(
                    order=form.order(),
                    reason=form.cleaned_data["reason"],
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except BankError as error:
                form.add_error(None, f"{error} {error.cure}")
            else:
                messages.success(request, f"The terms: {outcome(asked)}")
                return HttpResponseRedirect(reverse("admin:accounts_interestterms_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Introduce interest terms",
            "opts": self.opts,
            "form": form,
        }
        return render(request, "admin/accounts/interestterms/introduce.html", context)


@admin.register(InterestDay)
class InterestDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "business_day", "accrued_at")
    ordering = ("-day",)


@admin.register(TermDeposit)
class TermDepositAdmin(ReadOnlyAdmin):
    list_display = ("account", "amount", "rate", "start", "maturity", "instruction", "state")
    list_filter = ("state", "instruction")
    list_select_related = ("account",)
    search_fields = ("account__iban__startswith",)

    @admin.display(description="principal")
    def amount(self, deposit: TermDeposit) -> str:
        return str(Money(deposit.principal, Currency.numbered(deposit.account.currency)))
