"""Scorecards in the back office, their reports, and what was decided by them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore import clock
from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, ReasonForm, RowAct, waits
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.credit import public as credit
from risk.credit.models import CreditDecisionRecord, Override, Referral, ScorecardVersion

_YEAR: Final = timedelta(days=365)


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


def _take(referral: Referral, asked: Asked) -> str:
    credit.take_referral(referral_id=referral.pk, actor=asked.actor, now=asked.now)
    return "It is yours to look at; the decision is made on the application's own page."


def _uphold(referral: Referral, asked: Asked) -> str:
    credit.uphold_decline(
        referral_id=referral.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return "The application stays declined; the customer sees that a person has looked at it."


@admin.register(Referral)
class ReferralAdmin(ActingAdmin):
    """The queue: what waits longest is first."""

    list_display = (
        "application", "why", "points", "queued_at", "taken_by", "closed_as", "closed_by",
    )  # fmt: skip
    list_filter = (("closed_at", admin.EmptyFieldListFilter),)
    list_select_related = ("decision",)
    ordering = ("closed_at", "queued_at")
    fields = (
        "application", "why", "points", "queued_at", "taken_by", "closed_at", "closed_by",
        "closed_as",
    )  # fmt: skip
    readonly_fields = ("application", "why", "points")
    row_acts: ClassVar[dict[str, RowAct]] = {
        "take": RowAct(
            title="Take it", form=ActForm, do=_take, permission="accounts.decide_loan",
            offered=lambda row: row.closed_at is None,
        ),
        "uphold": RowAct(
            title="Leave it declined", form=ReasonForm, do=_uphold,
            permission="accounts.decide_loan",
            offered=lambda row: row.closed_at is None and row.decision.outcome == "DECLINE",
        ),
    }  # fmt: skip

    @admin.display
    def application(self, row: Referral) -> str:
        return row.decision.reference

    @admin.display
    def why(self, row: Referral) -> str:
        return in_words(row.decision)

    @admin.display
    def points(self, row: Referral) -> int | None:
        return row.decision.points


@admin.register(Override)
class OverrideAdmin(ReadOnlyAdmin):
    """The log of overrides, below the rate of the last twelve months."""

    change_list_template = "admin/credit/overrides.html"
    list_display = (
        "application", "decided", "to_outcome", "reason", "asked_by", "approved_by", "at",
    )  # fmt: skip
    list_filter = ("to_outcome",)
    list_select_related = ("decision",)
    ordering = ("-id",)
    fields = (
        "application", "decided", "to_outcome", "reason", "asked_by", "approved_by",
        "approval_id", "at",
    )  # fmt: skip
    readonly_fields = ("application", "decided")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the rates above the list."""
        now = clock.now()
        report = credit.override_report(since=now - _YEAR, until=now)
        shown = {"report": report, "rate": f"{report.rate:.1%}"}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    @admin.display
    def application(self, row: Override) -> str:
        return row.decision.reference

    @admin.display
    def decided(self, row: Override) -> str:
        return f"{row.decision.outcome}: {in_words(row.decision)}"


def in_words(decision: CreditDecisionRecord) -> str:
    """Return a decision's reasons as sentences."""
    return " ".join(credit.REASONS.get(code, code) for code in decision.reasons)


@admin.register(CreditDecisionRecord)
class CreditDecisionAdmin(ReadOnlyAdmin):
    list_display = ("reference", "outcome", "points", "pd", "reasons", "scorecard", "decided_at")
    fields = (
        "reference", "subject", "outcome", "in_words", "points", "pd", "scorecard", "lost",
        "facts", "policy", "decided_at",
    )  # fmt: skip
    readonly_fields = ("in_words",)
    list_filter = ("outcome",)
    search_fields = ("reference", "subject")
    ordering = ("-id",)

    @admin.display(description="reasons")
    def in_words(self, row: CreditDecisionRecord) -> str:
        return in_words(row)
