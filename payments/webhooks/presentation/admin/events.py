"""What merchants were told, and sending it again."""

from __future__ import annotations

import json
from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html

from payments.webhooks import public as webhooks
from payments.webhooks.models import Event
from payments.webhooks.presentation.admin.acting import ActingAdmin, Asked, Button
from payments.webhooks.presentation.admin.inlines import DeliveriesInline


def _replay(event: Event, asked: Asked) -> str:
    count = webhooks.replay_event(
        merchant=event.merchant, event=event.object_id, actor=asked.actor, now=asked.now
    )
    return f"Endpoints that this event is sent to again: {count}."


@admin.register(Event)
class EventAdmin(ActingAdmin):
    list_display = ("created_at", "object_id", "merchant", "type", "subject", "sequence")
    search_fields = ("object_id__exact", "merchant__exact", "subject__exact")
    search_help_text = "The event's, the merchant's or the object's id."
    ordering = ("-id",)
    readonly_fields = ("told",)
    inlines = (DeliveriesInline,)
    buttons: ClassVar[dict[str, Button]] = {
        "replay": Button("Send it again to all that it is for", _replay)
    }

    @admin.display(description="What is sent")
    def told(self, event: Event) -> str:
        """Show the event's bytes for people."""
        text = json.dumps(json.loads(bytes(event.payload)), indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", text)
