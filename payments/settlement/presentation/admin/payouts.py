"""Payouts in the back office."""

from __future__ import annotations

from django.contrib import admin

from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.settlement.models import Payout


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin):
    list_display = ("object_id", "merchant", "amount", "state", "failure_code", "created_at")
    list_filter = ("state", "currency")
    list_select_related = ("merchant",)
    search_fields = ("=object_id", "=merchant__object_id")
    ordering = ("-pk",)

    @admin.display
    def amount(self, row: Payout) -> str:
        return str(Money(row.amount_minor, Currency.of(row.currency)))
