"""The audit trail in the database."""

from collections.abc import Sequence

from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import requires_transaction


@requires_transaction
def add(entry: AuditEntry) -> None:
    """Add an entry."""
    entry.save(force_insert=True)


def list_about(subjects: Sequence[str]) -> list[AuditEntry]:
    """Return the entries about these subjects, oldest first."""
    return list(AuditEntry.objects.filter(subject__in=subjects).order_by("id"))
