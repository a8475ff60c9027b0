"""Comparing names with the lists, and remembering who is not who is on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from risk.sanctions.domain.names import ListedKind
from risk.sanctions.domain.people import PEP
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
    """The registers that this process made last, and of which edition: lists seldom change."""

    sanctions: tuple[int, Register] = (-1, Register(()))
    exposed: tuple[int, Register] = (-1, Register(()))


EDITION: Final = lists.EDITION
"""A question to the database for the number of the edition that was loaded last."""


def register(*, edition: int | None = None) -> Register:
    """Return the sanctions lists as they stand, ready to be compared with.

    Who knows which edition was loaded last saves the question.
    """
    edition = lists.newest_edition() if edition is None else edition
    if _Shelf.sanctions[0] != edition:
        _Shelf.sanctions = edition, Register(tuple(lists.standing(without=PEP)))
    return _Shelf.sanctions[1]


def _exposed() -> Register:
    """Return the lists of politically exposed persons."""
    edition = lists.newest_edition()
    if _Shelf.exposed[0] != edition:
        _Shelf.exposed = edition, Register(tuple(lists.standing(prefix=PEP)))
    return _Shelf.exposed[1]


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
    return _screened(
        register(edition=edition),
        Asked(name=name, kind=kind, born=born, countries=frozenset(countries)),
        subject,
    )


def screen_exposed(
    *, name: str, born: date | None = None, countries: Sequence[str] = (), subject: str = ""
) -> tuple[Match, ...]:
    """Return politically exposed persons who are as near, as `screen` does with sanctions lists.

    They are on lists whose codes begin with PEP, and hold no payment.
    """
    asked = Asked(name=name, kind=ListedKind.PERSON, born=born, countries=frozenset(countries))
    return _screened(_exposed(), asked, subject)


def _screened(among: Register, asked: Asked, subject: str) -> tuple[Match, ...]:
    if not asked.name.strip():
        return ()
    found = among.match(asked, threshold=settings.SANCTIONS_THRESHOLD)
    cleared = lists.cleared(subject=subject, entries=[each.key for each in found])
    return tuple(each for each in found if each.key not in cleared)


@requires_transaction
def clear_within(*, subject: str, entry_id: int, reason: str, actor: Actor, now: datetime) -> None:
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


clear_match = needs("sanctions.clear_match")(use_case(clear_within))
