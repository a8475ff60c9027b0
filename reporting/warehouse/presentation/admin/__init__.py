"""The warehouse in the back office: loads, what checks have found, and files from outside."""

from typing import ClassVar

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from reporting.warehouse.models import CheckResult, Load, OutsideFile, QuarantinedRow, Tidying


@admin.register(Load)
class LoadAdmin(ReadOnlyAdmin):
    list_display = ("id", "day", "state", "started_at", "ended_at", "failure")
    list_filter = ("state",)
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
