"""Use of accounts in the back office: terms, rights, overdrafts, fees, dormancy."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from accounts.models import (
    AccountState,
    FeeCharge,
    FeeTerms,
    FeeWaiver,
    Holder,
    Mandate,
    Overdraft,
    SigningRule,
    UsageTerms,
)
from accounts.presentation.admin import use_actions, use_forms
from accounts.presentation.admin.staff_forms import StaffFormAdmin
from accounts.presentation.admin.use_actions import ReasonedActions
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin


def _amount(minor: int | None, currency: int) -> str:
    return "-" if minor is None else str(Money(minor, Currency.numbered(currency)))


@admin.register(UsageTerms)
class UsageTermsAdmin(StaffFormAdmin):
    permission = "accounts.set_terms"
    staff_form = use_forms.UsageTermsForm
    list_display = (
        "product",
        "code",
        "effective_from",
        "at_once",
        "a_day",
        "a_month",
        "recorded_by",
    )
    list_filter = ("product",)
    list_select_related = ("product",)

    @admin.display(description="currency")
    def code(self, terms: UsageTerms) -> str:
        return Currency.numbered(terms.currency).code

    @admin.display
    def at_once(self, terms: UsageTerms) -> str:
        return _amount(terms.transaction_limit, terms.currency)

    @admin.display
    def a_day(self, terms: UsageTerms) -> str:
        return _amount(terms.daily_limit, terms.currency)

    @admin.display
    def a_month(self, terms: UsageTerms) -> str:
        return _amount(terms.monthly_limit, terms.currency)


@admin.register(FeeTerms)
class FeeTermsAdmin(StaffFormAdmin):
    permission = "accounts.set_terms"
    staff_form = use_forms.FeeTermsForm
    list_display = (
        "product",
        "event",
        "effective_from",
        "fixed_amount",
        "percentage",
        "recorded_by",
    )
    list_filter = ("event", "product")
    list_select_related = ("product",)

    @admin.display(description="fixed")
    def fixed_amount(self, terms: FeeTerms) -> str:
        return _amount(terms.fixed, terms.currency)


@admin.register(FeeWaiver)
class FeeWaiverAdmin(ReasonedActions, StaffFormAdmin):
    permission = "accounts.waive_fee"
    staff_form = use_forms.WaiverForm
    actions: Any = [use_actions.end_waivers]
    list_display = ("event", "account", "customer", "from_day", "to_day", "reason", "recorded_by")
    list_filter = ("event",)
    list_select_related = ("account", "customer")


@admin.register(FeeCharge)
class FeeChargeAdmin(ReasonedActions, ReadOnlyAdmin):
    permission = "accounts.refund_fee"
    actions: Any = [use_actions.refund]
    currency_by = "account__currency"
    list_display = (
        "account",
        "event",
        "period",
        "amount",
        "day",
        "txn_id",
        "waived_reason",
        "back",
    )
    list_filter = ("event", "day")
    list_select_related = ("account", "refund")
    search_fields = ("account__iban__startswith",)

    @admin.display
    def amount(self, charge: FeeCharge) -> str:
        return _amount(charge.amount_minor, charge.account.currency)

    @admin.display(description="refunded for")
    def back(self, charge: FeeCharge) -> str:
        refund: Any = getattr(charge, "refund", None)
        return "" if refund is None else refund.reason


@admin.register(Holder)
class HolderAdmin(ReasonedActions, StaffFormAdmin):
    permission = "accounts.manage_mandates"
    staff_form = use_forms.HolderForm
    actions: Any = [use_actions.end_today]
    list_display = ("account", "customer", "valid_from", "valid_to", "recorded_at", "recorded_by")
    list_select_related = ("account", "customer")
    search_fields = ("account__iban__startswith", "customer__name")


@admin.register(Mandate)
class MandateAdmin(ReasonedActions, StaffFormAdmin):
    permission = "accounts.manage_mandates"
    staff_form = use_forms.MandateForm
    actions: Any = [use_actions.end_today]
    list_display = (
        "account",
        "customer",
        "valid_from",
        "valid_to",
        "at_once",
        "a_day",
        "recorded_by",
    )
    list_select_related = ("account", "customer")
    search_fields = ("account__iban__startswith", "customer__name")

    @admin.display
    def at_once(self, mandate: Mandate) -> str:
        return _amount(mandate.transaction_limit, mandate.account.currency)

    @admin.display
    def a_day(self, mandate: Mandate) -> str:
        return _amount(mandate.daily_limit, mandate.account.currency)


@admin.register(SigningRule)
class SigningRuleAdmin(StaffFormAdmin):
    permission = "accounts.manage_mandates"
    staff_form = use_forms.SigningRuleForm
    list_display = ("account", "rule", "recorded_at", "recorded_by")
    list_select_related = ("account",)


@admin.register(Overdraft)
class OverdraftAdmin(StaffFormAdmin):
    permission = "accounts.agree_limits"
    staff_form = use_forms.OverdraftForm
    currency_by = "account__currency"
    list_display = ("account", "limit", "from_day", "to_day", "agreed_at", "agreed_by")
    list_select_related = ("account",)
    search_fields = ("account__iban__startswith",)

    @admin.display
    def limit(self, overdraft: Overdraft) -> str:
        return _amount(overdraft.limit_minor, overdraft.account.currency)


@admin.register(AccountState)
class AccountStateAdmin(ReasonedActions, ReadOnlyAdmin):
    permission = "accounts.block_account"
    actions: Any = [use_actions.reactivate]
    list_display = ("account", "state", "since", "reason", "recorded_by")
    list_filter = ("state",)
    list_select_related = ("account",)
    search_fields = ("account__iban__startswith",)
