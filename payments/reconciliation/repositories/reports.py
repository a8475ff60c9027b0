"""Reports of processors in the database."""

from __future__ import annotations

from collections.abc import Sequence

from bankcore.db.transactions import requires_transaction
from payments.reconciliation.models import ReportLine


@requires_transaction
def add(lines: Sequence[ReportLine]) -> None:
    """Keep lines; one that is there stays as it is."""
    ReportLine.objects.bulk_create(lines, ignore_conflicts=True)
