"""Events as others are told of them: CloudEvents 1.0, in its JSON format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SPEC_VERSION: Final = "1.0"
CONTENT_TYPE: Final = "application/cloudevents+json"
DATA_TYPE: Final = "application/json"
# CloudEvents has `sequence` be text that sorts as its numbers do; no bigint has more digits.
DIGITS: Final = 20


def envelope(
    *,
    event_id: str,
    name: str,
    version: int,
    subject: str,
    sequence: int | None,
    occurred_at: str,
    payload: Mapping[str, object],
    source: str,
) -> dict[str, object]:
    """Return the event as a CloudEvent.

    `source` is a URI (reference) that names this bank, and with `event_id` the event in the world.
    `occurred_at` is RFC 3339, with its offset. `sequence` counts the events of one subject from 1;
    it is left out where it is None. The format: CloudEvents 1.0.2, JSON Event Format 1.0.2 and the
    extension Sequence.
    """
    told: dict[str, object] = {
        "specversion": SPEC_VERSION,
        "id": event_id,
        "source": source,
        "type": name,
        "subject": subject,
        "time": occurred_at,
        "datacontenttype": DATA_TYPE,
        "dataschema": schema_uri(name, version),
        "data": dict(payload),
    }
    if sequence is not None:
        told["sequence"] = f"{sequence:0{DIGITS}d}"
    return told


def schema_uri(name: str, version: int) -> str:
    """Return by which URI the schema of an event's payload goes, here and in the AsyncAPI file."""
    return f"urn:bankcore:event:{name}:{version}"
