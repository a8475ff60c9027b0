"""What consumers have failed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count

from bankcore.db.transactions import requires_transaction
from bankcore.outbox.models import Failure, FailureState

# An event that is not in the outbox is no event of the bank's: nothing is kept of it.
_COUNT: Final = """
INSERT INTO outbox_failure AS f
  (consumer, event_id, state, tries, cause, sentence, first_at, last_at, next_at, reason)
SELECT %(consumer)s, event_id, 'WAITING', 1, %(cause)s, %(sentence)s, %(now)s, %(now)s, %(now)s, ''
FROM outbox_event WHERE event_id = %(event_id)s
ON CONFLICT (consumer, event_id) DO UPDATE
SET tries = f.tries + 1, cause = excluded.cause, sentence = excluded.sentence,
    last_at = excluded.last_at
RETURNING id"""


@requires_transaction
def count(
    *, consumer: str, event_id: UUID, cause: str, sentence: str, now: datetime
) -> Failure | None:
    """Count one more failure; returns the row, locked, or None where there is no such event."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "consumer": consumer,
                "event_id": event_id,
                "cause": cause[:120],
                "sentence": sentence[:300],
                "now": now,
            },
        )
        found = cursor.fetchone()
    return None if found is None else Failure.objects.get(pk=found[0])


@requires_transaction
def locked(pk: int) -> Failure | None:
    """Return one, locked."""
    return Failure.objects.select_for_update().filter(pk=pk).first()


@requires_transaction
def save(failure: Failure) -> None:
    """Keep what has become of it."""
    failure.save(update_fields=["state", "tries", "next_at", "reason"])


@requires_transaction
def due(*, now: datetime, limit: int) -> list[Failure]:
    """Return what is to be tried again by now, locked, in the events' order.

    What another relay holds is passed over.
    """
    found = Failure.objects.filter(state=FailureState.WAITING, next_at__lte=now)
    return list(
        found.select_related("event")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("event__position")[:limit]
    )


@requires_transaction
def put_off(failures: Sequence[Failure], *, until: datetime) -> None:
    """Let these come again only then."""
    Failure.objects.filter(pk__in=[each.pk for each in failures]).update(next_at=until)


@requires_transaction
def settle(*, consumer: str, event_id: UUID) -> None:
    """End the trouble with an event that is handled."""
    Failure.objects.filter(
        consumer=consumer,
        event__event_id=event_id,
        state__in=(FailureState.WAITING, FailureState.DEAD),
    ).update(state=FailureState.DONE, next_at=None)


def is_dead(*, consumer: str, event_id: UUID) -> bool:
    """Return whether an event is given up for a consumer."""
    dead = Failure.objects.filter(state=FailureState.DEAD)
    return dead.filter(consumer=consumer, event__event_id=event_id).exists()


def ended(event_ids: Sequence[UUID]) -> set[tuple[str, UUID]]:
    """Return which of these events somebody is not to be told of by the relay.

    They are given up, or wait for a try of their own.
    """
    found = Failure.objects.filter(
        event__event_id__in=event_ids, state__in=(FailureState.WAITING, FailureState.DEAD)
    )
    return set(found.values_list("consumer", "event__event_id"))


def count_by_consumer(state: FailureState) -> dict[str, int]:
    """Return how many each consumer has in a state."""
    found = Failure.objects.filter(state=state).values("consumer").annotate(count=Count("pk"))
    return {each["consumer"]: each["count"] for each in found.order_by()}
