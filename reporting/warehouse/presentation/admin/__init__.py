"""The warehouse in the back office: its loads and what checks have found."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest

from bankcore.presentation.queue_filter import queue_filter
from bankcore.presentation.read_only import ReadOnlyAdmin
from reporting.warehouse.models import CheckResult, Load


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
