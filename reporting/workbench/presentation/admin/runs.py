"""What was asked of the warehouse, by whom: for auditors."""

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from reporting.workbench.models import Run


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    """Every question that was asked."""

    list_display = ("id", "owner", "state", "form", "rows", "milliseconds", "started_at", "told")
    list_filter = ("state", "form")
    list_select_related = ("owner",)
    ordering = ("-id",)
