"""What endpoints and deliveries can be."""

from __future__ import annotations

from enum import StrEnum


class EndpointState(StrEnum):
    """A FAILING endpoint is tried as an ENABLED one is; a DISABLED one is sent nothing."""

    ENABLED = "ENABLED"
    FAILING = "FAILING"
    DISABLED = "DISABLED"


class DeliveryState(StrEnum):
    """DELIVERED is what the receiver said by a 2xx; DEAD is given up until somebody replays it."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"
