"""Reading the bank's database for a load: one snapshot, by COPY, into files."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

_SQL: Final = Path(__file__).parent / "sql" / "extract"
_READERS: Final = 2


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
    known = {"day": day, "from_xid": from_xid, "to_xid": to_xid}
    _copy(cursor.connection, name=name, known=known, into=into)


def months_of_entries(cursor: CursorWrapper, *, from_xid: int, to_xid: int) -> list[date]:
    """Return the months of booking in which entries have become final, oldest first."""
    cursor.execute(
        """
        SELECT DISTINCT date_trunc('month', booking_date)::date FROM ledger_txn
        WHERE xid >= %s AND xid < %s ORDER BY 1""",
        [from_xid, to_xid],
    )
    return [month for (month,) in cursor.fetchall()]


def entries(
    cursor: CursorWrapper, *, months: Sequence[date], into: Path, from_xid: int, to_xid: int
) -> Iterator[tuple[date, Path]]:
    """Give each month's final entries as a CSV file, of the same snapshot that `cursor` holds.

    A file is there until the next is asked for. Others are read meanwhile, a few months ahead and
    no more: the disk is used within bounds.
    """
    cursor.execute("SELECT pg_export_snapshot()")
    (snapshot_id,) = cursor.fetchone()
    free: SimpleQueue[Any] = SimpleQueue()

    def read(month: date) -> tuple[date, Path]:
        file, reader = into / f"fact_entry-{month:%Y-%m}.csv", free.get()
        known = {"month": month, "from_xid": from_xid, "to_xid": to_xid}
        _copy(reader, name="fact_entry", known=known, into=file)
        free.put(reader)
        return month, file

    with ExitStack() as stack:
        for _ in range(min(_READERS, len(months))):
            free.put(_reader(stack, snapshot_id))
        pool = stack.enter_context(ThreadPoolExecutor(_READERS))
        left = iter(months)
        ahead: deque[Future[tuple[date, Path]]] = deque(
            pool.submit(read, month) for month in islice(left, _READERS)
        )
        while ahead:
            month, file = ahead.popleft().result()
            ahead.extend(pool.submit(read, later) for later in islice(left, 1))
            yield month, file
            file.unlink()


def _reader(stack: ExitStack, snapshot_id: str) -> Any:
    """Open another connection that sees what a snapshot sees, closed with the stack."""
    wrapper = connections["default"].copy()
    stack.callback(wrapper.close)
    wrapper.ensure_connection()
    wrapper.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    wrapper.connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot_id}'")
    return wrapper.connection


def _copy(connection: Any, *, name: str, known: Mapping[str, object], into: Path) -> None:
    query = (_SQL / f"{name}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")
    # COPY takes no parameters; psycopg quotes them on this side.
    with (
        into.open("wb") as file,
        connection.cursor() as raw,
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
