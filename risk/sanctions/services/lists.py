"""Loading a list: whole or not at all, and what is different from the edition before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.outbox import public as outbox
from risk.sanctions.domain import people, sdn
from risk.sanctions.domain.events import ListLoaded
from risk.sanctions.models import ListEdition
from risk.sanctions.repositories import lists


class ListKnown(BankError):
    """The same file was loaded before."""

    code = "sanctions_list_known"
    cure = "Nothing is to be done: this edition is in use, or was followed by a newer one."
    status = 409


class ListCutOff(BankError):
    """The file has less than half of the entries of the edition before."""

    code = "sanctions_list_cut_off"
    cure = "Take the file from its publisher again and compare its length."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What an edition brought."""

    entries: int
    added: int
    changed: int
    removed: int


@needs("sanctions.load_list")
@use_case
def load_list(
    *, list_code: str, edition: str, content: bytes, actor: Actor, now: datetime
) -> Loaded:
    """Let a list hold what is in the file from now on: OFAC's CSV format, or people.read's.

    A list whose code begins with PEP is one of politically exposed persons.

    All customers are screened again after it. Raises sdn.CannotReadList, ListKnown and ListCutOff;
    then the list in use stays as it is.
    """
    entries = (people if list_code.startswith(people.PEP) else sdn).read(content)
    digest = hashlib.sha256(content).hexdigest()
    lists.lock(list_code)
    if lists.is_loaded(list_code=list_code, sha256=digest):
        message = "This file was loaded before."
        raise ListKnown(message, field="file")
    delta = lists.replace(list_code=list_code, entries=entries, at=now)
    if delta.removed > len(entries):  # more than half of the list at once: it was cut off
        message = f"The file has {len(entries):,} entries; {delta.removed:,} would be gone."
        raise ListCutOff(message, field="file")
    lists.add_edition(
        ListEdition(
            list_code=list_code, edition=edition, sha256=digest, entries=len(entries),
            added=delta.added, changed=delta.changed, removed=delta.removed,
            loaded_by=str(actor), loaded_at=now,
        )
    )  # fmt: skip
    audit.record(
        actor=actor,
        action="sanctions.list.loaded",
        subject=f"list:{list_code}",
        detail={"edition": edition, "entries": len(entries), "added": delta.added},
        at=now,
    )
    outbox.publish(ListLoaded(), subject=f"list:{list_code}", at=now)
    return Loaded(
        entries=len(entries), added=delta.added, changed=delta.changed, removed=delta.removed
    )


def newest_edition() -> int:
    """Return the number of the edition that was loaded last, of any list; 0 for none."""
    return lists.newest_edition()
