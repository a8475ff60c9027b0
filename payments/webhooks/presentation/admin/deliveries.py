"""Deliveries with every attempt and answer; those given up are the dead letters."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from payments.webhooks import public as webhooks
from payments.webhooks.models import Delivery
from payments.webhooks.presentation.admin.acting import ActingAdmin, Asked, Button
from payments.webhooks.presentation.admin.inlines import AttemptsInline


def _replay(delivery: Delivery, asked: Asked) -> str:
    count = webhooks.replay_event(
        merchant=delivery.event.merchant,
        event=delivery.event.object_id,
        endpoint=delivery.endpoint.object_id,
        actor=asked.actor,
        now=asked.now,
    )
    return "It is sent again." if count else "It is under way just now."


@admin.register(Delivery)
class DeliveryAdmin(ActingAdmin):
    list_display = ("event", "endpoint", "state", "tries", "next_at", "settled_at")
    list_filter = ("state",)
    list_select_related = ("event", "endpoint")
    search_fields = ("event__object_id__exact", "endpoint__object_id__exact")
    search_help_text = "The event's or the endpoint's id."
    ordering = ("-id",)
    inlines = (AttemptsInline,)
    buttons: ClassVar[dict[str, Button]] = {"replay": Button("Send it again", _replay)}
