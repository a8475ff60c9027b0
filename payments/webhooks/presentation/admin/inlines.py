"""Tables on the pages of events and deliveries."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from payments.webhooks.models import Attempt, Delivery


class _Shown(admin.TabularInline):  # type: ignore[type-arg]  # no generic at run time
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        del request, obj
        return False


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
