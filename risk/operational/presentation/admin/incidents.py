"""The register of incidents and losses."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin

from bankcore.money import Money
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
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.operational import public as operational
from risk.operational.models import Incident, IncidentNote, LossAmount, LossFile
from risk.operational.presentation.admin.shown import day_input, euros, long_text

_REPORT, _SETTLE = "operational.report_incident", "operational.settle_incident"
_State = operational.IncidentState


class ReportForm(ActForm):
    title = forms.CharField(max_length=120)
    event_type = forms.ChoiceField(choices=list(operational.EVENT_WORDS.items()))
    business_line = forms.ChoiceField(choices=list(operational.LINE_WORDS.items()))
    cause = forms.CharField(max_length=500, widget=long_text())
    occurred_on = forms.DateField(widget=day_input())
    discovered_on = forms.DateField(widget=day_input())
    estimate = forms.DecimalField(
        label="Estimate, in EUR", max_digits=15, decimal_places=2, min_value=0,
        help_text="Nothing was lost: 0. Two people agree on the amount later.",
    )  # fmt: skip


class FindingsForm(ActForm):
    findings = forms.CharField(max_length=2_000, widget=long_text())


class AmountForm(ReasonForm):
    kind = forms.ChoiceField(
        choices=[
            ("GROSS", "the whole loss"),
            ("RECOVERY", "what came back"),
            ("INSURANCE", "what an insurer paid"),
        ]
    )
    amount = forms.DecimalField(label="Amount, in EUR", max_digits=15, decimal_places=2)
    booked_on = forms.DateField(widget=day_input())
    txn_id = forms.IntegerField(
        label="Transaction", required=False, min_value=1, max_value=2**63 - 1,
        help_text="The number in the journal, where it is booked.",
    )  # fmt: skip


class FileForm(ReasonForm):
    file = forms.FileField(help_text="CSV in UTF-8, up to one MiB.")


def _report(asked: Asked) -> str:
    number = operational.report(
        order=operational.Report(
            title=asked["title"],
            event_type=operational.EventType(asked["event_type"]),
            business_line=operational.BusinessLine(asked["business_line"]),
            cause=asked["cause"],
            occurred_on=asked["occurred_on"],
            discovered_on=asked["discovered_on"],
            estimate=Money.of(asked["estimate"], "EUR"),
        ),
        actor=asked.actor,
        now=asked.now,
    )
    return f"Incident {number} is on the register."


def _investigate(row: Incident, asked: Asked) -> str:
    operational.investigate(
        incident_id=row.pk, findings=asked["findings"], actor=asked.actor, now=asked.now
    )
    return "The findings are kept."


def _amount(row: Incident, asked: Asked) -> str:
    request = operational.request_amount(
        order=operational.AmountOrder(
            incident_id=row.pk,
            kind=operational.AmountKind(asked["kind"]),
            amount=Money.of(asked["amount"], "EUR"),
            booked_on=asked["booked_on"],
            txn_id=asked["txn_id"],
        ),
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(request.request_id)


def _close(row: Incident, asked: Asked) -> str:
    request = operational.request_closing(
        incident_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


def _import(asked: Asked) -> str:
    request = operational.request_import(
        data=asked["file"].read(), reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


class AmountInline(ShownInline):
    model = LossAmount
    fields = ("kind", "shown_amount", "booked_on", "txn_id", "reason", "set_by", "set_at")
    readonly_fields = ("shown_amount",)
    shown_amount = euros("amount")


class NoteInline(ShownInline):
    model = IncidentNote
    fields = ("what", "text", "by", "at")


@admin.register(Incident)
class IncidentAdmin(ActingAdmin):
    list_display = (
        "id", "title", "event_type", "business_line", "occurred_on", "booked_on",
        "shown_estimate", "state",
    )  # fmt: skip
    list_filter = ("state", "event_type", "business_line")
    search_fields = ("title", "reference")
    ordering = ("-id",)
    fields = (
        "reference", "title", "event_type", "business_line", "cause", "occurred_on",
        "discovered_on", "booked_on", "shown_estimate", "state", "findings", "reported_by",
        "reported_at", "closed_at", "closing_id", "file",
    )  # fmt: skip
    readonly_fields = ("shown_estimate",)
    inlines = (AmountInline, NoteInline)
    shown_estimate = euros("estimate")
    list_acts: ClassVar[dict[str, ListAct]] = {
        "report": ListAct(
            title="Report an incident", form=ReportForm, do=_report, permission=_REPORT
        ),
        "import": ListAct(
            title="Take in a file of losses", form=FileForm, do=_import, permission=_SETTLE,
            explanation="A second person decides. A file is taken in whole, or not at all.",
        ),
    }  # fmt: skip
    row_acts: ClassVar[dict[str, RowAct]] = {
        "investigate": RowAct(
            title="Say what was found", form=FindingsForm, do=_investigate, permission=_SETTLE,
            offered=lambda row: row.state == _State.OPEN,
        ),
        "amount": RowAct(
            title="Ask for an amount", form=AmountForm, do=_amount, permission=_SETTLE,
            explanation="A second person decides.",
            offered=lambda row: row.state != _State.CLOSED,
        ),
        "close": RowAct(
            title="Ask for closing", form=ReasonForm, do=_close, permission=_SETTLE,
            explanation="A second person, who did not report it, decides.",
            offered=lambda row: row.state == _State.INVESTIGATED,
        ),
    }  # fmt: skip


@admin.register(LossFile)
class LossFileAdmin(ReadOnlyAdmin):
    list_display = ("id", "lines", "shown_gross", "given_by", "given_at")
    fields = ("lines", "shown_gross", "given_by", "given_at", "content")
    readonly_fields = ("shown_gross",)
    ordering = ("-id",)
    shown_gross = euros("gross")
