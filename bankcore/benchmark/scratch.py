"""A database for one run: made from the migrations, thrown away whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from bankcore.benchmark import processes
from bankcore.settings.env import Database, Environment

_ALIASES = ("default", "owner")


@contextmanager
def database(environment: Environment) -> Iterator[str]:
    """Give a migrated database beside the bank's own, and point Django to it meanwhile.

    The bank's own is never written to. The value is the scratch database's name.
    """
    name = f"bankcore_bench_{os.getpid()}"
    owner = environment.database_owner
    before = str(connections["default"].settings_dict["NAME"])
    _drop(owner, name)
    _server(owner, "CREATE DATABASE {}", name)
    try:
        point_to(name)
        call_command("migrate", database="owner", verbosity=0)
        yield name
    finally:
        point_to(before)
        _drop(owner, name)


@contextmanager
def empty(owner: Database, name: str) -> Iterator[None]:
    """Have an empty database of this name for another program, meanwhile."""
    _drop(owner, name)
    _server(owner, "CREATE DATABASE {}", name)
    try:
        yield
    finally:
        _drop(owner, name)


def point_to(name: str) -> None:
    """Have both of Django's connections reach the database `name` from now on."""
    for alias in _ALIASES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def url(found: Database, name: str) -> str:
    """Return what a program is told to reach the database `name` as the role of `found`."""
    password = f":{quote(found.password, safe='')}" if found.password else ""
    port = f":{found.port}" if found.port else ""
    host = quote(found.host, safe="[]:")
    query = f"?{urlencode(found.options, quote_via=quote)}" if found.options else ""
    return f"postgresql://{quote(found.user, safe='')}{password}@{host}{port}/{name}{query}"


def ledger_bytes() -> dict[str, int]:
    """Return the bytes of every ledger table with its indexes, after VACUUM; months as one."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute(
            """
            SELECT regexp_replace(relname, '_[0-9]{4}_[0-9]{2}$', '') AS name,
                   sum(pg_total_relation_size(oid))::bigint
            FROM pg_class WHERE relkind = 'r' AND relname LIKE %s GROUP BY name ORDER BY name""",
            [r"ledger\_%"],
        )
        return dict(cursor.fetchall())


def deadlocks() -> int:
    """Return how many deadlocks PostgreSQL has broken in the scratch database so far."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)


def transactions() -> int:
    """Return how many transactions are in the scratch database's journal."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_txn")
        (count,) = cursor.fetchone()
    return int(count)


def backend_seconds() -> dict[int, float]:
    """Return how long each of PostgreSQL's backends of the scratch database has been computing.

    Nothing of those on another machine.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        found = {pid: processes.cpu_seconds(pid) for (pid,) in cursor.fetchall()}
    return {pid: seconds for pid, seconds in found.items() if seconds is not None}


def commits() -> int:
    """Return how many database transactions the scratch database has committed so far."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
        )
        (count,) = cursor.fetchone()
    return int(count)


def _drop(owner: Database, name: str) -> None:
    """Drop the database with whoever is in it; without FORCE where that is autovacuum.

    The owner may not end autovacuum's work, which a plain DROP has PostgreSQL itself cancel.
    """
    try:
        _server(owner, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    except psycopg.errors.InsufficientPrivilege:
        _server(owner, "DROP DATABASE IF EXISTS {}", name)


def _server(owner: Database, statement: str, name: str) -> None:
    """Run one statement about the database `name`, from the bank's own one."""
    with psycopg.connect(
        host=owner.host,
        port=owner.port or None,
        user=owner.user or None,
        password=owner.password or None,
        dbname=owner.name,
        autocommit=True,
        **owner.options,  # type: ignore[arg-type]
    ) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(name)))
