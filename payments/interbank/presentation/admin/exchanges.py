"""Files exchanged with clearing houses, and the payments in them."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.acting import ActingAdmin
from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.interbank.models import ExchangeFile, InboundItem, Item, Settlement
from payments.interbank.presentation.admin.recalls import RECALL


@admin.register(ExchangeFile)
class ExchangeFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "network", "direction", "kind", "state", "reason", "count")
    list_filter = ("network", "direction", "kind", "state")
    search_fields = ("name", "message_id")
    exclude = ("content",)


@admin.register(Item)
class ItemAdmin(ActingAdmin):
    row_acts = {"recall": RECALL}
    list_display = ("end_to_end_id", "network", "kind", "state", "amount_minor", "due_date")
    list_filter = ("network", "kind", "state", "reason")
    search_fields = ("end_to_end_id__exact", "mandate_reference__exact")
    exclude = ("other_account",)


@admin.register(InboundItem)
class InboundItemAdmin(ReadOnlyAdmin):
    list_display = ("transaction_id", "network", "kind", "state", "amount_minor", "reason")
    list_filter = ("network", "kind", "state")
    search_fields = ("transaction_id", "message_id")


@admin.register(Settlement)
class SettlementAdmin(ReadOnlyAdmin):
    list_display = ("reference", "network", "amount_minor", "currency", "business_date")
    list_filter = ("network", "business_date")
    search_fields = ("reference",)
