"""The warehouse in the back office: its loads and what checks have found."""

from typing import ClassVar

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from reporting.warehouse.models import CheckResult, Load


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
