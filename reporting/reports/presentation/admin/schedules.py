"""Which reports the bank makes by itself."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, RowAct
from bankcore.presentation.staff import actor_of
from reporting.reports import public as reports
from reporting.reports.models import Schedule
from reporting.reports.presentation.admin.forms import ScheduleForm

_SCHEDULE = "reports.schedule_report"
_LIST = "admin:reports_schedule_changelist"


def _stop(row: Schedule, asked: Asked) -> str:
    reports.stop(schedule_id=row.pk, actor=asked.actor, now=asked.now)
    return "It is made by itself no more."


@admin.register(Schedule)
class ScheduleAdmin(ActingAdmin):
    list_display = ("report", "rhythm", "parameters", "done_to", "made_by", "made_at", "stopped_at")
    list_filter = ("rhythm",)
    ordering = ("stopped_at", "id")
    row_acts: ClassVar[dict[str, RowAct]] = {
        "stop": RowAct(
            title="Stop", form=ActForm, do=_stop, permission=_SCHEDULE,
            offered=lambda row: row.stopped_at is None,
        ),
    }  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a report is scheduled."""
        view = self.admin_site.admin_view(self.schedule)
        return [path("of/<slug:name>/", view, name="reports_schedule_of"), *super().get_urls()]

    def schedule(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask in which rhythm a report is to be made."""
        if not request.user.has_perm(_SCHEDULE):
            raise PermissionDenied
        if name not in reports.CATALOGUE:
            raise Http404
        report = reports.report(name)
        form = ScheduleForm(request.POST or None, report=report)
        if request.method == "POST" and form.is_valid():
            try:
                reports.schedule(
                    report=name,
                    given=form.given(),
                    rhythm=form.cleaned_data["rhythm"],
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except BankError as error:
                form.add_error(None, f"{error.message} {error.cure}")
                form.renew_key()
            else:
                return redirect(_LIST)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{report.title}, made by itself",
            "form": form,
            "back": reverse("admin:reports_run_catalogue"),
            "page": {
                "explanation": "It is made as soon as a day of its rhythm is closed and loaded.",
                "button": "Have it made",
            },
        }
        return render(request, "admin/payments/form.html", context)
