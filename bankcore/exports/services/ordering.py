"""Ordering a list as a file, and fetching it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import datetime

from bankcore.access import require
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.exports.domain.events import ListOrdered
from bankcore.exports.domain.terms import MOST_WAITING, State, rights_digest
from bankcore.exports.models import ListExport
from bankcore.exports.repositories import lists
from bankcore.outbox import public as outbox


class TooManyLists(BankError):
    """Somebody's lists wait already, as many as one person may have waiting."""

    code = "too_many_lists_ordered"
    cure = "Wait until one of them is written."
    status = 409


class ListNotFound(BankError):
    """There is no such list of one's own."""

    code = "list_not_found"
    cure = "Look at the lists that you ordered again."
    status = 404


class ListNotThere(BankError):
    """The list is not written yet, could not be, or is kept no longer."""

    code = "list_not_there"
    cure = "Wait for the mail that tells of it; a list that is gone is ordered again."
    status = 409


class RightsChanged(BankError):
    """The list was written with other rights than those that whoever ordered it has now."""

    code = "list_rights_changed"
    cure = "Order the list again: it is written with the rights that you have now."
    status = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A list as a file (CSV) and its name."""

    name: str
    content: bytes


@use_case
def order(*, model: str, query: str, actor: Actor, now: datetime) -> int:
    """Have a list written as its address asks for it, and return the order's number.

    Whoever may not look at the model is refused here, and again by the list itself when it is
    written. Raises NotPermitted and TooManyLists.
    """
    app, _, name = model.partition(".")
    require(actor, f"{app}.view_{name}")
    owner_id = int(actor.id)
    if lists.lock_waiting_of(owner_id=owner_id) >= MOST_WAITING:
        message = f"You have {MOST_WAITING} lists waiting."
        raise TooManyLists(message)
    row = ListExport(owner_id=owner_id, model=model, query=query, ordered_at=now)
    lists.add(row)
    _record("ordered", row, actor, now)
    outbox.publish(ListOrdered(export_id=row.pk), subject=f"export:{row.pk}", at=now)
    return int(row.pk)


@use_case
def fetch(*, export_id: int, actor: Actor, now: datetime) -> Fetched:
    """Return the file of a list of one's own, and write down that it was fetched.

    Raises ListNotFound, ListNotThere, NotPermitted and RightsChanged.
    """
    row = lists.of_owner(export_id=export_id, owner_id=int(actor.id))
    if row is None:
        message = "There is no such list of yours."
        raise ListNotFound(message)
    app, _, name = row.model.partition(".")
    require(actor, f"{app}.view_{name}")
    if row.state != State.READY or row.expires_at is None or row.expires_at <= now:
        message = "The list is not there."
        raise ListNotThere(message)
    if row.rights != rights_digest(actor):
        message = "Your rights have changed since the list was written."
        raise RightsChanged(message)
    _record("fetched", row, actor, now)
    cut = "first-" if row.is_cut else ""
    return Fetched(name=f"{name}-{cut}{row.rows}.csv", content=gzip.decompress(row.content or b""))


def _record(what: str, row: ListExport, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"exports.list.{what}",
        subject=f"export:{row.pk}",
        detail={"model": row.model, "rows": row.rows},
        at=now,
    )
