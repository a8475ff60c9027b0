"""Payouts in the back office, and taking one back that has not been paid."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from bankcore.presentation.acting import ActingAdmin, RowAct, WhyForm, money
from payments.presentation.admin.pages import Asked
from payments.settlement import public as settlement
from payments.settlement.models import Payout


def _cancel(row: Payout, asked: Asked) -> str:
    settlement.cancel_payout(
        merchant_pk=row.merchant_id,
        object_id=row.object_id,
        actor=asked.actor,
        now=asked.now,
        reason=asked["reason"],
    )
    return "The payout is canceled: its amount is available to the merchant again."


@admin.register(Payout)
class PayoutAdmin(ActingAdmin):
    list_display = ("object_id", "merchant", "amount", "state", "failure_code", "created_at")
    list_filter = ("state", "currency")
    list_select_related = ("merchant",)
    search_fields = ("=object_id", "=merchant__object_id")
    ordering = ("-pk",)
    fields = (
        *("object_id", "merchant", "amount", "state", "scheduled_for", "description"),
        *("failure_code", "txn_id", "created_at", "decided_at"),
    )
    readonly_fields = fields
    row_acts: ClassVar[dict[str, RowAct]] = {
        "cancel": RowAct(
            title="Cancel",
            form=WhyForm,
            do=_cancel,
            permission="gateway.pay_out",
            offered=lambda row: row.state == settlement.PayoutState.PENDING,
        )
    }

    @admin.display
    def amount(self, row: Payout) -> str:
        return money(row.amount_minor, row.currency)
