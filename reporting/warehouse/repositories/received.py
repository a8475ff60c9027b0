"""Files from outside that were taken, and their rows in quarantine."""

from __future__ import annotations

from datetime import datetime

from bankcore.db.transactions import requires_transaction
from reporting.warehouse.domain.outside_rows import Reading
from reporting.warehouse.models import OutsideFile, QuarantinedRow

_BATCH = 1_000


def taken(*, sha256: str) -> OutsideFile | None:
    """Return the file of this content that was taken before."""
    return OutsideFile.objects.filter(sha256=sha256).first()


@requires_transaction
def add(
    *, load: int, name: str, sha256: str, size: int, read: Reading, actor: str, now: datetime
) -> OutsideFile:
    """Write down that a load has taken a file, and which of its rows it has put aside."""
    has_totals = bool(read.source.total)
    file = OutsideFile.objects.create(
        source=read.source.name,
        name=name,
        sha256=sha256,
        size=size,
        rows=read.rows - len(read.wrong),
        put_aside=len(read.wrong),
        told_rows=read.rows if has_totals else None,
        told_sum=read.sum if has_totals and read.is_sum_known else None,
        load_id=load,
        received_at=now,
        received_by=actor,
    )
    QuarantinedRow.objects.bulk_create(
        [QuarantinedRow(file=file, line=line, reason=reason[:400]) for line, reason in read.wrong],
        batch_size=_BATCH,
    )
    return file
