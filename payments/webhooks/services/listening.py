"""Events as they come, for whoever tries a receiver on the bank's own machine."""

from __future__ import annotations

from dataclasses import dataclass

from payments.webhooks.repositories import events


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event that was written down: its place among all, and the bytes that are sent."""

    place: int
    event: str
    type: str
    payload: bytes


def newest_place() -> int:
    """Return the place of the newest event; 0 where there is none."""
    return events.newest()


def recorded_after(*, place: int, limit: int) -> list[Recorded]:
    """Return the events of all owners behind a place, the oldest first.

    Places are given before the commit: an event may turn up before one of a lower place.
    """
    return [
        Recorded(place=row.pk, event=row.object_id, type=row.type, payload=bytes(row.payload))
        for row in events.after(pk=place, limit=limit)
    ]
