"""Events in the back office."""

from django.contrib import admin

from bankcore.outbox.models import Event
from bankcore.outbox.presentation.admin.failures import FailureAdmin
from bankcore.presentation.read_only import ReadOnlyAdmin

__all__ = ["EventAdmin", "FailureAdmin"]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "subject", "occurred_at", "position", "sequence")
    list_filter = ("name",)
    ordering = ("-id",)
