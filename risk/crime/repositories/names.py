"""Runs over all customers, and names that were near a list."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max

from bankcore.db.transactions import requires_transaction
from risk.crime.domain.states import NameState, RunState
from risk.crime.models import NameHit, ScreenedCustomer, ScreeningRun


@requires_transaction
def begin_run(*, edition: int, after: int, at: datetime) -> bool:
    """Begin a run over the customers after this one; False where it was begun before."""
    _, made = ScreeningRun.objects.get_or_create(
        edition=edition, begins_after=after, defaults={"after": after, "started_at": at}
    )
    return made


@requires_transaction
def overtake(*, before: int, at: datetime) -> None:
    """End the runs with older lists: the newer run goes over the same customers."""
    rows = ScreeningRun.objects.filter(state=RunState.RUNNING, edition__lt=before, begins_after=0)
    rows.update(state=RunState.OVERTAKEN, ended_at=at)


@requires_transaction
def lock_run() -> ScreeningRun | None:
    """Return a run that is to be gone on with, locked; None where none is, or others have it."""
    rows = ScreeningRun.objects.filter(state=RunState.RUNNING).order_by("-edition", "id")
    return rows.select_for_update(skip_locked=True).first()


@requires_transaction
def save_run(run: ScreeningRun) -> None:
    """Save how far a run has come."""
    run.save(update_fields=["after", "screened", "found", "state", "ended_at"])


def reached() -> int:
    """Return the newest customer that a run has come to."""
    found: int | None = ScreeningRun.objects.aggregate(newest=Max("after"))["newest"]
    return found or 0


@requires_transaction
def add_screened(*, customer_id: UUID, edition: int, names: int, at: datetime) -> None:
    """Keep when a customer was last compared with the lists."""
    ScreenedCustomer.objects.update_or_create(
        customer_id=customer_id, defaults={"edition": edition, "names": names, "screened_at": at}
    )


def screened_at(customer_id: UUID) -> datetime | None:
    """Return when a customer was last compared with the lists."""
    rows = ScreenedCustomer.objects.filter(customer_id=customer_id)
    return rows.values_list("screened_at", flat=True).first()


class Near(NamedTuple):
    """A name that is near an entry."""

    customer_id: UUID
    whose: str
    entry_id: int
    list_code: str
    uid: str
    is_pep: bool
    score: str
    why: str


@requires_transaction
def add(near: Near, *, at: datetime) -> int | None:
    """Add a name that was found; None where it is known, and not cleared since."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO crime_namehit (customer_id, whose, entry_id, list_code, uid, is_pep,
              score, why, found_at, state, decided_by)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'OPEN', '')
            ON CONFLICT (customer_id, entry_id, whose) WHERE state <> 'CLEARED' DO NOTHING
            RETURNING id""",
            [*near, at],
        )
        row = cursor.fetchone()
        return None if row is None else int(row[0])


@requires_transaction
def set_alert(hit_id: int, alert_id: int) -> None:
    """Keep which alert tells of a name."""
    NameHit.objects.filter(pk=hit_id).update(alert_id=alert_id)


@requires_transaction
def locked(hit_id: int) -> NameHit | None:
    """Return a name that was found, locked."""
    return NameHit.objects.select_for_update().filter(pk=hit_id).first()


@requires_transaction
def decide(
    hit: NameHit, state: NameState, *, by: str, at: datetime, approval_id: int | None = None
) -> None:
    """Keep what was made of a name."""
    hit.state, hit.decided_by, hit.decided_at, hit.approval_id = state, by, at, approval_id
    hit.save(update_fields=["state", "decided_by", "decided_at", "approval_id"])


@requires_transaction
def open_like(hit: NameHit) -> list[NameHit]:
    """Return the customer's open names near the same entry, this one too, locked."""
    rows = NameHit.objects.filter(
        customer_id=hit.customer_id, entry_id=hit.entry_id, state=NameState.OPEN
    )
    return list(rows.order_by("pk").select_for_update())


def states_of(customer_id: UUID) -> dict[str, int]:
    """Return how many of a customer's names near a list are in each state."""
    found: dict[str, int] = {}
    for state in NameHit.objects.filter(customer_id=customer_id).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def newest_run() -> ScreeningRun | None:
    """Return the run that was begun last."""
    return ScreeningRun.objects.order_by("-pk").first()
