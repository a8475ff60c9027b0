"""Limits, groups and sectors in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from bankcore.db.transactions import requires_transaction
from risk.exposures.models import Breach, Group, Limit, Member, Sector

M = TypeVar("M", bound=Model)
_LOCK: Final = 7_461


@requires_transaction
def lock_lending() -> None:
    """Keep everybody else from lending more until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@requires_transaction
def add(row: M) -> M:
    """Add a row."""
    row.save(force_insert=True)
    return row


def in_force(*, day: date) -> Mapping[tuple[str, str], int]:
    """Return the ceiling of each kind and key on a day: the newest."""
    rows = Limit.objects.filter(effective_from__lte=day).order_by("effective_from", "id")
    return {(row.kind, row.key): row.ceiling for row in rows}


def group_of(customer_id: UUID) -> Group | None:
    """Return the group that a customer is of."""
    found = Member.objects.select_related("group").filter(customer_id=customer_id, ended_at=None)
    member = found.first()
    return None if member is None else member.group


def get_group(group_id: int) -> Group | None:
    """Return a group."""
    return Group.objects.filter(pk=group_id).first()


def has_group_named(name: str) -> bool:
    """Tell whether there is a group of this name."""
    return Group.objects.filter(name=name).exists()


def members_of(group: Group) -> frozenset[UUID]:
    """Return who is of a group."""
    rows = Member.objects.filter(group=group, ended_at=None)
    return frozenset(rows.values_list("customer_id", flat=True))


def groups_by_customer() -> dict[UUID, int]:
    """Return the group of every customer who is in one."""
    rows = Member.objects.filter(ended_at=None)
    return dict(rows.values_list("customer_id", "group_id"))


def get_member_locked(member_id: int) -> Member | None:
    """Lock a membership that has not ended."""
    rows = Member.objects.select_for_update(of=("self",)).select_related("group")
    return rows.filter(pk=member_id, ended_at=None).first()


@requires_transaction
def end_member(member: Member, *, at: datetime, approval_id: int) -> None:
    """End a membership."""
    member.ended_at, member.approval_id = at, approval_id
    member.save(update_fields=["ended_at", "approval_id"])


def sectors() -> dict[UUID, str]:
    """Return the sector of every customer of whom one is recorded."""
    return dict(Sector.objects.order_by("id").values_list("customer_id", "sector"))


def sector_of(customer_id: UUID) -> str:
    """Return a customer's sector; empty where none is recorded."""
    row = Sector.objects.filter(customer_id=customer_id).order_by("-id").first()
    return "" if row is None else row.sector


def breaches_on(*, day: date) -> int:
    """Return how many limits were exceeded at a day's end."""
    return Breach.objects.filter(day=day).count()
