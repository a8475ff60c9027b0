"""The audit trail in the back office."""

from django.contrib import admin

from bankcore.audit.models import AuditEntry
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "subject")
    list_filter = ("action",)
    search_fields = ("subject", "actor")
    ordering = ("-id",)
