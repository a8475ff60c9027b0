"""The audit trail in the back office."""

from django.contrib import admin

from bankcore.audit.models import AuditEntry
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "subject")
    # Whole values: who looked at a customer is asked with `customer:<id>`.
    search_fields = ("=subject", "=actor", "=action")
    search_help_text = "A whole subject (customer:…), actor (user:7) or action."
    list_filter = ("at",)
    ordering = ("-id",)
