"""The audit trail in the back office."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from bankcore.audit.models import AuditEntry
from bankcore.presentation.read_only import ReadOnlyAdmin

_MOST = 10_000


class NewestOnly(Paginator):  # type: ignore[type-arg]  # no generic at run time
    """Pages over the newest 10,000 that were found: what lies further back is asked for by day."""

    @cached_property
    def count(self) -> int:
        """Return how many were found, counting no further than 10,000."""
        found: QuerySet[AuditEntry] = self.object_list[:_MOST]  # type: ignore[assignment]
        return found.count()


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor", "action", "subject")
    # Whole values: who looked at a customer is asked with `customer:<id>`.
    search_fields = ("=subject", "=actor", "=action")
    search_help_text = "A whole subject (customer:…), actor (user:7) or action."
    list_filter = ("at",)
    ordering = ("-id",)
    paginator = NewestOnly
