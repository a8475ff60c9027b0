"""Indicators and their thresholds, capital, and what is overdue."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import ActingAdmin, Asked, ListAct, ReasonForm, waits
from bankcore.presentation.read_only import ReadOnlyAdmin
from risk.operational import public as operational
from risk.operational.models import CapitalDay, Overdue, Reading, Threshold
from risk.operational.presentation.admin.shown import PicturedAdmin, day_input, euros


class ThresholdForm(ReasonForm):
    indicator = forms.ChoiceField(choices=list(operational.WORDS.items()))
    amber = forms.DecimalField(max_digits=14, decimal_places=2)
    red = forms.DecimalField(max_digits=14, decimal_places=2)
    effective_from = forms.DateField(widget=day_input())


def _ask(asked: Asked) -> str:
    request = operational.request_threshold(
        indicator=operational.Indicator(asked["indicator"]),
        amber=asked["amber"],
        red=asked["red"],
        effective_from=asked["effective_from"],
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(request.request_id)


@admin.register(Threshold)
class ThresholdAdmin(ActingAdmin):
    list_display = ("indicator", "amber", "red", "effective_from", "reason", "set_by", "set_at")
    list_filter = ("indicator",)
    ordering = ("-id",)
    list_acts: ClassVar[dict[str, ListAct]] = {
        "ask": ListAct(
            title="Ask for a threshold", form=ThresholdForm, do=_ask,
            permission="operational.set_threshold",
            explanation="A second person decides. Of each indicator the newest counts.",
        )
    }  # fmt: skip


@admin.register(Reading)
class ReadingAdmin(PicturedAdmin):
    list_display = ("day", "shown_indicator", "value", "colour")
    list_filter = ("indicator", "colour")
    ordering = ("-day", "id")
    pictures = {
        each.lower().replace("_", "-"): (
            words,
            partial(operational.indicator_trend, indicator=each),
        )
        for each, words in operational.WORDS.items()
    }

    @admin.display(description="indicator")
    def shown_indicator(self, row: Reading) -> str:
        return operational.WORDS[operational.Indicator(row.indicator)]


@admin.register(CapitalDay)
class CapitalDayAdmin(ReadOnlyAdmin):
    list_display = (
        "day", "shown_indicator", "bucket", "shown_component", "shown_losses", "multiplier",
        "shown_capital", "shown_weighted",
    )  # fmt: skip
    fields = (
        "day", "years", "shown_indicator", "bucket", "shown_component", "shown_losses",
        "loss_years", "multiplier", "shown_capital", "shown_weighted", "made_at",
    )  # fmt: skip
    readonly_fields = (
        "shown_indicator", "shown_component", "shown_losses", "shown_capital", "shown_weighted",
    )  # fmt: skip
    ordering = ("-day",)
    shown_indicator = euros("indicator", "business indicator")
    shown_component = euros("component", "BIC")
    shown_losses = euros("losses", "15 times the mean annual loss")
    shown_capital = euros("capital")
    shown_weighted = euros("weighted", "risk-weighted")


@admin.register(Overdue)
class OverdueAdmin(ReadOnlyAdmin):
    list_display = ("kind", "about_id", "due_on", "day")
    list_filter = ("kind",)
    ordering = ("-id",)
