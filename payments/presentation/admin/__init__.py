"""Payments in the back office."""

from django.contrib import admin

from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.models import ExternalPayment
from payments.presentation.admin import cheques, drawers, exchange, orders, reversals

__all__ = ["cheques", "drawers", "exchange", "orders", "reversals"]


@admin.register(ExternalPayment)
class ExternalPaymentAdmin(ReadOnlyAdmin):
    list_display = ("public_id", "creditor_name", "creditor_iban", "amount", "state", "created_at")
    list_filter = ("state", "currency")
    search_fields = ("creditor_iban__startswith", "creditor_name")

    @admin.display
    def amount(self, payment: ExternalPayment) -> str:
        return str(Money(payment.amount_minor, Currency.of(payment.currency)))


__all__ = ["ExternalPaymentAdmin", "orders"]
