"""How much is still to be delivered, in the database."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, Q

from payments.webhooks.domain.states import DeliveryState, EndpointState
from payments.webhooks.models import Delivery, Endpoint


def counts(*, now: datetime) -> tuple[int, int, datetime | None]:
    """Return how many wait, how many of them are due, and since when the oldest due one is.

    What waits for an endpoint that is disabled is not counted.
    """
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING).exclude(
        endpoint__state=EndpointState.DISABLED
    )
    due = Q(next_at__lte=now)
    found = waiting.aggregate(
        waiting=Count("id"), due=Count("id", filter=due), oldest=Min("next_at", filter=due)
    )
    return found["waiting"], found["due"], found["oldest"]


def failing() -> int:
    """Return how many endpoints are failing."""
    return Endpoint.objects.filter(state=EndpointState.FAILING).count()


def dead() -> int:
    """Return how many deliveries were given up and not replayed."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).count()
