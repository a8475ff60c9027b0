"""A database whose commits are real, put back as it was after each test instead of made anew.

To make a database is to make its 1,600 files: a second of processor time for a test that writes
thirty rows. What a test has changed is told by the numbers of rows and their transactions; what
was changed in tables is put back with triggers asleep, and a database whose structure or rights
were changed is thrown away.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from bankcore.settings import env

_WAIT_SECONDS = 5.0
_TOO_MANY_ROWS = 20_000
# Statistics tell of rows, they are none.
_CATALOGS = """
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND NOT c.relisshared
AND c.relname NOT IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_trigger') ORDER BY 1"""
# By what they say: tests that tamper put them to sleep and wake them again.
_TRIGGERS = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM pg_trigger t"
_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
AND n.nspname NOT LIKE 'pg_toast%' ORDER BY 1"""
_OUTSIDE = """
SELECT d.oid::text, d.xmin::text, coalesce(string_agg(s.xmin::text, ',' ORDER BY s.setrole), '')
FROM pg_database d LEFT JOIN pg_db_role_setting s ON s.setdatabase = d.oid
WHERE d.datname = current_database() GROUP BY d.oid, d.xmin"""
_SEQUENCES = """
SELECT format('%I.%I', schemaname, sequencename), last_value, start_value FROM pg_sequences
ORDER BY 1"""
_COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""

# A table without a page has no row: most have none, and to plan a query of all takes 0.1 s.
_FILLED = """
SELECT found FROM unnest(%s::text[]) AS found WHERE pg_relation_size(found::regclass) > 0"""

_Rows = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class State:
    """What a database holds: structure and rights, rows by table, and sequences."""

    structure: tuple[object, ...]
    rows: _Rows
    sequences: dict[str, tuple[int | None, int]]
    contents: dict[str, bytes]


def seen(name: str) -> State | None:
    """Return what the database holds; None where nobody may put triggers to sleep."""
    if not _may_restore():
        return None
    with _opened(name) as server:
        rows = _rows(server, _names(server, _TABLES))
        contents = {table: _copied(server, table) for table, (count, _) in rows.items() if count}
        return State(_structure(server), rows, _sequences(server), contents)


def restored(name: str, before: State) -> State | None:
    """Put rows and sequences back; return what to compare with next. None: throw it away.

    Fails where a connection was left open, as dropping the database does.
    """
    _wait_until_left(name)
    with _opened(name) as server:
        if _structure(server) != before.structure:
            return None
        rows = _rows(server, list(before.rows))
        changed = [table for table, found in rows.items() if found != before.rows[table]]
        if sum(rows[table][0] for table in changed) > _TOO_MANY_ROWS:
            return None
        server.execute("SET session_replication_role = replica")
        for table in changed:
            server.execute(sql.SQL("DELETE FROM {}").format(sql.SQL(table)))
            if table in before.contents:
                _fill(server, table, before.contents[table])
        for sequence, found in _sequences(server).items():
            if found != before.sequences[sequence]:
                last, start = before.sequences[sequence]
                value = (sequence, start if last is None else last, last is not None)
                server.execute("SELECT setval(%s::regclass, %s, %s)", value)
        server.commit()
        after = {**rows, **_rows(server, changed)}
        assert {table: count for table, (count, _) in after.items()} == {
            table: count for table, (count, _) in before.rows.items()
        }
        return State(before.structure, after, before.sequences, before.contents)


def _may_restore() -> bool:
    return env.read().database_is_embedded


@contextmanager
def _opened(name: str) -> Iterator[psycopg.Connection]:
    """Open the database as the server's own user, whom the embedded server lets in."""
    with psycopg.connect(
        host=str(env.read().socket_folder), user="postgres", dbname=name
    ) as server:
        yield server


def _names(server: psycopg.Connection, query: str) -> list[str]:
    return [name for (name,) in server.execute(query).fetchall()]


def _structure(server: psycopg.Connection) -> tuple[object, ...]:
    catalogs = _rows(server, _names(server, _CATALOGS))
    triggers = server.execute(_TRIGGERS).fetchall()
    return (server.execute(_OUTSIDE).fetchall(), triggers, catalogs)


def _rows(server: psycopg.Connection, tables: list[str]) -> _Rows:
    """Return for each table how many rows it has, and the sum of the transactions that wrote them.

    A row that is added or removed changes the count or, with a later one in its place, the sum;
    so does one that is written anew.
    """
    filled = [table for (table,) in server.execute(_FILLED, [tables]).fetchall()]
    return dict.fromkeys(tables, (0, 0)) | _counted(server, filled)


def _counted(server: psycopg.Connection, tables: list[str]) -> _Rows:
    if not tables:
        return {}
    counting = " UNION ALL ".join(
        f"SELECT {n}, count(*), coalesce(sum(xmin::text::bigint), 0)::bigint FROM {table}"  # noqa: S608 - the catalogue's own names
        for n, table in enumerate(tables)
    )
    found = server.execute(counting).fetchall()
    return {tables[n]: (count, total) for n, count, total in found}


def _sequences(server: psycopg.Connection) -> dict[str, tuple[int | None, int]]:
    return {name: (last, start) for name, last, start in server.execute(_SEQUENCES).fetchall()}


def _columns(server: psycopg.Connection, table: str) -> str:
    (columns,) = server.execute(_COLUMNS, [table]).fetchone()
    return columns


def _copied(server: psycopg.Connection, table: str) -> bytes:
    with server.cursor().copy(f"COPY {table} ({_columns(server, table)}) TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def _fill(server: psycopg.Connection, table: str, content: bytes) -> None:
    with server.cursor().copy(f"COPY {table} ({_columns(server, table)}) FROM STDIN") as copy:
        copy.write(content)


def _wait_until_left(name: str) -> None:
    """Wait for those who are leaving the database; a connection that was leaked is an error."""
    until = time.monotonic() + _WAIT_SECONDS
    with _opened("postgres") as server:
        server.autocommit = True
        while True:
            (there,) = server.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = %s AND backend_type = 'client backend'",
                [name],
            ).fetchone()
            if not there:
                return
            if time.monotonic() > until:
                message = f"{there} connections to {name} were left open"
                raise psycopg.errors.ObjectInUse(message)
            time.sleep(0.005)
