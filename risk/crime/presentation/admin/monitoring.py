"""What monitoring found, the movements that it looks at, and its parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ListAct,
    ReasonForm,
    ShownInline,
    money,
    waits,
)
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.crime import public as crime
from risk.crime.models import Flow, FoldedDay, Hit, HitFlow, Parameters


def dollars() -> Callable[..., str]:
    """Return a column that shows cents as dollars."""

    @admin.display(description="dollars", ordering="dollars")
    def shown(_site: object, row: Flow | Hit) -> str:
        return money(row.dollars, "USD")

    return shown


def shown_flow(flow: Flow) -> str:
    """Return a movement for people."""
    other = f", {flow.country}" if flow.country else ""
    cash = " in cash" if flow.is_cash else ""
    return f"{flow.at:%Y-%m-%d %H:%M} {flow.kind.lower()}{cash}{other}"


class FlowRows(ShownInline):
    """The movements that something is made of."""

    fields = ("what", "amount", "worth", "transaction")
    readonly_fields = fields

    @admin.display
    def what(self, row: Any) -> str:
        return shown_flow(row.flow)

    @admin.display
    def amount(self, row: Any) -> str:
        return money(row.flow.amount, row.flow.currency)

    @admin.display(description="dollars")
    def worth(self, row: Any) -> str:
        return money(row.flow.dollars, "USD")

    @admin.display
    def transaction(self, row: Any) -> int:
        return int(row.flow.transaction_id)


class HitFlowInline(FlowRows):
    model = HitFlow
    verbose_name_plural = "the movements that made it"


@admin.register(Hit)
class HitAdmin(ReadOnlyAdmin):
    list_display = ("day", "scenario", "explanation", "shown_dollars", "customer_id", "version")
    list_filter = ("scenario", "day")
    search_fields = ("customer_id",)
    ordering = ("-id",)
    fields = (
        "scenario", "day", "customer_id", "explanation", "shown_dollars", "version", "alert_id",
        "found_at",
    )  # fmt: skip
    readonly_fields = ("shown_dollars",)
    inlines = (HitFlowInline,)
    shown_dollars = dollars()


@admin.register(FoldedDay)
class FoldedDayAdmin(ReadOnlyAdmin):
    list_display = ("day", "movements", "unrated", "folded_at")
    ordering = ("-day",)


@admin.register(Flow)
class FlowAdmin(ReadOnlyAdmin):
    list_display = (
        "at", "kind", "shown_amount", "shown_dollars", "is_cash", "country", "customer_id",
        "other_customer",
    )  # fmt: skip
    list_filter = ("kind", "is_cash", "day")
    search_fields = ("customer_id",)
    ordering = ("-day", "-id")
    shown_dollars = dollars()

    @admin.display(description="amount")
    def shown_amount(self, row: Flow) -> str:
        return money(row.amount, row.currency)


def _field(scenario: crime.Scenario, name: str, allowed: crime.Range) -> forms.IntegerField:
    return forms.IntegerField(
        label=name.replace("_", " "),
        min_value=allowed.least,
        max_value=allowed.most,
        help_text=allowed.words.capitalize() + ".",
        initial=lambda: crime.parameters_of(scenario=scenario)[0][name],
    )


def _form(scenario: crime.Scenario) -> type[ActForm]:
    """Return the form of a scenario's parameters; it begins with those in force."""
    fields: dict[str, forms.Field] = {
        name: _field(scenario, name, allowed) for name, allowed in crime.RANGES[scenario].items()
    }
    if scenario is crime.Scenario.HIGH_RISK_COUNTRY:
        fields["countries"] = forms.CharField(
            max_length=1_000,
            help_text="Codes of two letters, parted by blanks.",
            initial=lambda: " ".join(crime.countries_of_risk()),
        )
    return type("ParametersForm", (ReasonForm,), fields)


def _ask(scenario: crime.Scenario, asked: Asked) -> str:
    values: dict[str, Any] = {name: asked[name] for name in crime.RANGES[scenario]}
    if scenario is crime.Scenario.HIGH_RISK_COUNTRY:
        values["countries"] = asked["countries"].split()
    request = crime.request_parameters(
        scenario=scenario, values=values, reason=asked["reason"], actor=asked.actor, now=asked.now
    )
    return waits(request.request_id)


def _act(scenario: crime.Scenario) -> ListAct:
    def ask(asked: Asked) -> str:
        return _ask(scenario, asked)

    return ListAct(
        title=f"Ask for: {crime.WORDS[scenario]}",
        form=_form(scenario),
        do=ask,
        permission="crime.set_parameters",
        explanation="A second person decides. Amounts are whole dollars.",
    )


@admin.register(Parameters)
class ParametersAdmin(ActingAdmin):
    list_display = ("scenario", "version", "values", "reason", "set_by", "set_at")
    list_filter = ("scenario",)
    ordering = ("scenario", "-version")
    list_acts: ClassVar[dict[str, ListAct]] = {
        scenario.lower(): _act(scenario) for scenario in crime.Scenario
    }
