"""Webhook endpoints and events as programs of /api/v1 give and see them."""

from __future__ import annotations

import json
from typing import Any

from rest_framework import serializers

from bankcore.presentation.api.fields import StrictSerializer, TextField, TruthField
from payments.webhooks import public as webhooks

_MOST_FILTERS = 50


def _filters(**more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=TextField(max_length=170),
        max_length=_MOST_FILTERS,
        help_text="Types such as payment.completed, families such as loan.*, or * for all.",
        **more,
    )


class ClientEndpointInput(StrictSerializer):
    """A new endpoint."""

    url = TextField(max_length=2_000, help_text="https, on the public internet.")
    enabled_events = _filters()
    description = TextField(required=False, default="", allow_blank=True, max_length=200)


class ClientNothingInput(StrictSerializer):
    """Nothing need be said."""


class ClientEndpointChangeInput(StrictSerializer):
    """What is to be different; what is left out stays."""

    url = TextField(required=False, max_length=2_000)
    enabled_events = _filters(required=False)
    description = TextField(required=False, allow_blank=True, max_length=200)
    is_enabled = TruthField(required=False)

    def change(self) -> webhooks.EndpointChange:
        """Return the change."""
        return webhooks.EndpointChange(**self.validated_data)


class ClientEndpointOutput(serializers.Serializer[webhooks.EndpointView]):
    """An endpoint."""

    id = serializers.CharField(source="object_id")
    url = serializers.CharField()
    enabled_events = serializers.ListField(child=serializers.CharField())
    description = serializers.CharField()
    state = serializers.CharField()
    disabled_reason = serializers.CharField()
    failing_since = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ClientNewEndpointOutput(ClientEndpointOutput):
    """An endpoint with its secret, which is shown this once."""

    secret = serializers.CharField()


class ClientEndpointsOutput(serializers.Serializer[Any]):
    """All endpoints of the program, newest first."""

    items = ClientEndpointOutput(many=True)


class ClientEventOutput(serializers.Serializer[webhooks.EventView]):
    """An event; `body` is what is sent, and `pending` to how many endpoints it has yet to come."""

    id = serializers.CharField(source="object_id")
    type = serializers.CharField()
    sequence = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    pending = serializers.IntegerField()
    body = serializers.SerializerMethodField()

    def get_body(self, view: webhooks.EventView) -> dict[str, Any]:
        """Return the event's JSON."""
        body: dict[str, Any] = json.loads(view.payload)
        return body


class ClientEventsOutput(serializers.Serializer[Any]):
    """A page of events, newest first; `has_more` tells of older ones."""

    items = ClientEventOutput(many=True)
    has_more = serializers.BooleanField()


class ClientEventListInput(StrictSerializer):
    """Which events: by type or family, and those before an event."""

    type = TextField(required=False, default="", max_length=170)
    after = TextField(required=False, default="", max_length=40, help_text="The last id you saw.")
    limit = serializers.IntegerField(required=False, default=20, min_value=1, max_value=100)


class ClientReplayOutput(serializers.Serializer[Any]):
    """To how many endpoints it is sent again."""

    endpoints = serializers.IntegerField()


class ClientTestOutput(serializers.Serializer[Any]):
    """The event that is sent."""

    event = serializers.CharField()
