"""The audit trail in the database."""

from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import requires_transaction


@requires_transaction
def add(entry: AuditEntry) -> None:
    """Add an entry."""
    entry.save(force_insert=True)
