"""Payments that the bank is looking at, in the back office."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest

from bankcore.money import Currency, Money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.models import HeldPayment

_DECISIONS: Final = "risk.view_screeningdecision"


@admin.register(HeldPayment)
class HeldPaymentAdmin(ReadOnlyAdmin):
    """For those who may see what screening decided: the case about a payment ends it.

    A teller is told at the counter what the customer is told, and no more.
    """

    list_display = ("public_id", "kind", "amount", "channel", "state", "held_at", "expires_at")
    list_filter = ("state", "kind", "channel", "currency", "held_at")
    search_fields = ("reference", "account_id", "public_id")
    exclude = ("request_key", "request_hash")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let in who may see payments and what risk decided about them."""
        return super().has_view_permission(request, obj) and request.user.has_perm(_DECISIONS)

    @admin.display
    def amount(self, held: HeldPayment) -> str:
        return str(Money(held.amount_minor, Currency.of(held.currency)))
