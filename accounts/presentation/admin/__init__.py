"""Customers and accounts in the back office."""

from django.contrib import admin

from accounts.models import Account, Product
from accounts.presentation.admin import customers, interest, loans, statements, use
from accounts.presentation.admin.use_actions import ClosingActions
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(Account)
class AccountAdmin(ClosingActions, ReadOnlyAdmin):
    permission = "accounts.close_account"
    list_display = ("iban", "customer", "product", "opened_on", "public_id")
    list_filter = ("product",)
    list_select_related = ("customer", "product")
    search_fields = ("iban__startswith", "customer__name")


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "gl_code")


__all__ = ["customers", "interest", "loans", "statements", "use"]
