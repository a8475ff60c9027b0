"""Where programs of /api/v1 are told of events, and the events themselves.

What a program keeps here is its own: another's endpoints and events are not there.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bankcore import clock
from bankcore.presentation import idempotency
from bankcore.presentation.api import callers, documentation, versions
from bankcore.presentation.api.fields import validated
from payments.webhooks import public as webhooks
from payments.webhooks.presentation.api import serializers

READ, WRITE = "webhooks:read", "webhooks:write"
_MOST_ENDPOINTS = 100


def _owner(request: Request) -> str:
    return webhooks.owner_of(callers.caller_of(request).client_id)


class _Given:
    """What every use case about one's own endpoints is given."""

    @staticmethod
    def by(request: Request) -> dict[str, Any]:
        return {
            "merchant": _owner(request),
            "actor": callers.actor_of(request),
            "now": clock.now(),
        }


class EndpointList(APIView):
    scopes = {"GET": READ, "POST": WRITE}

    @documentation.read(
        answers=serializers.ClientEndpointsOutput,
        operation_id="client_webhook_endpoints_list",
        summary="List your webhook endpoints",
    )
    def get(self, request: Request) -> Response:
        validated(serializers.ClientNothingInput, request.query_params.dict())
        found, _ = webhooks.list_endpoints(merchant=_owner(request), limit=_MOST_ENDPOINTS)
        return Response(serializers.ClientEndpointsOutput({"items": found}).data)

    @documentation.write(
        takes=serializers.ClientEndpointInput,
        answers=serializers.ClientNewEndpointOutput,
        operation_id="client_webhook_endpoints_create",
        summary="Have events of accounts sent to an address",
    )
    def post(self, request: Request) -> Response:
        key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        asked = serializers.ClientEndpointInput(data=request.data)
        asked.is_valid(raise_exception=True)
        made = webhooks.create_endpoint(
            order=webhooks.EndpointOrder(
                **asked.validated_data, is_live=settings.API_MODE == "live"
            ),
            idempotency=key,
            **_Given.by(request),
        )
        return Response(serializers.ClientNewEndpointOutput(made).data, status=201)


def _told(endpoint: webhooks.EndpointView) -> dict[str, Any]:
    return dict(serializers.ClientEndpointOutput(endpoint).data)


class EndpointDetail(APIView):
    scopes = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}

    @documentation.read(
        answers=serializers.ClientEndpointOutput,
        operation_id="client_webhook_endpoints_read",
        summary="Read a webhook endpoint",
    )
    def get(self, request: Request, endpoint: str) -> Response:
        found = webhooks.get_endpoint(merchant=_owner(request), endpoint=endpoint)
        return versions.answer(_told(found))

    @documentation.amend(
        answers=serializers.ClientEndpointOutput,
        operation_id="client_webhook_endpoints_change",
        request=serializers.ClientEndpointChangeInput,
        summary="Change a webhook endpoint, stop it or enable it again",
    )
    def patch(self, request: Request, endpoint: str) -> Response:
        asked = serializers.ClientEndpointChangeInput(data=request.data)
        asked.is_valid(raise_exception=True)
        changed = webhooks.update_endpoint(
            endpoint=endpoint,
            change=asked.change(),
            expected=versions.expected(request, _told),
            **_Given.by(request),
        )
        return versions.answer(_told(changed))

    @documentation.read(
        answers=serializers.ClientEndpointsOutput,
        operation_id="client_webhook_endpoints_delete",
        request=None,
        summary="Take a webhook endpoint away; what it was told stays on record",
    )
    def delete(self, request: Request, endpoint: str) -> Response:
        webhooks.delete_endpoint(endpoint=endpoint, **_Given.by(request))
        return self._left(request)

    def _left(self, request: Request) -> Response:
        found, _ = webhooks.list_endpoints(merchant=_owner(request), limit=_MOST_ENDPOINTS)
        return Response(serializers.ClientEndpointsOutput({"items": found}).data)


class EndpointSecret(APIView):
    scopes = {"POST": WRITE}

    @documentation.write(
        takes=serializers.ClientNothingInput,
        answers=serializers.ClientNewEndpointOutput,
        operation_id="client_webhook_endpoints_secret",
        summary="Change the secret; the old one signs for another 24 hours",
    )
    def post(self, request: Request, endpoint: str) -> Response:
        key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        rolled = webhooks.roll_secret(endpoint=endpoint, idempotency=key, **_Given.by(request))
        return Response(serializers.ClientNewEndpointOutput(rolled).data, status=201)


class EndpointTest(APIView):
    scopes = {"POST": WRITE}

    @documentation.change(
        takes=serializers.ClientNothingInput,
        answers=serializers.ClientTestOutput,
        operation_id="client_webhook_endpoints_test",
        summary="Send webhook_endpoint.test to this endpoint",
    )
    def post(self, request: Request, endpoint: str) -> Response:
        event = webhooks.send_test(endpoint=endpoint, **_Given.by(request))
        return Response(serializers.ClientTestOutput({"event": event}).data, status=201)


class EventList(APIView):
    scopes = {"GET": READ}

    @documentation.read(
        answers=serializers.ClientEventsOutput,
        operation_id="client_webhook_events_list",
        parameters=[serializers.ClientEventListInput],
        summary="List what you were told of, newest first",
    )
    def get(self, request: Request) -> Response:
        asked = serializers.ClientEventListInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        found, has_more = webhooks.list_events(
            merchant=_owner(request),
            filter=webhooks.EventFilter(types=[values["type"]] if values["type"] else ()),
            after=values["after"] or None,
            limit=values["limit"],
        )
        return Response(serializers.ClientEventsOutput({"items": found, "has_more": has_more}).data)


class EventReplay(APIView):
    scopes = {"POST": WRITE}

    @documentation.change(
        takes=serializers.ClientNothingInput,
        answers=serializers.ClientReplayOutput,
        operation_id="client_webhook_events_replay",
        summary="Send an event again to all of your endpoints that it is for",
    )
    def post(self, request: Request, event: str) -> Response:
        count = webhooks.replay_event(event=event, **_Given.by(request))
        return Response(serializers.ClientReplayOutput({"endpoints": count}).data, status=201)
