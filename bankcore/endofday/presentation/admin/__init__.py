"""The end of day in the back office."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bankcore.endofday.models import DayRun, DayStep
from bankcore.presentation.read_only import ReadOnlyAdmin


class DayStepInline(admin.TabularInline):  # type: ignore[type-arg]
    model = DayStep
    fields = ("step", "state", "attempts", "done", "failure", "started_at", "finished_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description="what was done")
    def done(self, row: DayStep) -> str:
        counted = row.counts or {}
        done = (f"{count:,} {what.replace('_', ' ')}" for what, count in counted.items() if count)
        return ", ".join(done) or "-"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DayStep]:
        return super().get_queryset(request).order_by("position")

    def has_add_permission(self, *_args: object) -> bool:
        return False


@admin.register(DayRun)
class DayRunAdmin(ReadOnlyAdmin):
    list_display = ("business_date", "next_day", "started_at", "finished_at", "actor")
    list_filter = (("finished_at", admin.EmptyFieldListFilter),)
    ordering = ("-business_date",)
    inlines = (DayStepInline,)
