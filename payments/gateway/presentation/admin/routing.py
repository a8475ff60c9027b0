"""Which networks payments go to, and whether networks answer."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import ActingAdmin, ListAct, RowAct, WhyForm
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.gateway import public as gateway
from payments.gateway.models import ConnectorHealth, RoutingRule
from payments.presentation.admin.pages import Asked, StaffForm

_MANAGE: Final = "gateway.manage_merchants"


class RuleForm(StaffForm):
    kind = forms.TypedChoiceField(
        choices=[(each.value, each.value) for each in gateway.InstrumentKind],
        coerce=gateway.InstrumentKind,
    )
    connector = forms.CharField(max_length=16)
    merchant = forms.CharField(max_length=40, required=False, help_text="acct_…; empty: every.")
    brand = forms.CharField(max_length=16, required=False, help_text="Empty: every.")
    currency = forms.CharField(max_length=3, required=False, help_text="Empty: every.")
    least_minor = forms.IntegerField(label="From", initial=0, help_text="In minor units.")
    most_minor = forms.IntegerField(label="To", required=False, help_text="Empty: any amount.")
    priority = forms.IntegerField(
        initial=100, min_value=0, max_value=32_767, help_text="Lower ones are tried first."
    )
    cost_bps = forms.IntegerField(
        label="Cost", initial=0, min_value=0, max_value=10_000, help_text="Of 10,000."
    )


def _add(asked: Asked) -> str:
    given = dict(asked.form.cleaned_data)
    del given["request_key"]
    given["currency"] = given["currency"].upper()
    number = gateway.add_routing_rule(
        order=gateway.RuleOrder(**given), actor=asked.actor, now=asked.now
    )
    return f"Rule {number} holds from now on."


def _retire(row: RoutingRule, asked: Asked) -> str:
    gateway.retire_routing_rule(
        rule=row.pk, actor=asked.actor, now=asked.now, reason=asked["reason"]
    )
    return "The rule holds no more."


def _holds(row: Any) -> bool:
    return bool(row.is_active)


@admin.register(RoutingRule)
class RoutingRuleAdmin(ActingAdmin):
    not_summed = ("least_minor", "most_minor")
    list_display = (
        *("id", "merchant", "kind", "brand", "currency", "least_minor", "most_minor"),
        *("connector", "priority", "cost_bps", "is_active"),
    )
    list_filter = ("is_active", "kind", "connector")
    list_select_related = ("merchant",)
    ordering = ("-is_active", "priority", "id")
    list_acts: ClassVar[dict[str, ListAct]] = {
        "new": ListAct(
            title="Set a rule",
            form=RuleForm,
            do=_add,
            permission=_MANAGE,
            explanation="Where a rule holds for a payment, only networks of rules are tried.",
        )
    }
    row_acts: ClassVar[dict[str, RowAct]] = {
        "retire": RowAct(
            title="Retire", form=WhyForm, do=_retire, permission=_MANAGE, offered=_holds
        )
    }


@admin.register(ConnectorHealth)
class ConnectorHealthAdmin(ReadOnlyAdmin):
    list_display = (
        *("connector", "failures", "open_until", "probing_until", "last_failure_at"),
        "last_success_at",
    )
    ordering = ("connector",)
