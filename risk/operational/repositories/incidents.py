"""Incidents, their amounts and notes, and files of losses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from bankcore.db.transactions import requires_transaction
from risk.operational.models import Incident, IncidentNote, LossAmount, LossFile


class Cost(NamedTuple):
    """What an incident cost by the newest figure, None where nobody has said, and what came back."""

    gross: int | None
    back: int


def get(*, incident_id: int) -> Incident | None:
    """Return an incident."""
    return Incident.objects.filter(pk=incident_id).first()


@requires_transaction
def locked(*, incident_id: int) -> Incident | None:
    """Return an incident, and keep others from changing it."""
    return Incident.objects.select_for_update(no_key=True).filter(pk=incident_id).first()


@requires_transaction
def add(row: Incident) -> Incident:
    """Keep an incident."""
    row.save(force_insert=True)
    return row


@requires_transaction
def add_all(rows: Sequence[Incident]) -> list[Incident]:
    """Keep many incidents."""
    return Incident.objects.bulk_create(rows)


@requires_transaction
def change(row: Incident) -> None:
    """Keep how far an incident has come."""
    row.save(update_fields=["state", "findings", "booked_on", "closed_at", "closing_id"])


@requires_transaction
def note(*rows: IncidentNote) -> None:
    """Keep what happened."""
    IncidentNote.objects.bulk_create(rows)


@requires_transaction
def add_amounts(rows: Iterable[LossAmount]) -> None:
    """Keep amounts."""
    LossAmount.objects.bulk_create(rows)


def cost_of(*, incident_id: int) -> Cost:
    """Return what an incident cost."""
    amounts = LossAmount.objects.filter(incident_id=incident_id)
    newest = amounts.filter(kind=LossAmount.Kind.GROSS).order_by("-id").first()
    back = amounts.exclude(kind=LossAmount.Kind.GROSS).aggregate(sum=Sum("amount"))["sum"]
    return Cost(None if newest is None else newest.amount, int(back or 0))


def is_told(*, txn_id: int, kind: str) -> bool:
    """Return whether an amount of this kind is of this transaction."""
    return LossAmount.objects.filter(txn_id=txn_id, kind=kind).exists()


def net_losses(*, first: date, last: date) -> list[int]:
    """Return what incidents booked in a time cost, less what came back."""
    of_one = LossAmount.objects.filter(incident=OuterRef("pk"))
    gross = of_one.filter(kind="GROSS").order_by("-id").values("amount")[:1]
    back = (
        of_one.exclude(kind="GROSS").order_by().values("incident").annotate(sum=Sum("amount"))
    ).values("sum")
    found = (
        Incident.objects.filter(booked_on__gte=first, booked_on__lte=last)
        .annotate(gross=Subquery(gross), back=Coalesce(Subquery(back), 0))
        .exclude(gross=None)
    )
    return [int(each) for each in found.values_list(F("gross") - F("back"), flat=True)]


def first_booked() -> date | None:
    """Return the day on which the first loss was booked."""
    first = Incident.objects.exclude(booked_on=None).order_by("booked_on").first()
    return None if first is None else first.booked_on


def known_references(references: Sequence[str]) -> list[str]:
    """Return which of these the register has."""
    found = Incident.objects.filter(reference__in=references).order_by("reference")
    return [str(each) for each in found.values_list("reference", flat=True)]


@requires_transaction
def add_file(row: LossFile) -> LossFile:
    """Keep a file of losses."""
    row.save(force_insert=True)
    return row


def file(*, file_id: int) -> LossFile | None:
    """Return a file of losses."""
    return LossFile.objects.filter(pk=file_id).first()


def counts_by_state() -> dict[str, int]:
    """Return how many incidents there are by state."""
    found: dict[str, int] = {}
    for state in Incident.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found
