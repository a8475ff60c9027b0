"""Merchants' endpoints: how they are doing, and stopping one."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from payments.webhooks import public as webhooks
from payments.webhooks.models import Endpoint
from payments.webhooks.presentation.admin.acting import ActingAdmin, Asked, Button


def _stop(endpoint: Endpoint, asked: Asked) -> str:
    webhooks.stop_endpoint(
        merchant=endpoint.merchant,
        endpoint=endpoint.object_id,
        reason=asked.reason or "Stopped by the bank.",
        actor=asked.actor,
        now=asked.now,
    )
    return "Nothing more is sent to this endpoint. What waited is among the dead letters."


def _replay(endpoint: Endpoint, asked: Asked) -> str:
    count = webhooks.replay_dead(
        merchant=endpoint.merchant,
        endpoint=endpoint.object_id,
        actor=asked.actor,
        now=asked.now,
    )
    return f"Dead letters that are sent again: {count}."


@admin.register(Endpoint)
class EndpointAdmin(ActingAdmin):
    list_display = ("object_id", "merchant", "url", "state", "failing_since", "disabled_reason")
    list_filter = ("state", "is_live")
    search_fields = ("object_id__exact", "merchant__exact")
    search_help_text = "The endpoint's or the merchant's id."
    ordering = ("-id",)
    buttons: ClassVar[dict[str, Button]] = {
        "replay": Button("Send its dead letters again", _replay),
        "stop": Button("Send nothing more to it", _stop, asks_reason=True),
    }
