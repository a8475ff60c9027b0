"""The archive's replication slot: by it the server keeps the log that the archive has not received.

"Replication Slots" and the view pg_replication_slots in PostgreSQL's documentation.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from psycopg import errors

from bankcore.backups.services import server
from bankcore.settings.env import Environment

# By this name the server knows the archive: as its slot, and as the standby that commits wait for.
NAME: Final = "bankcore_archive"
_FREE_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.1
_RUNNING: Final = (
    "An archive is running. Stop that process first, run_archive or a pg_receivewal that it left"
    " behind (SIGTERM), then try again; where its machine is lost, in a minute."
)


class ArchiveRunning(RuntimeError):
    """Another process receives the log; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Whether a process receives by it, and whether log is removed that it was to keep."""

    is_active: bool
    is_lost: bool


def find(environment: Environment) -> Slot | None:
    """Return the archive's slot; None where there is none. Raises server.ServerAway."""
    with server.connect(environment) as connection:
        found = connection.execute(
            """
            SELECT active, coalesce(wal_status = 'lost', false)
            FROM pg_replication_slots WHERE slot_name = %s""",
            [NAME],
        ).fetchone()
    return None if found is None else Slot(is_active=found[0], is_lost=found[1])


def find_free(environment: Environment) -> Slot | None:
    """Return the archive's slot as `find` does, once nobody receives by it.

    The server may notice seconds later that a process has ended. Raises ArchiveRunning and
    server.ServerAway.
    """
    deadline = time.monotonic() + _FREE_SECONDS
    while (found := find(environment)) is not None and found.is_active:
        if time.monotonic() > deadline:
            raise ArchiveRunning(_RUNNING)
        time.sleep(_LOOK_SECONDS)
    return found


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
            raise ArchiveRunning(_RUNNING) from error
    return found is not None
