"""Comparing names with the lists, and remembering who is not who is on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from risk.sanctions.domain.names import ListedKind
from risk.sanctions.domain.register import Asked, Match, Register
from risk.sanctions.models import ClearedPair
from risk.sanctions.repositories import lists


class EntryUnknown(BankError):
    """There is no such entry on a list."""

    code = "sanctions_entry_unknown"
    cure = "Look the entry up again."
    status = 404


class ReasonWanted(BankError):
    """Nobody is cleared without a reason."""

    code = "sanctions_reason_wanted"
    cure = "Say what shows that this is somebody else."


class _Shelf:
    """The register that this process made last: lists change once a day at most."""

    edition = -1
    register = Register(())


EDITION: Final = lists.EDITION
"""A question to the database for the number of the edition that was loaded last."""


def register(*, edition: int | None = None) -> Register:
    """Return the lists as they stand, ready to be compared with.

    Who knows which edition was loaded last saves the question.
    """
    edition = lists.newest_edition() if edition is None else edition
    if _Shelf.edition != edition:
        _Shelf.register = Register(tuple(lists.standing()))
        _Shelf.edition = edition
    return _Shelf.register


def screen(
    *,
    name: str,
    kind: ListedKind | None = None,
    born: date | None = None,
    countries: Sequence[str] = (),
    subject: str = "",
    edition: int | None = None,
) -> tuple[Match, ...]:
    """Return entries that are as near as settings.SANCTIONS_THRESHOLD (0 to 100), nearest first.

    Entries that somebody has cleared for `subject` are left out until they change. Where `kind`
    is not known, the name is taken for a person's and for an organisation's.
    """
    if not name.strip():
        return ()
    found = register(edition=edition).match(
        Asked(name=name, kind=kind, born=born, countries=frozenset(countries)),
        threshold=settings.SANCTIONS_THRESHOLD,
    )
    cleared = lists.cleared(subject=subject, entries=[each.key for each in found])
    return tuple(each for each in found if each.key not in cleared)


@needs("sanctions.clear_match")
@use_case
def clear_match(*, subject: str, entry_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Remember that a subject is not an entry; raises EntryUnknown and ReasonWanted."""
    entry = lists.get(entry_id)
    if entry is None:
        message = "There is no such entry."
        raise EntryUnknown(message, field="entry_id")
    if not reason.strip() or not subject.strip():
        message = "A name is cleared for somebody, and for a reason."
        raise ReasonWanted(message, field="reason")
    lists.add_cleared(
        ClearedPair(
            subject=subject.strip(), entry=entry, reason=reason.strip()[:500],
            cleared_by=str(actor), cleared_at=now,
        )
    )  # fmt: skip
    audit.record(
        actor=actor,
        action="sanctions.match.cleared",
        subject=subject.strip(),
        detail={"entry": f"{entry.list_code}:{entry.uid}"},
        at=now,
    )
