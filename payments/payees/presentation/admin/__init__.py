"""Checked names in the back office, for disputes: what a payer was told before paying."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.payees.models import NameCheck


@admin.register(NameCheck)
class NameCheckAdmin(ReadOnlyAdmin):
    """Found by the key of the order's request, which the payment's audit trail names."""

    list_display = ("asked_at", "customer", "answer", "is_limited")
    list_filter = ("answer", "is_limited")
    list_select_related = ("customer",)
    search_fields = ("request_key__exact",)
    search_help_text = "The key of the order's request."
    ordering = ("-id",)
    exclude = ("asked_index",)
