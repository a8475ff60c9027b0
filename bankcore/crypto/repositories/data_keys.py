"""Data keys in the database. Plain SQL: the models themselves have sealed columns."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from bankcore.crypto.key_service import Wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """One data key; `wrapped` is None once it is destroyed."""

    key_id: int
    purpose: str
    version: int
    state: str
    wrapped: Wrapped | None


_COLUMNS = "SELECT id, purpose, version, state, master_version, wrapped FROM crypto_datakey"
_ADD = """
INSERT INTO crypto_datakey (purpose, version, state, master_version, wrapped, created_at)
VALUES (%s, %s, 'ACTIVE', %s, %s, statement_timestamp()) ON CONFLICT DO NOTHING"""


def all_keys(*, using: str = "default") -> list[StoredKey]:
    """Return every data key, the newest versions first."""
    return _all(connections[using])


def add_first(*, purpose: str, wrapped: Wrapped) -> list[StoredKey]:
    """Add the first key of a purpose unless there is one, and commit it; returns all keys.

    On a connection of its own: the caller's transaction may be rolled back, while this process
    and others have begun to use the key.
    """
    apart = connections.create_connection("default")
    try:
        with apart.cursor() as cursor:
            cursor.execute(_ADD, [purpose, 1, wrapped.master_version, wrapped.blob])
        return _all(apart)
    finally:
        apart.close()


def add_version(*, purpose: str, version: int, wrapped: Wrapped, using: str) -> None:
    """Let a new version be the active one; the one before is only read from now on."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "UPDATE crypto_datakey SET state = 'RETIRED', retired_at = clock_timestamp()"
            " WHERE purpose = %s AND state = 'ACTIVE'",
            [purpose],
        )
        cursor.execute(_ADD, [purpose, version, wrapped.master_version, wrapped.blob])


def rewrap(*, key_id: int, wrapped: Wrapped, using: str) -> None:
    """Put the key's new wrapping in the place of the old."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "UPDATE crypto_datakey SET master_version = %s, wrapped = %s"
            " WHERE id = %s AND state <> 'DESTROYED'",
            [wrapped.master_version, wrapped.blob, key_id],
        )


def retired_for(*, key_id: int, using: str) -> float:
    """Return since how many seconds the key is retired."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - retired_at) FROM crypto_datakey"
            " WHERE id = %s",
            [key_id],
        )
        return float(cursor.fetchone()[0])


def destroy(*, key_id: int, using: str) -> None:
    """Remove the key itself; that there was one stays."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "UPDATE crypto_datakey SET state = 'DESTROYED', wrapped = NULL,"
            " destroyed_at = clock_timestamp() WHERE id = %s AND state = 'RETIRED'",
            [key_id],
        )


def transactions_begun_before(marker: int, *, using: str) -> bool:
    """Return whether a transaction that has written and began before `marker` is still open."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0]) < marker


def marker(*, using: str) -> int:
    """Return the number of a transaction that begins now."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def _all(connection: BaseDatabaseWrapper) -> list[StoredKey]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS} ORDER BY purpose, version DESC")
        return [
            StoredKey(
                key_id=key_id,
                purpose=purpose,
                version=version,
                state=state,
                wrapped=None if blob is None else Wrapped(master, bytes(blob)),
            )
            for key_id, purpose, version, state, master, blob in cursor.fetchall()
        ]
