"""Records of the Berka set in the database."""

from collections.abc import Mapping

from bankcore.demo.models import BerkaRecord

_BATCH = 2_000


def add_missing(kind: str, rows: Mapping[int, Mapping[str, str]]) -> None:
    """Keep these rows; those that are there already stay as they are."""
    BerkaRecord.objects.bulk_create(
        [BerkaRecord(kind=kind, key=key, data=dict(row)) for key, row in rows.items()],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
