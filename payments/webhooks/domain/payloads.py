"""The bytes of an event: what is stored is what is signed and sent.

The shape is that of Stripe's Event object, with `sequence` beside it: the number of the event among
those of its object, by which a receiver puts them in order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

# "The payload should be kept to less than 20kb": Standard Webhooks 1.0.0, payload size.
LARGEST_BYTES: Final = 20_000
# What is left of an object that is larger: enough to ask the API for the rest of it.
_KEPT: Final = ("id", "object", "livemode", "status")


def payload_of(
    *,
    event_id: str,
    type: str,  # noqa: A002 - as the wire calls it
    created: int,
    sequence: int,
    object: Mapping[str, Any],  # noqa: A002 - as the wire calls it
) -> bytes:
    """Return the event as canonical JSON (sorted keys, no spaces, UTF-8), under 20 kB.

    `created` is in Unix seconds. An object that would make it larger is reduced to its id, its
    kind, its mode and its status, with `"truncated": true`: the receiver asks for the rest.
    """
    event = {
        "id": event_id,
        "object": "event",
        "type": type,
        "created": created,
        "livemode": bool(object.get("livemode", False)),
        "data": {"object": dict(object)},
        "sequence": sequence,
    }
    whole = _bytes(event)
    if len(whole) < LARGEST_BYTES:
        return whole
    kept = {name: object[name] for name in _KEPT if name in object}
    return _bytes({**event, "data": {"object": {**kept, "truncated": True}}})


def _bytes(event: Mapping[str, Any]) -> bytes:
    return json.dumps(
        event, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
