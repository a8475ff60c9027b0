"""Bringing operations to their networks: outside of any transaction, after what is written down."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

from payments.gateway.domain.views import Begun, IntentView
from payments.gateway.repositories import intents, operations
from payments.gateway.services import connectors, views

SECONDS: Final = 20.0
_MOST: Final = 8
"""More operations than follow one another: three networks, a capture, and some to spare."""


def bring(operation_id: UUID, *, seconds: float = SECONDS, all_but: UUID | None = None) -> None:
    """Bring an operation to its network and wait for the answer, and then what follows from it.

    What follows may be another network, or a capture. Returns when nothing is left to bring, or
    the time is over; what is left is brought by payments.gateway.services.sweeping. `all_but` is
    one that is not to be brought any more. Changes nothing itself: answers come in by
    apply_outcome.
    """
    over = time.monotonic() + seconds
    brought: set[UUID] = set() if all_but is None else {all_but}
    for _ in range(_MOST):
        waiting = [
            each for each in operations.waiting_beside(operation_id) if each[0] not in brought
        ]
        left = over - time.monotonic()
        if not waiting or left <= 0:
            return
        found, connector = waiting[0]
        brought.add(found)
        connectors.of(connector).perform(found, seconds=left)


def payment(begun: Begun, *, seconds: float) -> IntentView:
    """Bring what a payment's use case has begun, and return the payment as it then stands."""
    if begun.operation_id is not None:
        bring(begun.operation_id, seconds=seconds)
    found = intents.by_secret(object_id=begun.object_id)
    assert found is not None  # noqa: S101 - begun just now, and payments stay
    return views.intent_view(found)
