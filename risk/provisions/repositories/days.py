"""What each day's end found of every credit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, Sum

from bankcore.db.transactions import requires_transaction
from risk.provisions.models import Exposure, Loss, Movement, ProvisionDay, Schedule

M = TypeVar("M", bound=Model)
_BATCH = 2_000


def on(*, day: date) -> ProvisionDay | None:
    """Return the day's provisions."""
    return ProvisionDay.objects.filter(day=day).select_related("parameters").first()


def before(*, day: date) -> ProvisionDay | None:
    """Return the last day before this one with provisions."""
    return ProvisionDay.objects.filter(day__lt=day).order_by("-day").first()


def losses_of(found: ProvisionDay) -> dict[UUID, Loss]:
    """Return what every credit was expected to lose on a day, by loan or account."""
    rows = Loss.objects.filter(day=found).select_related("exposure")
    return {row.exposure.reference: row for row in rows}


def losses_with_schedules(found: ProvisionDay) -> Iterator[Loss]:
    """Yield every figure of a day with all that it was reckoned from, in the credits' order."""
    rows = Loss.objects.filter(day=found).select_related("day", "exposure", "schedule")
    return rows.order_by("exposure_id").iterator(chunk_size=_BATCH)


def exposures(*, references: Sequence[UUID]) -> dict[UUID, Exposure]:
    """Return what is known of these credits since the beginning."""
    rows = Exposure.objects.filter(reference__in=references)
    return {row.reference: row for row in rows}


def schedules(*, digests: Sequence[str]) -> dict[tuple[int, str], Schedule]:
    """Return the schedules with these digests, by exposure and digest; without what they say."""
    rows = Schedule.objects.filter(digest__in=digests).defer("flows")
    return {(row.exposure_id, row.digest): row for row in rows}


@requires_transaction
def add(row: M) -> M:
    """Add a row."""
    row.save(force_insert=True)
    return row


@requires_transaction
def add_all(rows: Iterable[M], *, of: type[M]) -> list[M]:
    """Add rows."""
    return of._default_manager.bulk_create(rows, batch_size=_BATCH)  # noqa: SLF001 - its public way


def totals(found: ProvisionDay) -> list[tuple[str, int, str, int, int, int]]:
    """Return currency, stage, line, credits, what is owed and what is provided, of a day."""
    rows = (
        Loss.objects.filter(day=found)
        .values("exposure__currency", "stage", "line")
        .annotate(credits=Count("id"), owed=Sum("drawn"), provided=Sum("amount"))
        .order_by("exposure__currency", "stage", "line")
    )
    return [
        (
            row["exposure__currency"], row["stage"], row["line"],
            row["credits"], row["owed"], row["provided"],
        )
        for row in rows
    ]  # fmt: skip


def movements(found: ProvisionDay) -> list[Movement]:
    """Return what moved on a day."""
    return list(found.movements.order_by("currency", "line", "cause"))


def latest_loss(*, loss_id: int) -> Loss | None:
    """Return one figure with all that it was reckoned from."""
    rows = Loss.objects.select_related("day__parameters", "exposure", "schedule")
    return rows.filter(pk=loss_id).first()


def days() -> list[date]:
    """Return the days that have provisions, newest first."""
    return list(ProvisionDay.objects.order_by("-day").values_list("day", flat=True))


def is_customer(*, customer: UUID) -> bool:
    """Tell whether a credit of the customer has ever been provided for."""
    return Exposure.objects.filter(customer=customer).exists()
