"""Recalls in the back office: own ones are asked for, others' are answered, by two people."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import (
    ActForm,
    ActingAdmin,
    Asked,
    ReasonForm,
    RowAct,
    money,
    waits,
)
from payments.interbank import public as interbank
from payments.interbank.models import Recall

PERMISSION: Final = "interbank.recall_payment"
_REASONS = [(code, f"{code}: {words}") for code, words in interbank.RECALL_REASONS.items()]
_REFUSALS = [(code, f"{code}: {words}") for code, words in interbank.RECALL_REFUSALS.items()]


class RecallForm(ActForm):
    code = forms.ChoiceField(label="Reason", choices=_REASONS)
    detail = forms.CharField(
        max_length=105, help_text="Who decides reads it, and the other bank too."
    )


class ReturnForm(ReasonForm):
    consent = forms.CharField(
        max_length=500,
        required=False,
        help_text="How and when the payee agreed. Not needed for DUPL and TECH.",
    )


class RefuseForm(ActForm):
    code = forms.ChoiceField(label="Reason", choices=_REFUSALS)


def _recall(row: Any, asked: Asked) -> str:
    return waits(
        interbank.request_recall(
            item_id=row.pk,
            reason=asked["code"],
            detail=asked["detail"],
            actor=asked.actor,
            now=asked.now,
        )
    )


def _give_back(row: Recall, asked: Asked) -> str:
    return waits(
        interbank.request_recall_return(
            recall_id=row.pk,
            consent=asked["consent"],
            reason=asked["reason"],
            actor=asked.actor,
            now=asked.now,
        )
    )


def _refuse(row: Recall, asked: Asked) -> str:
    interbank.refuse_recall(
        recall_id=row.pk, reason=asked["code"], actor=asked.actor, now=asked.now
    )
    return "The other bank is told that the money does not come back."


def _waits_for_us(row: Recall) -> bool:
    return (row.direction, row.state) == ("IN", "OPEN")


# An act of the page of own payments.
RECALL: Final = RowAct(
    title="Recall the payment",
    form=RecallForm,
    do=_recall,
    permission=PERMISSION,
    explanation="The other bank is asked for the money; it may say no. A second person decides.",
    offered=lambda row: (
        (row.network, row.kind, row.state) == ("sepa", "CREDIT", "SETTLED")
        and row.payment_txn_id is not None
    ),
)


@admin.register(Recall)
class RecallAdmin(ActingAdmin):
    list_display = ("case_id", "direction", "state", "reason", "amount", "due_date", "refusal")
    list_filter = ("direction", "state", "reason", "due_date")
    search_fields = ("case_id", "transaction_id")
    ordering = ("closed_at", "due_date", "-id")
    row_acts = {
        "return": RowAct(
            title="Give the money back",
            form=ReturnForm,
            do=_give_back,
            permission=PERMISSION,
            explanation="The payee's account is debited, once a second person agrees.",
            offered=_waits_for_us,
        ),
        "refuse": RowAct(
            title="Refuse the recall",
            form=RefuseForm,
            do=_refuse,
            permission=PERMISSION,
            offered=_waits_for_us,
        ),
    }

    @admin.display
    def amount(self, row: Recall) -> str:
        return money(row.amount_minor, row.currency)
