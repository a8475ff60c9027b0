"""Keeping a filter under a name, for oneself or for a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bankcore.access import needs, require
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from reporting.dashboards.domain.selections import Filter
from reporting.dashboards.models import Selection
from reporting.dashboards.repositories import kept
from reporting.dashboards.services.looking import READ, FilterWrong


class FilterNameTaken(BankError):
    """The person keeps a filter under this name."""

    code = "filter_name_taken"
    cure = "Choose another name, or remove the other filter first."
    status = 409


class FilterUnknown(BankError):
    """There is no such filter, or it is neither the person's nor shared with a role of theirs."""

    code = "filter_unknown"
    cure = "Choose one of your filters."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A filter by its name; `is_own` where it is the reader's to remove."""

    selection_id: int
    name: str
    chosen: Filter
    shared_with: str
    is_own: bool


@needs(READ)
@use_case
def keep(*, name: str, chosen: Filter, shared_with: str, actor: Actor, now: datetime) -> int:
    """Keep a filter; `shared_with` is a role that sees it as well, or "". Returns its number.

    Raises NotPermitted, FilterWrong and FilterNameTaken.
    """
    name = name.strip()
    _require_sound(name, chosen, shared_with)
    if kept.has_name(owner=int(actor.id), name=name):
        message = f"You keep a filter {name}."
        raise FilterNameTaken(message, field="name")
    is_fixed = chosen.days == Selection.Days.FIXED
    number = kept.add_selection(
        Selection(
            owner_id=int(actor.id),
            name=name,
            days=chosen.days,
            first=chosen.first if is_fixed else None,
            last=chosen.last if is_fixed else None,
            branch=chosen.branch,
            product=chosen.product,
            currency=chosen.currency,
            shared_with=shared_with,
            kept_at=now,
        )
    )
    audit.record(
        actor=actor,
        action="dashboards.filter.kept",
        subject=f"filter:{number}",
        at=now,
        detail={"shared_with": shared_with},
    )
    return number


@needs(READ)
@use_case
def remove(*, selection_id: int, actor: Actor, now: datetime) -> None:
    """Remove a filter of one's own; subscriptions to it go on. Raises FilterUnknown."""
    if kept.own_selection(pk=selection_id, owner=int(actor.id)) is None:
        raise _unknown()
    kept.remove_selection(pk=selection_id, now=now)
    audit.record(
        actor=actor, action="dashboards.filter.removed", subject=f"filter:{selection_id}", at=now
    )


def filters(*, actor: Actor) -> list[Kept]:
    """Return the filters that somebody sees, by name; raises NotPermitted."""
    require(actor, READ)
    roles = identity.roles_of(user_id=int(actor.id))
    return [
        Kept(
            selection_id=row.pk,
            name=row.name,
            chosen=as_filter(row),
            shared_with=row.shared_with,
            is_own=row.owner_id == int(actor.id),
        )
        for row in kept.selections(owner=int(actor.id), roles=roles)
    ]


def require_seen(*, selection_id: int, actor: Actor) -> None:
    """Let a filter pass that the person sees; raises FilterUnknown."""
    if selection_id not in {each.selection_id for each in filters(actor=actor)}:
        raise _unknown()


def as_filter(row: Selection) -> Filter:
    """Return a filter as a dashboard takes it."""
    return Filter(
        days=row.days,
        first=row.first,
        last=row.last,
        branch=row.branch,
        product=row.product,
        currency=row.currency,
    )


def _require_sound(name: str, chosen: Filter, shared_with: str) -> None:
    if not name or len(name) > 60:
        message = "A filter is kept under a name of one to sixty characters."
        raise FilterWrong(message, field="name")
    if chosen.days not in Selection.Days.values:
        message = "Say which days the filter is about."
        raise FilterWrong(message, field="days")
    is_fixed = chosen.days == Selection.Days.FIXED
    if is_fixed and (not chosen.first or not chosen.last or chosen.first > chosen.last):
        message = "From one day to another takes a first day and a last that is not before it."
        raise FilterWrong(message, field="first")
    if shared_with and shared_with not in set(identity.Role):
        message = "There is no such role."
        raise FilterWrong(message, field="shared_with")
    if not (len(chosen.currency) == 3 and chosen.currency.isascii() and chosen.currency.isupper()):
        message = "A currency has three capital letters."
        raise FilterWrong(message, field="currency")


def _unknown() -> FilterUnknown:
    message = "There is no such filter among yours."
    return FilterUnknown(message)
