"""Reading the bank's database for a load: one snapshot, by COPY, into files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

_SQL: Final = Path(__file__).parent / "sql" / "extract"


@contextmanager
def snapshot(alias: str = "default") -> Iterator[CursorWrapper]:
    """Hold one state of the bank's database for all that is read within; nothing is written."""
    with transaction.atomic(using=alias, durable=True), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor


def horizon(cursor: CursorWrapper) -> int:
    """Return below which number every database transaction has ended."""
    cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    row: tuple[int] = cursor.fetchone()
    return row[0]


def copy_out(
    cursor: CursorWrapper, *, name: str, into: Path, day: date, from_xid: int, to_xid: int
) -> None:
    """Write what the query `name` finds into a CSV file with a header."""
    query = (_SQL / f"{name}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")
    known: Mapping[str, object] = {"day": day, "from_xid": from_xid, "to_xid": to_xid}
    # COPY takes no parameters; psycopg quotes them on this side.
    with (
        into.open("wb") as file,
        cursor.connection.cursor() as raw,
        raw.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)", known) as rows,
    ):
        for block in rows:
            file.write(block)


def entries_of(*, account_id: int, to_xid: int) -> list[tuple[int, int]]:
    """Return number and amount of each final entry of an account."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """
            SELECT e.seq, e.amount FROM ledger_entry e
            JOIN ledger_txn t ON t.id = e.txn_id AND t.booking_date = e.booking_date
            WHERE e.account_id = %s AND t.xid < %s ORDER BY e.seq""",
            [account_id, to_xid],
        )
        return [(seq, amount) for seq, amount in cursor.fetchall()]
