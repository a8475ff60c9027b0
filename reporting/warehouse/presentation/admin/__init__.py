"""The warehouse in the back office: loads, what checks have found, and files from outside."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest

from bankcore.presentation.queue_filter import queue_filter
from bankcore.presentation.read_only import ReadOnlyAdmin
from reporting.warehouse.models import CheckResult, Load, OutsideFile, QuarantinedRow, Tidying


def _not_mended(_request: HttpRequest, rows: QuerySet[Load]) -> QuerySet[Load]:
    """Return the failed loads after which none has gone through."""
    done = Load.objects.filter(state=Load.State.DONE).aggregate(last=Max("id"))["last"]
    return rows.filter(state=Load.State.FAILED, id__gt=done or 0)


MENDED = queue_filter("failures", "mended", {"no": ("Not mended", _not_mended)})


@admin.register(Load)
class LoadAdmin(ReadOnlyAdmin):
    list_display = ("id", "day", "state", "started_at", "ended_at", "failure")
    list_filter = (MENDED, "state")
    ordering: ClassVar = ["-id"]


@admin.register(CheckResult)
class CheckResultAdmin(ReadOnlyAdmin):
    list_display = ("check_name", "dataset", "faults", "load", "checked_at")
    list_filter = ("check_name",)
    ordering: ClassVar = ["-id"]


@admin.register(OutsideFile)
class OutsideFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "source", "rows", "put_aside", "load", "received_at")
    list_filter = ("source",)
    ordering: ClassVar = ["-id"]


@admin.register(QuarantinedRow)
class QuarantinedRowAdmin(ReadOnlyAdmin):
    list_display = ("file", "line", "reason")
    list_filter = ("file__source",)
    list_select_related = ("file",)
    ordering: ClassVar = ["-file_id", "line"]


@admin.register(Tidying)
class TidyingAdmin(ReadOnlyAdmin):
    list_display = ("tidied_at", "files", "size", "oldest_load", "tidied_by")
    ordering: ClassVar = ["-id"]
