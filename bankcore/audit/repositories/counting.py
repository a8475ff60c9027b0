"""Entries of the trail counted by what they share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from bankcore.audit.domain.counting import Counted, Traced

_GROUPS: Final = {
    "actor": "actor",
    "subject": "subject",
    "address": "address",
}


# Staff who looked at customers: each customer counts once an hour, however often it was opened.
_READERS: Final = """
SELECT actor, count(DISTINCT subject) FILTER (WHERE at >= %(recent)s),
       count(DISTINCT (subject, date_trunc('hour', at))) FILTER (WHERE at < %(recent)s),
       count(DISTINCT date_trunc('hour', at)) FILTER (WHERE at < %(recent)s),
       min(at) FILTER (WHERE at >= %(recent)s), max(at), max(id)
FROM audit_auditentry
WHERE at >= %(since)s AND action ~ '[._]read$' AND actor LIKE 'user:%%'
GROUP BY actor HAVING count(*) FILTER (WHERE at >= %(recent)s) > 0"""


def readers(*, since: datetime, recent: datetime) -> list[tuple[Counted, int, int]]:
    """Return who has read of customers since `recent`, with what is usual for them since `since`.

    Each is the customers read about since `recent`, then the readings before that and the hours
    in which they fell.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READERS, {"since": since, "recent": recent})
        return [
            (
                Counted(
                    group=actor, count=count, first_at=first, last_at=last, last_entry=last_entry
                ),
                before,
                hours,
            )
            for actor, count, before, hours, first, last, last_entry in cursor.fetchall()
        ]


def list_of(*, action: str, since: datetime) -> list[Traced]:
    """Return the entries of this action since then, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, at, subject, address FROM audit_auditentry
            WHERE at >= %s AND action = %s ORDER BY id""",
            [since, action],
        )
        return [
            Traced(entry_id=row[0], at=row[1], subject=row[2], address=row[3])
            for row in cursor.fetchall()
        ]


def count(*, actions: Sequence[str], since: datetime, group_by: str) -> list[Counted]:
    """Return how many entries of these actions there are since then, by actor, subject or address."""
    group = _GROUPS[group_by]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {group}, count(*), min(at), max(at), max(id) FROM audit_auditentry
            WHERE at >= %s AND action = ANY(%s) AND {group} <> '' GROUP BY 1 ORDER BY 1""",  # noqa: S608 - ours
            [since, list(actions)],
        )
        return [
            Counted(group=row[0], count=row[1], first_at=row[2], last_at=row[3], last_entry=row[4])
            for row in cursor.fetchall()
        ]
