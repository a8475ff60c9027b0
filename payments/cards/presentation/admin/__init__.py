"""What the bank and the card networks have told each other, for staff to look at."""

from __future__ import annotations

from django.contrib import admin

from bankcore.presentation.read_only import ReadOnlyAdmin
from payments.cards.models import InboundMessage, Link, NetworkMessage, StoredReversal


@admin.register(NetworkMessage)
class NetworkMessageAdmin(ReadOnlyAdmin):
    list_display = ("queued_at", "connector", "mti", "state", "stan", "rrn", "response_code")
    list_filter = ("connector", "state", "mti")
    search_fields = ("rrn__exact", "operation_id__exact")
    search_help_text = "The whole retrieval reference, or the operation's id."
    ordering = ("-id",)
    exclude = ("token",)


@admin.register(StoredReversal)
class StoredReversalAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "connector", "state", "reason", "tries", "next_at", "message")
    list_filter = ("state", "connector")
    list_select_related = ("message",)
    ordering = ("-id",)


@admin.register(InboundMessage)
class InboundMessageAdmin(ReadOnlyAdmin):
    list_display = ("received_at", "connector", "mti", "state", "stan", "response_code")
    list_filter = ("connector", "state", "mti")
    ordering = ("-id",)


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    list_display = (
        "connector",
        "signed_on",
        "connected_since",
        "last_echo_at",
        "seen_at",
        "detail",
    )
    ordering = ("connector",)
