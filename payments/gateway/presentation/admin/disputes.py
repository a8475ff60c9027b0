"""Disputes by their days: fought with a text, or let be."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin

from bankcore.presentation.acting import ActingAdmin, RowAct, ShownInline, WhyForm, money
from payments.gateway import public as gateway
from payments.gateway.models import Dispute, DisputeEvidence
from payments.gateway.presentation.admin.filters import OF_MERCHANT
from payments.gateway.services import disputes
from payments.presentation.admin.pages import Asked, StaffForm

_HANDLE: Final = "gateway.handle_dispute"


class EvidenceForm(StaffForm):
    text = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea,
        help_text="What the merchant says: it goes to the payer's bank as it stands.",
    )


def _fight(row: Dispute, asked: Asked) -> str:
    view = gateway.submit_evidence(
        merchant=gateway.get_merchant(row.merchant.object_id),
        dispute=row.object_id,
        evidence=[gateway.Evidence(kind="uncategorized_text", text=asked["text"])],
        idempotency=asked["request_key"],
        actor=asked.actor,
        now=asked.now,
    )
    return f"The dispute is now: {view.stage.replace('_', ' ').lower()}."


def _accept(row: Dispute, asked: Asked) -> str:
    disputes.accept(
        merchant=gateway.get_merchant(row.merchant.object_id),
        dispute=row.object_id,
        reason=asked["reason"],
        actor=asked.actor,
        now=asked.now,
    )
    return "The dispute is accepted: what was taken stays taken."


def _waits(row: Any) -> bool:
    return bool(row.stage == gateway.DisputeStage.NEEDS_RESPONSE)


class EvidenceInline(ShownInline):
    """What was brought, without its content: that is the payer's and the merchant's."""

    model = DisputeEvidence
    fields = ("kind", "file_name", "content_type", "added_at")
    readonly_fields = fields


@admin.register(Dispute)
class DisputeAdmin(ActingAdmin):
    list_display = (
        *("object_id", "merchant", "intent", "stage", "due_at", "amount", "reason", "connector"),
    )
    list_filter = ("stage", "due_at", "connector", OF_MERCHANT, "currency")
    list_select_related = ("merchant", "intent")
    search_fields = ("object_id__exact", "intent__object_id__exact")
    search_help_text = "The dispute's or the payment's id."
    ordering = ("decided_at", "due_at", "id")
    fields = (
        *("object_id", "merchant", "intent", "connector", "stage", "reason", "amount", "excess"),
        *("chargeback", "representment", "due_at", "created_at", "decided_at"),
    )
    readonly_fields = fields
    inlines = (EvidenceInline,)
    row_acts: ClassVar[dict[str, RowAct]] = {
        "evidence": RowAct(
            title="Fight it", form=EvidenceForm, do=_fight, permission=_HANDLE, offered=_waits
        ),
        "accept": RowAct(
            title="Accept it",
            form=WhyForm,
            do=_accept,
            permission=_HANDLE,
            explanation="What the payer's bank has taken stays taken. This is not undone.",
            offered=_waits,
        ),
    }

    @admin.display
    def amount(self, row: Dispute) -> str:
        return money(row.amount_minor, row.currency)

    @admin.display(description="the bank's loss")
    def excess(self, row: Dispute) -> str:
        return money(row.excess_minor, row.currency)
