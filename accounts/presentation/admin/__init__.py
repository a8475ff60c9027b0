"""Customers and accounts in the back office."""

from django.contrib import admin

from accounts.models import Account, Customer, Product
from accounts.presentation.admin import statements as statements
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "public_id", "registered_at")
    list_filter = ("kind",)
    search_fields = ("name",)


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("iban", "customer", "product", "opened_on", "public_id")
    list_filter = ("product",)
    list_select_related = ("customer", "product")
    search_fields = ("iban__startswith", "customer__name")


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "gl_code")
