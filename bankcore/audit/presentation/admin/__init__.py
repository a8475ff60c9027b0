"""The audit trail in the back office."""

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.module_loading import import_string

from bankcore.audit.models import AuditEntry
from bankcore.presentation.read_only import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    is_long = True
    list_display = ("at", "actor", "action", "subject")
    # Whole values: who looked at a customer is asked with `customer:<id>`.
    search_fields = ("subject", "actor", "action")
    search_help_text = "A whole subject (customer:…), log-in of staff (or user:7) or action."
    list_filter = ("at",)
    ordering = ("-id",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Look in the columns that have such values: the trail is too long to be read for each."""
        del request
        term = search_term.strip()
        if not term:
            return queryset, False
        if ":" in term:
            return queryset.filter(Q(subject=term) | Q(actor=term)), False
        user_id = import_string(settings.USER_ID)(username=term)
        if user_id is not None:
            person = f"user:{user_id}"
            return queryset.filter(Q(subject=person) | Q(actor=person)), False
        return queryset.filter(action=term), False
