"""Tables on the pages of events and deliveries."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyInline
from payments.webhooks.models import Attempt, Delivery


class _Shown(ReadOnlyInline):
    show_change_link = True


class DeliveriesInline(_Shown):
    model = Delivery
    fields = ("endpoint", "state", "tries", "next_at", "settled_at")
    readonly_fields = fields
    ordering = ("id",)


class AttemptsInline(_Shown):
    model = Attempt
    fields = ("number", "started_at", "answered_at", "status", "milliseconds", "error", "said")
    readonly_fields = fields
    ordering = ("number",)

    @admin.display(description="answer")
    def said(self, attempt: Attempt) -> str:
        """Show the beginning of what the receiver said."""
        return bytes(attempt.answer or b"").decode(errors="replace")
