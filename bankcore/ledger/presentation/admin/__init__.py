"""The ledger in the back office."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest

from bankcore.ledger.domain.book import AccountStatus
from bankcore.ledger.models import Account, Balance, GlAccount, Hold, Period
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    is_long = True
    list_display = ("number", "name", "gl_account", "kind", "posted", "held", "status")
    list_filter = ("kind", "gl_account")
    money_columns: ClassVar[dict[str, Any]] = {
        "posted": F("balance__cr_posted") - F("balance__dr_posted"),
        "held": F("balance__held"),
    }
    search_fields = ("number__startswith",)
    search_help_text = "Start of the account's number."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """Fetch balances with the page."""
        return super().get_queryset(request).select_related("balance", "gl_account")

    @admin.display(description="balance")
    def posted(self, account: Account) -> str:
        return _money(account.balance, account.balance.cr_posted - account.balance.dr_posted)

    @admin.display
    def held(self, account: Account) -> str:
        return _money(account.balance, account.balance.held)

    @admin.display
    def status(self, account: Account) -> str:
        return AccountStatus(account.balance.status).name.replace("_", " ").lower()


@admin.register(GlAccount)
class GlAccountAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "category")
    list_filter = ("category",)


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ("id", "account_id", "total", "state", "reference", "placed_at", "expires_at")
    list_filter = ("state",)
    money_columns: ClassVar[dict[str, Any]] = {"total": "amount"}

    @admin.display(description="amount")
    def total(self, hold: Hold) -> str:
        return str(Money(hold.amount, Currency.numbered(hold.currency_id)))


@admin.register(Period)
class PeriodAdmin(ReadOnlyAdmin):
    list_display = ("first_day", "last_day", "closed_at", "closed_by")


def _money(balance: Balance, minor: int) -> str:
    return str(Money(minor, Currency.numbered(balance.currency_id)))
