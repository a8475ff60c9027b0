"""The archive's replication slot: by it the server keeps the log that the archive has not received.

"Replication Slots" and the view pg_replication_slots in PostgreSQL's documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import errors

from bankcore.backups.services import server
from bankcore.settings.env import Environment

# By this name the server knows the archive: as its slot, and as the standby that commits wait for.
NAME: Final = "bankcore_archive"


class ArchiveRunning(RuntimeError):
    """A process receives the log, so its slot is not dropped; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Whether the server has removed log that the slot was to keep."""

    is_lost: bool


def find(environment: Environment) -> Slot | None:
    """Return the archive's slot; None where there is none. Raises server.ServerAway."""
    with server.connect(environment) as connection:
        found = connection.execute(
            """
            SELECT coalesce(wal_status = 'lost', false)
            FROM pg_replication_slots WHERE slot_name = %s""",
            [NAME],
        ).fetchone()
    return None if found is None else Slot(is_lost=found[0])


def create(environment: Environment) -> str | None:
    """Have the server keep its log for the archive from now on; returns the first file of it.

    Not by pg_receivewal, for which log is kept only from when it has connected: a copy that is made
    meanwhile would lack some. A standby does not tell the file. Raises server.ServerAway.
    """
    with server.connect(environment) as connection:
        found = connection.execute(
            """
            SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_walfile_name(lsn) END
            FROM pg_create_physical_replication_slot(%s, immediately_reserve => true)""",
            [NAME],
        ).fetchone()
    return None if found is None else found[0]


def drop(environment: Environment) -> bool:
    """Let the server keep nothing for the archive any more; returns False where it kept nothing.

    Raises ArchiveRunning and server.ServerAway.
    """
    with server.connect(environment) as connection:
        try:
            found = connection.execute(
                """
                SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
                WHERE slot_name = %s""",
                [NAME],
            ).fetchone()
        except errors.ObjectInUse as error:
            message = "An archive is running. Stop that process first (SIGTERM), then try again."
            raise ArchiveRunning(message) from error
    return found is not None
