"""Customers and accounts in the back office."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F

from accounts.models import Account, Product
from accounts.presentation.admin import customers, interest, loans, statements, use
from accounts.presentation.admin.use_actions import ClosingActions
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin

_BALANCE = "ledger_account__balance"


@admin.register(Account)
class AccountAdmin(ClosingActions, ReadOnlyAdmin):
    is_long = True
    permission = "accounts.close_account"
    list_display = (
        *("iban", "customer", "product", "balance", "held", "state", "opened_on", "public_id"),
    )
    list_filter = ("product",)
    money_columns: ClassVar[dict[str, Any]] = {
        "balance": F(f"{_BALANCE}__cr_posted") - F(f"{_BALANCE}__dr_posted"),
        "held": F(f"{_BALANCE}__held"),
    }
    list_select_related = ("customer", "product", "ledger_account__balance")
    search_fields = ("iban__startswith",)
    search_help_text = (
        "The beginning of an IBAN; customers are found by the search over everything."
    )

    @admin.display
    def balance(self, row: Account) -> str:
        booked = row.ledger_account.balance
        return _money(row, booked.cr_posted - booked.dr_posted)

    @admin.display
    def held(self, row: Account) -> str:
        return _money(row, row.ledger_account.balance.held)

    @admin.display
    def state(self, row: Account) -> str:
        status = ledger.AccountStatus(row.ledger_account.balance.status)
        return status.name.replace("_", " ").lower()


def _money(row: Account, minor: int) -> str:
    return str(Money(minor, Currency.numbered(row.currency)))


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "gl_code")


__all__ = ["customers", "interest", "loans", "statements", "use"]
