"""Instant payments in the back office: how far each has come."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bankcore.presentation.acting import money
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.interbank.models import InstantIncoming, InstantSending


@admin.register(InstantSending)
class InstantSendingAdmin(ReadOnlyAdmin):
    """Own instant payments; one without an end is asked about at `ask_at`."""

    list_display = ("message", "state", "reason", "amount", "deadline", "ask_at", "asked")
    list_filter = ("file__state", ("ask_at", admin.EmptyFieldListFilter))
    search_fields = ("file__message_id",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InstantSending]:
        return super().get_queryset(request).select_related("file")

    @admin.display
    def message(self, row: InstantSending) -> str:
        return row.file.message_id

    @admin.display
    def state(self, row: InstantSending) -> str:
        ends = {"ACKNOWLEDGED": "settled", "REFUSED": "rejected"}
        return ends.get(row.file.state, "waits for an answer")

    @admin.display
    def reason(self, row: InstantSending) -> str:
        return row.file.reason

    @admin.display
    def amount(self, row: InstantSending) -> str:
        return money(row.file.total_minor, row.file.currency)


@admin.register(InstantIncoming)
class InstantIncomingAdmin(ReadOnlyAdmin):
    list_display = ("transaction_id", "state", "reason", "amount", "iban", "asked", "created_at")
    list_filter = ("state", "reason")
    search_fields = ("transaction_id", "message_id", "iban")
    exclude = ("answer",)
    ordering = ("-id",)

    @admin.display
    def amount(self, row: Any) -> str:
        return money(row.amount_minor, row.currency)
