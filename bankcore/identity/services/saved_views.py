"""Views of lists that staff keep: named, renamed, shared, set as the default, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import QueryDict

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain.roles import Role
from bankcore.identity.models import SavedView
from bankcore.identity.repositories import saved_views

MOST: Final = 30
_LONGEST_NAME, _LONGEST_QUERY = 60, 1_000
# Searches name people; pages are where one was and not what one looks at.
_NOT_KEPT: Final = ("q", "p", "e", "all")


class ViewNotSaved(BankError):
    """A saved view has a name that no other of the list has, and filters."""

    code = "view_not_saved"
    cure = "Give another name of at most 60 letters, or delete a view that is not used."


class ViewNotFound(BankError):
    """There is no such view of the person's own."""

    code = "view_not_found"
    cure = "Look at the list again: views are changed and deleted by those who saved them."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved view as it is offered; `is_own` says that it may be changed."""

    view_id: int
    name: str
    query: str
    is_default: bool
    is_own: bool
    shared_with: str


def offered(*, user_id: int, roles: Sequence[str], model: str) -> list[View]:
    """Return the views of a list that somebody is offered, their own first."""
    return [
        View(
            view_id=each.pk,
            name=each.name,
            query=each.query,
            is_default=each.is_default and each.owner_id == user_id,
            is_own=each.owner_id == user_id,
            shared_with=each.shared_with,
        )
        for each in saved_views.offered(user_id=user_id, roles=roles, model=model)
    ]


@use_case
def save(*, model: str, name: str, query: str, actor: Actor, now: datetime) -> int:
    """Keep what a list's address says under a name, and return the view's id.

    A view of that name is changed. Raises ViewNotSaved.
    """
    user_id = int(actor.id)
    kept = _kept(query)
    known = saved_views.offered(user_id=user_id, roles=(), model=model)
    row = next((each for each in known if each.name == name.strip()), None)
    if row is None and len(known) >= MOST:
        message = f"There are {MOST} views of this list already."
        raise ViewNotSaved(message)
    row = row or SavedView(owner_id=user_id, model=model, name=_checked(name))
    row.query, row.saved_at = kept, now
    saved_views.save(row)
    return int(row.pk)


@use_case
def change(
    *,
    view_id: int,
    name: str,
    is_default: bool,
    shared_with: str,
    actor: Actor,
) -> None:
    """Rename a view of one's own, share it with a role or nobody, make it the default or not.

    Raises ViewNotFound, ViewNotSaved.
    """
    row = _own(view_id, actor)
    name = _checked(name)
    if saved_views.is_taken(
        user_id=row.owner_id, model=row.model, name=name, apart_from=row.pk
    ) or shared_with not in {"", *(role.value for role in Role)}:
        message = "There is a view of this name already, or no such role."
        raise ViewNotSaved(message)
    row.name, row.is_default, row.shared_with = name, is_default, shared_with
    saved_views.save(row)


@use_case
def delete(*, view_id: int, actor: Actor) -> None:
    """Delete a view of one's own; raises ViewNotFound."""
    saved_views.delete(_own(view_id, actor))


def _own(view_id: int, actor: Actor) -> SavedView:
    row = saved_views.own_locked(user_id=int(actor.id), view_id=view_id)
    if row is None:
        message = "There is no such view of yours."
        raise ViewNotFound(message)
    return row


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME:
        message = "A view has a name."
        raise ViewNotSaved(message, field="name")
    return name


def _kept(query: str) -> str:
    """Return the filters and the order of an address, without what names people."""
    kept = QueryDict(query, mutable=True)
    for name in _NOT_KEPT:
        kept.pop(name, None)
    text = kept.urlencode()
    if len(text) > _LONGEST_QUERY:
        message = "These are too many filters to be kept."
        raise ViewNotSaved(message)
    return text
