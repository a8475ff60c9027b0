"""Lists in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from risk.sanctions.domain.names import ListedKind
from risk.sanctions.domain.register import Listed
from risk.sanctions.domain.sdn import SdnEntry
from risk.sanctions.models import ClearedPair, ListEdition, ListEntry

_LOCK = 7_441


@dataclass(frozen=True, slots=True)
class Delta:
    """How many entries came, changed and went."""

    added: int
    changed: int
    removed: int


def is_loaded(*, list_code: str, sha256: str) -> bool:
    """Return whether the same file was loaded before."""
    return ListEdition.objects.filter(list_code=list_code, sha256=sha256).exists()


def lock(list_code: str) -> None:
    """Let one edition of a list be loaded at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, list_code])


def replace(*, list_code: str, entries: Sequence[SdnEntry], at: datetime) -> Delta:
    """Let the list hold these entries from now on; returns what is different."""
    before = {row.uid: row for row in ListEntry.objects.filter(list_code=list_code)}
    new, changed = [], []
    for entry in entries:
        row = before.pop(entry.uid, None)
        if row is None:
            new.append(_row(list_code, entry, at))
        elif row.removed_at is not None or _content(row) != _values(entry):
            for name, value in _values(entry).items():
                setattr(row, name, value)
            row.changed_at, row.removed_at = at, None
            changed.append(row)
    gone = [row for row in before.values() if row.removed_at is None]
    for row in gone:
        row.removed_at = at
    ListEntry.objects.bulk_create(new, batch_size=2_000)
    fields = [*_FIELDS, "changed_at", "removed_at"]
    ListEntry.objects.bulk_update(changed, fields, batch_size=500)
    ListEntry.objects.bulk_update(gone, ["removed_at"], batch_size=500)
    return Delta(len(new), len(changed), len(gone))


_FIELDS = ("kind", "names", "programmes", "births", "countries")


def _values(entry: SdnEntry) -> dict[str, object]:
    return {
        "kind": str(entry.kind),
        "names": [entry.name, *entry.other_names],
        "programmes": entry.programmes,
        "births": list(entry.births),
        "countries": list(entry.countries),
    }


def _content(row: ListEntry) -> dict[str, object]:
    return {name: getattr(row, name) for name in _FIELDS}


def _row(list_code: str, entry: SdnEntry, at: datetime) -> ListEntry:
    return ListEntry(list_code=list_code, uid=entry.uid, since=at, changed_at=at, **_values(entry))


def add_edition(edition: ListEdition) -> None:
    """Keep that an edition was loaded."""
    edition.save(force_insert=True)


EDITION: Final = "SELECT coalesce(max(id), 0) FROM sanctions_listedition"


def newest_edition() -> int:
    """Return the number of the edition that was loaded last, of any list; 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute(EDITION)
        return int(cursor.fetchone()[0])


def standing(*, prefix: str = "", without: str = "") -> Iterable[Listed]:
    """Return everything that is on a list whose code begins with `prefix`, not `without`."""
    rows = ListEntry.objects.filter(removed_at=None, list_code__startswith=prefix)
    if without:
        rows = rows.exclude(list_code__startswith=without)
    for row in rows.iterator(chunk_size=2_000):
        yield Listed(
            key=row.pk,
            list_code=row.list_code,
            uid=row.uid,
            kind=ListedKind(row.kind),
            names=tuple(row.names),
            births=frozenset(row.births),
            countries=frozenset(row.countries),
        )


def get(entry_id: int) -> ListEntry | None:
    """Return an entry."""
    return ListEntry.objects.filter(pk=entry_id).first()


def add_cleared(pair: ClearedPair) -> None:
    """Keep that a subject is not an entry."""
    pair.save(force_insert=True)


def cleared(*, subject: str, entries: Sequence[int]) -> set[int]:
    """Return which of the entries somebody has cleared, and which have not changed since."""
    if not subject or not entries:
        return set()
    pairs = ClearedPair.objects.filter(subject=subject, entry__in=entries).select_related("entry")
    return {pair.entry_id for pair in pairs if pair.entry.changed_at <= pair.cleared_at}
