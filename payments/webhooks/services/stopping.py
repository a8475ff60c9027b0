"""Stopping an endpoint: by its merchant, by staff, or because nobody answers there."""

from __future__ import annotations

from datetime import datetime

from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.outbox import public as outbox
from payments.webhooks.domain.events import EndpointDisabled
from payments.webhooks.domain.states import EndpointState
from payments.webhooks.models import Endpoint
from payments.webhooks.repositories import deliveries
from payments.webhooks.services.bodies import endpoint_body
from payments.webhooks.services.recording import record_event
from payments.webhooks.services.views import endpoint_view

DISABLED = "webhook_endpoint.disabled"


def stop(endpoint: Endpoint, *, reason: str, actor: Actor, now: datetime) -> None:
    """Send nothing more to an endpoint, in the caller's use case, who has locked it.

    What waits for it becomes dead letters, to be replayed once it is enabled again; the merchant's
    other endpoints are told, and its people by e-mail where it did not stop the endpoint itself.
    """
    endpoint.state, endpoint.disabled_reason = EndpointState.DISABLED, reason
    endpoint.failing_since = None
    endpoint.save(update_fields=["state", "disabled_reason", "failing_since"])
    given_up = deliveries.give_up_all(endpoint=endpoint.pk, at=now)
    audit.record(
        actor=actor,
        action="webhooks.endpoint.disabled",
        subject=f"webhook_endpoint:{endpoint.object_id}",
        detail={"reason": reason, "given_up": given_up},
        at=now,
    )
    record_event(
        merchant=endpoint.merchant,
        type=DISABLED,
        object=endpoint_body(endpoint_view(endpoint)),
        subject=endpoint.object_id,
        now=now,
    )
    if actor.kind is not ActorKind.API_CLIENT:
        outbox.publish(
            EndpointDisabled(merchant=endpoint.merchant, endpoint=endpoint.object_id),
            subject=f"webhook_endpoint:{endpoint.object_id}",
            at=now,
        )
