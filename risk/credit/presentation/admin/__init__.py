"""Scorecards in the back office, their reports, and what was decided by them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore.presentation.acting import ActingAdmin, Asked, ReasonForm, RowAct, waits
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.credit import public as credit
from risk.credit.models import CreditDecisionRecord, ScorecardVersion


def _use(version: ScorecardVersion, asked: Asked) -> str:
    request = credit.request_use(
        version_id=version.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


@admin.register(ScorecardVersion)
class ScorecardVersionAdmin(ActingAdmin):
    list_display = ("__str__", "state", "auc", "gini", "cases", "bads", "made_at", "in_use_since")
    list_filter = ("state", "name")
    ordering = ("-id",)
    fields = (
        "name", "number", "state", "auc", "gini", "cases", "bads", "data_sha256", "made_by",
        "made_at", "in_use_since", "report", "plot",
    )  # fmt: skip
    readonly_fields = ("auc", "gini", "report", "plot")
    row_acts: ClassVar[dict[str, RowAct]] = {
        "use": RowAct(
            title="Ask for its use", form=ReasonForm, do=_use, permission="credit.make_scorecard",
            offered=lambda row: row.state == "CANDIDATE",
        )
    }  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """Add the report, as PDF and its plot as SVG."""
        view = self.admin_site.admin_view(self.file)
        return [
            path("<int:pk>/report/<slug:form>/", view, name="credit_scorecardversion_report"),
            *super().get_urls(),
        ]

    def file(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """Hand out the report."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = self.get_queryset(request).filter(pk=pk).first()
        if version is None or form not in ("pdf", "svg"):
            raise Http404
        if form == "svg":
            return HttpResponse(credit.report_svg(version), content_type="image/svg+xml")
        return HttpResponse(credit.report_pdf(version), content_type="application/pdf")

    @admin.display
    def auc(self, row: ScorecardVersion) -> str:
        return f"{row.figures['auc']:.4f}"

    @admin.display
    def gini(self, row: ScorecardVersion) -> str:
        return f"{row.figures['gini']:.4f}"

    @admin.display
    def report(self, row: ScorecardVersion) -> str:
        address = reverse("admin:credit_scorecardversion_report", args=[row.pk, "pdf"])
        return format_html('<a href="{}">Validation report (PDF)</a>', address)

    @admin.display(description="calibration")
    def plot(self, row: ScorecardVersion) -> str:
        address = reverse("admin:credit_scorecardversion_report", args=[row.pk, "svg"])
        return format_html(
            '<img src="{}" alt="Observed over predicted share of bad cases">', address
        )


@admin.register(CreditDecisionRecord)
class CreditDecisionAdmin(ReadOnlyAdmin):
    list_display = ("reference", "outcome", "points", "pd", "reasons", "scorecard", "decided_at")
    list_filter = ("outcome",)
    search_fields = ("reference", "subject")
    ordering = ("-id",)
