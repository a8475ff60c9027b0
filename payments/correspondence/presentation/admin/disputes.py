"""Disputes of customers' entries: looked into by one, given back by two."""

from __future__ import annotations

from typing import ClassVar, Final

from django import forms
from django.contrib import admin

from bankcore import clock
from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ReasonForm,
    RowAct,
    money,
    waits,
)
from bankcore.presentation.queue_filter import queue_filter
from payments.correspondence import public as correspondence
from payments.correspondence.models import Dispute

_DECIDE: Final = "correspondence.decide_dispute"
_S: Final = correspondence.DisputeState
_OPEN: Final = (_S.RECEIVED, _S.UNDER_REVIEW)


def _named(ground: correspondence.Ground) -> tuple[str, str]:
    return ground.value, ground.value.replace("_", " ").capitalize()


class DeclineForm(ActForm):
    ground = forms.ChoiceField(choices=[_named(each) for each in correspondence.AGAINST])
    words = forms.CharField(
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The customer reads it after the sentence that goes with the ground.",
    )


class RefundForm(ReasonForm):
    ground = forms.ChoiceField(choices=[_named(each) for each in correspondence.FOR_CUSTOMER])


def _take(row: Dispute, asked: Asked) -> str:
    correspondence.take_dispute(dispute_id=row.public_id, actor=asked.actor, now=asked.now)
    return "The dispute is yours."


def _decline(row: Dispute, asked: Asked) -> str:
    correspondence.decline_dispute(
        dispute_id=row.public_id,
        ground=correspondence.Ground(asked["ground"]),
        words=asked["words"],
        request_key=asked["request_key"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The entry stays booked; the customer reads why."


def _refund(row: Dispute, asked: Asked) -> str:
    found = correspondence.ask_for_refund(
        dispute_id=row.public_id,
        ground=correspondence.Ground(asked["ground"]),
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return waits(found.request_id)


def _is_open(row: Dispute) -> bool:
    return row.state in _OPEN


QUEUE = queue_filter(
    "queue",
    "queue",
    {
        "open": ("To be decided", lambda _request, rows: rows.filter(state__in=_OPEN)),
        "late": (
            "Past their day",
            lambda _request, rows: rows.filter(state__in=_OPEN, due_on__lt=clock.now().date()),
        ),
    },
)


@admin.register(Dispute)
class DisputeAdmin(ActingAdmin):
    """What is to be decided comes first, the one that is due first."""

    list_display = (
        "__str__", "customer", "reason", "amount", "booked_on", "state", "due_on", "assignee",
    )  # fmt: skip
    list_filter = (QUEUE, "state", "reason", "ground")
    list_select_related = ("customer",)
    ordering = ("-decided_at", "due_on", "id")
    row_acts: ClassVar[dict[str, RowAct]] = {
        "take": RowAct(
            title="Look into it", form=ActForm, do=_take, permission=_DECIDE, offered=_is_open
        ),
        "refund": RowAct(
            title="Give the money back",
            form=RefundForm,
            do=_refund,
            permission=_DECIDE,
            offered=_is_open,
            explanation="A second person decides. The bank bears it, until it comes in elsewhere.",
        ),
        "decline": RowAct(
            title="Leave it booked",
            form=DeclineForm,
            do=_decline,
            permission=_DECIDE,
            offered=_is_open,
            explanation="The customer reads the ground and your words.",
        ),
    }

    @admin.display
    def amount(self, row: Dispute) -> str:
        return money(row.amount_minor, row.currency)
