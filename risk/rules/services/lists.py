"""Lists that rules look things up in, and payers whom a rule leaves alone for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from risk.rules.models import ListEntry, Snooze
from risk.rules.repositories import versions

MOST_LINES: Final = 100_000
_LONGEST: Final = 120
_LONGEST_SNOOZE: Final = timedelta(days=90)


class CannotList(BankError):
    """The list has no name, is there already, or a line is empty, too long or not plain text."""

    code = "list_not_changed"
    cure = "Mend what is named; nothing of the file was taken."


class EntryNotFound(BankError):
    """There is no such entry on the list."""

    code = "list_entry_not_found"
    cure = "Look the list up again."
    status = 404


class CannotSnooze(BankError):
    """A snooze names a rule and a payer, says why, and ends within 90 days."""

    code = "rule_not_snoozed"
    cure = "Give a rule, a payer, a reason and an end within 90 days."


@needs("rules.keep_lists")
@use_case
def make_list(*, name: str, purpose: str, actor: Actor, now: datetime) -> None:
    """Make an empty list; raises CannotList."""
    name = name.strip()
    if not name or not purpose.strip() or versions.list_by_name(name) is not None:
        message = "A list has a name of its own and says what it is for."
        raise CannotList(message, field="name")
    versions.add_list(name=name, purpose=purpose.strip(), at=now)
    _record("made", name, {"purpose": purpose.strip()}, actor, now)


@needs("rules.keep_lists")
@use_case
def add_to_list(
    *, name: str, lines: str, note: str, until: datetime | None, actor: Actor, now: datetime
) -> int:
    """Put each line of a text on a list; returns how many were not on it. Raises CannotList."""
    values = [line.strip() for line in lines.splitlines() if line.strip()]
    row = versions.list_by_name(name)
    if row is None:
        message = "There is no such list."
        raise CannotList(message, field="name")
    _check(values)
    added = versions.add_entries(
        [
            ListEntry(
                list=row, value=value, note=note[:200], until=until, added_by=str(actor),
                added_at=now,
            )
            for value in values
        ]
    )  # fmt: skip
    _record("added_to", name, {"lines": added}, actor, now)
    return added


def _check(values: list[str]) -> None:
    if not 0 < len(values) <= MOST_LINES:
        message = f"A file has from 1 to {MOST_LINES:,} lines."
        raise CannotList(message, field="lines")
    for number, value in enumerate(values, start=1):
        if len(value) > _LONGEST or not value.isprintable():
            message = f"Line {number} is longer than {_LONGEST} characters, or no plain text."
            raise CannotList(message, field="lines")


@needs("rules.keep_lists")
@use_case
def take_off_list(*, entry_id: int, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take an entry off its list, for a reason that stays in the trail; raises EntryNotFound."""
    entry = versions.entry_locked(entry_id)
    if entry is None:
        message = "This is not on the list."
        raise EntryNotFound(message)
    entry.removed_by, entry.removed_at = str(actor), now
    versions.save_entry(entry, "removed_by", "removed_at")
    _record("taken_off", entry.list.name, {"entry": entry.pk}, actor, now, reason=reason)


@needs("rules.write_rule")
@use_case
def snooze(
    *, code: str, payer: str, until: datetime, reason: str, actor: Actor, now: datetime
) -> None:
    """Let one rule leave a payer alone until a time; raises CannotSnooze."""
    rule = versions.rule_by_code(code)
    if rule is None:
        message = "There is no such rule."
        raise CannotSnooze(message, field="code")
    wrong = {
        "payer": not payer.strip(),
        "reason": not reason.strip(),
        "until": not now < until <= now + _LONGEST_SNOOZE,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            message = f"A rule cannot be snoozed with this {field}."
            raise CannotSnooze(message, field=field)
    versions.add_snooze(
        Snooze(
            rule=rule, payer=payer.strip(), until=until, reason=reason.strip(),
            made_by=str(actor), made_at=now,
        )
    )  # fmt: skip
    audit.record(
        actor=actor,
        action="rules.rule.snoozed",
        subject=f"rule:{code}",
        detail={"payer": payer.strip(), "until": until.isoformat()},
        at=now,
    )


def _record(
    what: str,
    name: str,
    detail: dict[str, object],
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
) -> None:
    audit.record(
        actor=actor,
        action=f"rules.list.{what}",
        subject=f"list:{name}",
        detail=detail,
        reason=reason,
        at=now,
    )
