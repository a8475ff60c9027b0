"""The registers of what is reported to the authorities, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from bankcore import clock
from bankcore.errors import BankError
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    ReasonForm,
    RowAct,
    ShownInline,
    waits,
)
from bankcore.presentation.staff import actor_of
from risk.crime import public as crime
from risk.crime.models import (
    CashReport,
    CashReportFlow,
    CashReportParty,
    Filing,
    SuspicionReport,
    SuspicionSubject,
)
from risk.crime.presentation.admin.monitoring import FlowRows, dollars

_FILE, _WRITE = "crime.file_reports", "crime.write_report"
_DUE = "DUE"


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class AcknowledgeForm(ActForm):
    tracking_id = forms.CharField(max_length=30, help_text="As the authority's answer has it.")


class CaseForm(ActForm):
    case_id = forms.IntegerField(label="Case", min_value=1)


class SuspicionForm(ActForm):
    subjects = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Customers by their ids."
    )
    activities = forms.MultipleChoiceField(
        choices=[(code, each.words) for code, each in crime.ACTIVITIES.items()]
    )
    first_day = forms.DateField(widget=_day_input())
    last_day = forms.DateField(widget=_day_input())
    dollars = forms.IntegerField(label="Whole dollars", min_value=0)
    narrative = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text="Who, what, when, where, why and how; up to 20,000 characters.",
    )

    def clean_subjects(self) -> list[UUID]:
        """Return the customers' ids."""
        try:
            return [UUID(each) for each in self.cleaned_data["subjects"].replace(",", " ").split()]
        except ValueError:
            message = "One of these is no customer's id."
            raise forms.ValidationError(message) from None


def _make_file(asked: Asked) -> str:
    return f"File {crime.file_cash(actor=asked.actor, now=asked.now)} is made."


def _acknowledge(row: Filing, asked: Asked) -> str:
    crime.acknowledge_filing(
        filing_id=row.pk, tracking_id=asked["tracking_id"], actor=asked.actor, now=asked.now
    )
    return "The reports in it are acknowledged."


def _begin(asked: Asked) -> str:
    made = crime.begin_suspicion(case_id=asked["case_id"], actor=asked.actor, now=asked.now)
    return "The report is to be written." if made else "There is a report on this case."


def _write(row: SuspicionReport, asked: Asked) -> str:
    names = ("narrative", "subjects", "activities", "first_day", "last_day", "dollars")
    given: dict[str, Any] = {name: asked[name] for name in names}
    crime.write_suspicion(
        report_id=row.pk, draft=crime.Draft(**given), actor=asked.actor, now=asked.now
    )
    return "The report is written. A second person files it."


def _ask(row: SuspicionReport, asked: Asked) -> str:
    request = crime.request_suspicion(
        report_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


def _written(row: SuspicionReport) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("narrative", "activities", "first_day", "last_day", "dollars")
    }
    return found | {"subjects": "\n".join(map(str, crime.subjects_of_suspicion(row)))}


def _is_due(row: CashReport | SuspicionReport) -> bool:
    return row.state == _DUE


class PartyInline(ShownInline):
    model = CashReportParty
    fields = ("customer_id",)


class CashFlowInline(FlowRows):
    model = CashReportFlow
    verbose_name_plural = "the movements that are reported"


@admin.register(CashReport)
class CashReportAdmin(ActingAdmin):
    """The register of cash above the limit (FinCEN CTR)."""

    list_display = ("day", "direction", "shown_dollars", "state", "due_on", "filing")
    list_filter = ("state", "direction", "day")
    list_select_related = ("filing",)
    search_fields = ("parties__customer_id",)
    ordering = ("-day", "-id")
    fields = (
        "day",
        "direction",
        "shown_dollars",
        "version",
        "state",
        "due_on",
        "filing",
        "made_at",
    )
    readonly_fields = ("shown_dollars",)
    inlines = (PartyInline, CashFlowInline)
    shown_dollars = dollars()
    list_acts: ClassVar[dict[str, ListAct]] = {
        "file": ListAct(
            title="Make the file of what is due", form=ActForm, do=_make_file, permission=_FILE,
            explanation="Up to 500 reports go into one file, those due first before the others.",
        )
    }  # fmt: skip


class SubjectInline(ShownInline):
    model = SuspicionSubject
    fields = ("version", "customer_id")


@admin.register(SuspicionReport)
class SuspicionReportAdmin(ActingAdmin):
    """The register of suspicions that are reported (FinCEN SAR)."""

    list_display = ("__str__", "case", "state", "due_on", "dollars", "drafted_by", "approved_by")
    list_filter = ("state",)
    list_select_related = ("case",)
    ordering = ("-id",)
    fields = (
        "case", "state", "due_on", "version", "activities", "first_day", "last_day", "dollars",
        "narrative", "drafted_by", "drafted_at", "approved_by", "approval_id", "filing",
    )  # fmt: skip
    inlines = (SubjectInline,)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "begin": ListAct(title="Report a case", form=CaseForm, do=_begin, permission=_WRITE)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "write": RowAct(
            title="Write the report", form=SuspicionForm, do=_write, permission=_WRITE,
            offered=_is_due, initial=_written,
        ),
        "ask": RowAct(
            title="Ask for its filing", form=ReasonForm, do=_ask, permission=_WRITE,
            offered=_is_due,
            explanation="A second person, who has not written it, files it as it is now.",
        ),
    }  # fmt: skip


@admin.register(Filing)
class FilingAdmin(ActingAdmin):
    list_display = ("__str__", "reports", "made_by", "made_at", "tracking_id", "acknowledged_at")
    list_filter = ("form",)
    ordering = ("-id",)
    fields = (
        "form", "reports", "made_by", "made_at", "content_link", "tracking_id", "acknowledged_by",
        "acknowledged_at",
    )  # fmt: skip
    readonly_fields = ("content_link",)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "acknowledge": RowAct(
            title="Note the authority's answer", form=AcknowledgeForm, do=_acknowledge,
            permission=_FILE, offered=lambda row: not row.tracking_id,
        )
    }  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        """Add the file itself."""
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/file/", view, name="crime_filing_file"), *super().get_urls()]

    @admin.display(description="file")
    def content_link(self, row: Filing) -> str:
        address = reverse("admin:crime_filing_file", args=[row.pk])
        return format_html('<a href="{}">{}.xml</a>', address, row.form)

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand the file out, to be kept and not shown; who took it is written down."""
        if not request.user.has_perm(_FILE):
            raise PermissionDenied
        try:
            content = crime.download_filing(filing_id=pk, actor=actor_of(request), now=clock.now())
        except BankError as error:
            messages.error(request, f"{error.message} {error.cure}")
            return redirect("admin:crime_filing_changelist")
        return HttpResponse(
            content,
            content_type="application/xml",
            headers={"Content-Disposition": f'attachment; filename="filing-{pk}.xml"'},
        )
