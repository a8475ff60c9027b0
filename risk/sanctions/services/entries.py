"""Looking an entry of a list up."""

from __future__ import annotations

from risk.sanctions.domain.names import ListedKind
from risk.sanctions.domain.register import Listed
from risk.sanctions.repositories import lists


def entry(*, entry_id: int) -> Listed | None:
    """Return who or what is on a list, as of its latest edition; None where there is no such."""
    row = lists.get(entry_id)
    if row is None:
        return None
    return Listed(
        key=row.pk,
        list_code=row.list_code,
        uid=row.uid,
        kind=ListedKind(row.kind),
        names=tuple(row.names),
        births=frozenset(row.births),
        countries=frozenset(row.countries),
    )
