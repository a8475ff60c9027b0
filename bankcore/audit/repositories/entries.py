"""The audit trail in the database."""

from collections.abc import Sequence

from django.db import connection

from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import requires_transaction


@requires_transaction
def add(entry: AuditEntry) -> None:
    """Add an entry."""
    entry.save(force_insert=True)


def get(entry_id: int) -> AuditEntry:
    """Return the entry of this id, which must be there."""
    return AuditEntry.objects.get(pk=entry_id)


def list_about(subjects: Sequence[str]) -> list[AuditEntry]:
    """Return the entries about these subjects, oldest first."""
    return list(AuditEntry.objects.filter(subject__in=subjects).order_by("id"))


def list_after(entry_id: int, *, limit: int) -> list[AuditEntry]:
    """Return the entries behind this one that are final, oldest first.

    An entry with a higher id may commit first: entries that another could still come before wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (horizon,) = cursor.fetchone()
    found = AuditEntry.objects.filter(id__gt=entry_id).order_by("id")
    return list(found.extra(where=["xid < %s"], params=[horizon])[:limit])
