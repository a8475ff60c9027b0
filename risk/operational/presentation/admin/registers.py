"""Risks and their assessments, the plan of continuity, and actions."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, ListAct, RowAct, ShownInline
from risk.operational import public as operational
from risk.operational.models import (
    Action,
    Assessment,
    BankProcess,
    Control,
    ProcessTest,
    Risk,
)
from risk.operational.presentation.admin.shown import PicturedAdmin, day_input, long_text

_ASSESS, _KEEP = "operational.assess_risk", "operational.keep_continuity"
_ACT = "operational.keep_action"
_MARKS = ("inherent_likelihood", "inherent_impact", "residual_likelihood", "residual_impact")


class RiskForm(ActForm):
    title = forms.CharField(max_length=120)
    description = forms.CharField(max_length=1_000, widget=long_text())
    event_type = forms.ChoiceField(choices=list(operational.EVENT_WORDS.items()))
    business_line = forms.ChoiceField(choices=list(operational.LINE_WORDS.items()))
    owner = forms.CharField(max_length=80)


class ControlForm(ActForm):
    kind = forms.ChoiceField(choices=operational.ControlKind.choices)
    title = forms.CharField(max_length=200)
    owner = forms.CharField(max_length=80)


class AssessmentForm(ActForm):
    inherent_likelihood = forms.IntegerField(help_text="Without controls, from 1 to 5.")
    inherent_impact = forms.IntegerField()
    residual_likelihood = forms.IntegerField(help_text="With them.")
    residual_impact = forms.IntegerField()
    rationale = forms.CharField(max_length=1_000, widget=long_text())
    review_on = forms.DateField(widget=day_input())


class ProcessForm(ActForm):
    name = forms.CharField(max_length=120)
    owner = forms.CharField(max_length=80)
    plan = forms.CharField(max_length=2_000, widget=long_text())
    recovery_minutes = forms.IntegerField(label="Back within (RTO), minutes")
    data_minutes = forms.IntegerField(label="Losing at most (RPO), minutes")
    test_every_days = forms.IntegerField()


class TestForm(ActForm):
    tested_on = forms.DateField(widget=day_input())
    recovery_minutes = forms.IntegerField(label="Back after, minutes")
    data_minutes = forms.IntegerField(label="Lost, minutes")
    findings = forms.CharField(max_length=2_000, widget=long_text())


class ActionForm(ActForm):
    title = forms.CharField(max_length=200)
    owner = forms.CharField(max_length=80)
    due_on = forms.DateField(widget=day_input())
    about = forms.ChoiceField(choices=[(each, each) for each in operational.ABOUT])
    name = forms.CharField(
        label="Which", max_length=20, help_text="Its number, or the name of the indicator."
    )


class EndForm(ActForm):
    state = forms.ChoiceField(choices=[("DONE", "done"), ("DROPPED", "will not be done")])
    outcome = forms.CharField(max_length=500)


def _given(asked: Asked, *names: str) -> dict[str, Any]:
    return {name: asked[name] for name in names}


def _risk(asked: Asked) -> str:
    number = operational.record_risk(
        order=operational.NewRisk(
            event_type=operational.EventType(asked["event_type"]),
            business_line=operational.BusinessLine(asked["business_line"]),
            **_given(asked, "title", "description", "owner"),
        ),
        actor=asked.actor,
        now=asked.now,
    )
    return f"Risk {number} is on the register."


def _control(row: Risk, asked: Asked) -> str:
    operational.add_control(
        risk_id=row.pk,
        kind=operational.ControlKind(asked["kind"]),
        **_given(asked, "title", "owner"),
        actor=asked.actor,
        now=asked.now,
    )
    return "The control is on the register."


def _assess(row: Risk, asked: Asked) -> str:
    operational.assess(
        risk_id=row.pk,
        marks=operational.Marks(**_given(asked, *_MARKS)),
        **_given(asked, "rationale", "review_on"),
        actor=asked.actor,
        now=asked.now,
    )
    return "The assessment is kept."


def _process(asked: Asked) -> str:
    names = ("name", "owner", "plan", "recovery_minutes", "data_minutes", "test_every_days")
    number = operational.record_process(
        order=operational.NewProcess(**_given(asked, *names)), actor=asked.actor, now=asked.now
    )
    return f"Process {number} is on the plan."


def _test(row: BankProcess, asked: Asked) -> str:
    names = ("tested_on", "recovery_minutes", "data_minutes", "findings")
    operational.note_test(
        order=operational.TestRun(process_id=row.pk, **_given(asked, *names)),
        actor=asked.actor,
        now=asked.now,
    )
    return "The test is noted."


def _give(asked: Asked) -> str:
    names = ("title", "owner", "due_on", "about", "name")
    number = operational.give_action(
        order=operational.NewAction(**_given(asked, *names)), actor=asked.actor, now=asked.now
    )
    return f"Action {number} is on the list."


def _end(row: Action, asked: Asked) -> str:
    operational.end_action(
        action_id=row.pk,
        state=operational.ActionState(asked["state"]),
        outcome=asked["outcome"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The action has ended."


class ControlInline(ShownInline):
    model = Control
    fields = ("kind", "title", "owner", "recorded_by", "recorded_at")


class AssessmentInline(ShownInline):
    model = Assessment
    fields = (*_MARKS, "rationale", "assessed_on", "review_on", "assessed_by")


class TestInline(ShownInline):
    model = ProcessTest
    fields = (
        "id", "tested_on", "recovery_minutes", "data_minutes", "passed", "findings", "next_due",
        "noted_by",
    )  # fmt: skip
    readonly_fields = ("id",)


@admin.register(Risk)
class RiskAdmin(PicturedAdmin):
    list_display = ("id", "title", "event_type", "business_line", "owner")
    list_filter = ("event_type", "business_line")
    search_fields = ("title",)
    ordering = ("id",)
    inlines = (ControlInline, AssessmentInline)
    pictures = {
        "inherent": ("Risks without controls", partial(operational.heat_map, inherent=True)),
        "residual": ("Risks with controls", partial(operational.heat_map, inherent=False)),
    }
    list_acts: ClassVar[dict[str, ListAct]] = {
        "record": ListAct(title="Record a risk", form=RiskForm, do=_risk, permission=_ASSESS)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "control": RowAct(title="Add a control", form=ControlForm, do=_control, permission=_ASSESS),
        "assess": RowAct(title="Assess", form=AssessmentForm, do=_assess, permission=_ASSESS),
    }


@admin.register(BankProcess)
class BankProcessAdmin(ActingAdmin):
    list_display = ("id", "name", "owner", "recovery_minutes", "data_minutes", "test_every_days")
    search_fields = ("name",)
    ordering = ("id",)
    inlines = (TestInline,)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "record": ListAct(title="Record a process", form=ProcessForm, do=_process, permission=_KEEP)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "test": RowAct(title="Note a test", form=TestForm, do=_test, permission=_KEEP)
    }


@admin.register(Action)
class ActionAdmin(ActingAdmin):
    list_display = (
        "id", "title", "owner", "due_on", "state", "incident", "risk", "test", "indicator",
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("incident", "risk", "test")
    search_fields = ("title", "owner")
    ordering = ("state", "due_on")
    list_acts: ClassVar[dict[str, ListAct]] = {
        "give": ListAct(title="Give an action", form=ActionForm, do=_give, permission=_ACT)
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "end": RowAct(
            title="End", form=EndForm, do=_end, permission=_ACT,
            offered=lambda row: row.state == operational.ActionState.OPEN,
        )
    }  # fmt: skip
