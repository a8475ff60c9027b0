"""Where merchants are told of events, and the events themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from bankcore import clock
from payments.gateway.presentation.api import inputs, lists
from payments.gateway.presentation.api.base import READ, WRITE, MerchantView, livemode
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.presentation.api.once import Work, once
from payments.webhooks import public as webhooks


def _part(asked: lists.Query) -> dict[str, Any]:
    """Return which part of a list is asked for, in the words of the webhooks' door."""
    part = asked.part
    return {
        "since": part.created_from,
        "until": part.created_until,
        "after": part.after,
        "before": part.before,
        "limit": part.limit,
    }


class EndpointList(MerchantView):
    scopes = {"GET": READ, "POST": WRITE}

    @describe("webhook_endpoints_list", "List endpoints", answers="webhook_endpoint", many=True)
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        found = webhooks.list_endpoints(
            merchant=self.merchant(request).object_id,
            **_part(asked),
        )
        return self.many(request, asked, found, webhooks.endpoint_body)

    @describe("webhook_endpoints_create", "Add an endpoint", answers="webhook_endpoint")
    @once(inputs.EndpointInput)
    def post(self, work: Work) -> dict[str, Any]:
        values = work.values
        view = webhooks.create_endpoint(
            merchant=work.merchant.object_id,
            order=webhooks.EndpointOrder(
                url=values["url"],
                enabled_events=values["enabled_events"],
                is_live=livemode(work.merchant),
                description=values.get("description", ""),
                metadata=values.get("metadata", {}),
            ),
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return webhooks.endpoint_body(view)


class EndpointDetail(MerchantView):
    scopes = {"GET": READ, "POST": WRITE, "DELETE": WRITE}

    @describe("webhook_endpoints_read", "Read an endpoint", answers="webhook_endpoint")
    def get(self, request: Request, endpoint: str) -> Response:
        view = webhooks.get_endpoint(merchant=self.merchant(request).object_id, endpoint=endpoint)
        return self.one(request, webhooks.endpoint_body(view))

    @describe("webhook_endpoints_update", "Change an endpoint", answers="webhook_endpoint")
    @once(inputs.EndpointChangeInput)
    def post(self, work: Work, endpoint: str) -> dict[str, Any]:
        values = work.values
        view = webhooks.update_endpoint(
            merchant=work.merchant.object_id,
            endpoint=endpoint,
            change=webhooks.EndpointChange(
                url=values.get("url"),
                enabled_events=values.get("enabled_events"),
                description=values.get("description"),
                metadata=values.get("metadata"),
                is_enabled=None if "disabled" not in values else not values["disabled"],
            ),
            actor=work.actor,
            now=clock.now(),
        )
        return webhooks.endpoint_body(view)

    @describe(
        "webhook_endpoints_delete", "Take an endpoint away", answers="webhook_endpoint.deleted"
    )
    @once(inputs.Nothing)
    def delete(self, work: Work, endpoint: str) -> dict[str, Any]:
        webhooks.delete_endpoint(
            merchant=work.merchant.object_id,
            endpoint=endpoint,
            actor=work.actor,
            now=clock.now(),
        )
        return {"id": endpoint, "object": "webhook_endpoint", "deleted": True}


class EndpointSecret(MerchantView):
    scopes = {"POST": WRITE}

    @describe("webhook_endpoints_secret", "Change its secret", answers="webhook_endpoint")
    @once(inputs.Nothing)
    def post(self, work: Work, endpoint: str) -> dict[str, Any]:
        view = webhooks.roll_secret(
            merchant=work.merchant.object_id,
            endpoint=endpoint,
            idempotency=work.request_id,
            actor=work.actor,
            now=clock.now(),
        )
        return webhooks.endpoint_body(view)


class EndpointTest(MerchantView):
    scopes = {"POST": WRITE}

    @describe("webhook_endpoints_test", "Send it a test", answers="event")
    @once(inputs.Nothing)
    def post(self, work: Work, endpoint: str) -> dict[str, Any]:
        merchant = work.merchant.object_id
        event = webhooks.send_test(
            merchant=merchant, endpoint=endpoint, actor=work.actor, now=clock.now()
        )
        return webhooks.event_body(webhooks.get_event(merchant=merchant, event=event))


class EndpointDeliveries(MerchantView):
    scopes = {"GET": READ}

    @describe("webhook_deliveries_list", "List what went there", answers="webhook_delivery",
              many=True)  # fmt: skip
    def get(self, request: Request, endpoint: str) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        found = webhooks.list_deliveries(
            merchant=self.merchant(request).object_id,
            endpoint=endpoint,
            **_part(asked),
        )
        return self.many(request, asked, found, webhooks.delivery_body)


class EndpointReplay(MerchantView):
    scopes = {"POST": WRITE}

    @describe("webhook_endpoints_replay", "Send events again", answers="webhook_replay")
    @once(inputs.EndpointReplayInput)
    def post(self, work: Work, endpoint: str) -> dict[str, Any]:
        values, merchant, now = work.values, work.merchant.object_id, clock.now()
        if values["dead"]:
            count = webhooks.replay_dead(
                merchant=merchant, endpoint=endpoint, actor=work.actor, now=now
            )
        else:
            count = webhooks.replay_range(
                merchant=merchant,
                endpoint=endpoint,
                since=datetime.fromtimestamp(values["since"], UTC),
                until=datetime.fromtimestamp(values["until"], UTC),
                actor=work.actor,
                now=now,
            )
        return {"id": endpoint, "object": "webhook_replay", "deliveries": count}


class EventList(MerchantView):
    scopes = {"GET": READ}

    @describe("events_list", "List events", answers="event", many=True, filters=("type", "subject"))
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=("type", "subject"), paged=True)
        kind = asked.filters.get("type")
        found = webhooks.list_events(
            merchant=self.merchant(request).object_id,
            filter=webhooks.EventFilter(
                types=(kind,) if kind else (),
                subject=asked.filters.get("subject", ""),
                since=asked.part.created_from,
                until=asked.part.created_until,
            ),
            after=asked.part.after,
            before=asked.part.before,
            limit=asked.part.limit,
        )
        return self.many(request, asked, found, webhooks.event_body)


class EventDetail(MerchantView):
    scopes = {"GET": READ}

    @describe("events_read", "Read an event", answers="event")
    def get(self, request: Request, event: str) -> Response:
        view = webhooks.get_event(merchant=self.merchant(request).object_id, event=event)
        return self.one(request, webhooks.event_body(view))


class EventDeliveries(MerchantView):
    scopes = {"GET": READ}

    @describe("events_deliveries", "Read where it went", answers="webhook_delivery", many=True)
    def get(self, request: Request, event: str) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        found = webhooks.page_of_deliveries(
            merchant=self.merchant(request).object_id,
            event=event,
            **_part(asked),
        )
        return self.many(request, asked, found, webhooks.delivery_body)


class EventReplay(MerchantView):
    scopes = {"POST": WRITE}

    @describe("events_replay", "Send it again", answers="webhook_replay")
    @once(inputs.ReplayInput)
    def post(self, work: Work, event: str) -> dict[str, Any]:
        count = webhooks.replay_event(
            merchant=work.merchant.object_id,
            event=event,
            endpoint=work.values.get("endpoint"),
            actor=work.actor,
            now=clock.now(),
        )
        return {"id": event, "object": "webhook_replay", "deliveries": count}
