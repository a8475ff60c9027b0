"""What the fraud rules found, in the back office."""

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.models import PaymentFlag, ScreeningDecision


@admin.register(PaymentFlag)
class PaymentFlagAdmin(ReadOnlyAdmin):
    list_display = ("reference", "rule", "amount", "currency", "threshold", "flagged_at")
    list_filter = ("rule", "currency")


@admin.register(ScreeningDecision)
class ScreeningDecisionAdmin(ReadOnlyAdmin):
    is_long = True
    list_display = ("reference", "channel", "outcome", "is_fallback", "milliseconds", "decided_at")
    list_filter = ("outcome", "channel", "is_fallback")
    search_fields = ("reference__exact",)
    search_help_text = "The whole reference, such as transfer:… or pi_…."
