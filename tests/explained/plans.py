"""How PostgreSQL would answer statements if large tables had a million rows."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.db import Error, IntegrityError, connections, transaction

from tests.explained import allowed
from tests.explained.statements import Statement

MANY = 1_000_000
_PAGE_BYTES = 8_192
# What hands on each row as it comes.
_PASSING_ON = {"Append", "Result", "Subquery Scan"}
_VALUES = {
    "uuid": "gen_random_uuid()",
    "boolean": "false",
    "jsonb": "'{}'",
    "bytea": "''",
    "text": "''",
    "character varying": "''",
    "timestamp with time zone": "'2026-03-02'",
    "inet": "'127.0.0.1'",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A statement in which a large table is read whole."""

    table: str
    statement: Statement

    @property
    def why_allowed(self) -> str:
        """Why this may be, or nothing."""
        kind = self.statement.kind
        return next((why for part, why in allowed.SCANS if re.search(part, kind)), "")

    def __str__(self) -> str:
        return f"{self.table}: {self.statement.kind}"


@dataclass(frozen=True, slots=True)
class Found:
    """What came of explaining: how many were explained, the scans, and what could not be."""

    explained: int
    scans: list[Scan]
    unexplained: list[tuple[str, str]]

    @property
    def wrong(self) -> list[Scan]:
        """Scans that nobody has allowed."""
        return [each for each in self.scans if not each.why_allowed]


def explain(statements: Iterable[Statement]) -> Found:
    """Explain each statement with a generic plan, as the bank's own role; nothing is kept.

    Large tables are said to have a million rows each. Sequential scans are as
    dear as ever: one is planned where no index helps.
    """
    scans, unexplained, explained = [], [], 0
    with _pretended() as cursor:
        for statement in statements:
            try:
                whole = _scanned(cursor, statement)
            except Error as error:
                unexplained.append((statement.kind, str(error).partition("\n")[0]))
                continue
            explained += 1
            scans += [Scan(table, statement) for table in sorted(whole)]
    return Found(explained, scans, unexplained)


def give_first_pages() -> None:
    """Give each large table without any page its first, which stays when the row is taken back.

    Of a table without pages PostgreSQL expects no row, whatever it is told. For before anything
    is asked: the tables are locked for a moment.
    """
    with connections["owner"].cursor() as cursor:
        for table in _leaves(cursor):
            cursor.execute("SELECT pg_relation_size(%s::regclass)", [table])
            if cursor.fetchone() == (0,):
                # A row that is refused for what it refers to has its page all the same.
                with suppress(IntegrityError), transaction.atomic("owner"):
                    _begin(cursor, table)
                    transaction.set_rollback(True, using="owner")


@contextmanager
def _pretended() -> Iterator:
    """Give a cursor of the bank's role to whom large tables look large; undone at the end."""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for table in _leaves(cursor):
            # On the pages that it has, which PostgreSQL looks up: as many rows in each table.
            cursor.execute(
                "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', %s::text,"
                " 'relpages', greatest(1, pg_relation_size(%s::regclass) / %s)::integer,"
                " 'reltuples', %s::real)",
                [table, table, _PAGE_BYTES, MANY],
            )
        cursor.execute("SET LOCAL ROLE bankcore_app")
        yield cursor
        transaction.set_rollback(True, using="owner")


def _leaves(cursor) -> list[str]:
    """Return the large tables that hold rows: of one in months, its months."""
    cursor.execute(
        """
        SELECT c.relname FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
        LEFT JOIN pg_class p ON p.oid = i.inhparent
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
          AND coalesce(p.relname, c.relname) = ANY(%s) ORDER BY 1""",
        [sorted(allowed.LARGE)],
    )
    return [name for (name,) in cursor.fetchall()]


def _begin(cursor, table: str) -> None:
    cursor.execute("SET LOCAL lock_timeout = '5s'")
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass"
        " AND contype IN ('c', 'f') AND conislocal AND conparentid = 0",
        [table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        """
        SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
        WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''""",
        [table],
    )
    needed = dict(cursor.fetchall())
    columns = ", ".join(f'"{name}"' for name in needed)
    values = ", ".join(_value(kind, table) for kind in needed.values())
    filled = f"({columns}) VALUES ({values})" if needed else "DEFAULT VALUES"
    cursor.execute(f"INSERT INTO {table} {filled}")


def _value(kind: str, table: str) -> str:
    """Return a value of this type; a day is of the month whose rows a table holds."""
    if kind.endswith("[]"):
        return "'{}'"
    if kind == "date":
        months = "-".join(table[-7:].split("_")) if _whole_table(table) != table else "2026-03"
        return f"'{months}-02'"
    return _VALUES.get(kind, "1")


def _scanned(cursor, statement: Statement) -> set[str]:
    """Return the large tables read whole by the generic plan and by that for the values sent.

    PostgreSQL takes the cheaper of the two; only that for values can use an index of few rows.
    """
    try:
        scanned = _explained(cursor, f"GENERIC_PLAN, FORMAT JSON) {statement.sql}")
    except Error:  # a value's type is not told by where it stands
        return _explained(cursor, f"FORMAT JSON) {statement.sent}", statement.values)
    if not scanned:
        return scanned
    return scanned & _explained(cursor, f"FORMAT JSON) {statement.sent}", statement.values)


def _explained(cursor, rest: str, values: object = None) -> set[str]:
    with transaction.atomic("owner"):
        cursor.execute(f"EXPLAIN ({rest}", values)
        (found,) = cursor.fetchone()
    return set(_read_whole((found if isinstance(found, list) else json.loads(found))[0]["Plan"]))


def _read_whole(plan: dict, *, cut: bool = False) -> Iterator[str]:
    """Yield the large tables that a plan reads from their first row to their last.

    Whichever rows there are until enough were read are not; to look for some among all are.
    """
    kind, table = plan["Node Type"], _whole_table(plan.get("Relation Name", ""))
    if kind == "Seq Scan" and table in allowed.LARGE and not (cut and "Filter" not in plan):
        yield table
    for child in plan.get("Plans", ()):
        yield from _read_whole(child, cut=kind == "Limit" or (cut and kind in _PASSING_ON))


def _whole_table(name: str) -> str:
    """Return the table that a month's is part of."""
    months = name[:-8] if name[-8:-7] == "_" and name[-7:-3].isdigit() else name
    return months if months in allowed.LARGE else name
