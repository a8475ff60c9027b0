"""Asking PostgreSQL for whom it keeps its log."""

from __future__ import annotations

from typing import Final

from django.db import connection

from bankcore.monitoring.domain.log_readers import LogReader

# Every role may ask this, PostgreSQL 15 and up. A standby writes no log of its own: there it is
# kept from what was received last. A copy that is being made has a slot as long as it takes.
_READERS: Final = """
SELECT slot_name, active, coalesce(wal_status = 'lost', false),
       coalesce(pg_wal_lsn_diff(
           CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
                ELSE pg_current_wal_lsn() END, restart_lsn), 0)::bigint
FROM pg_replication_slots WHERE NOT temporary ORDER BY slot_name"""


def read() -> list[LogReader]:
    """Return every reader that the server keeps log for, or kept it for until it was lost."""
    with connection.cursor() as cursor:
        cursor.execute(_READERS)
        return [
            LogReader(
                name=name,
                is_active=active,
                is_lost=is_lost,
                kept_bytes=0 if is_lost else max(0, kept),
            )
            for name, active, is_lost, kept in cursor.fetchall()
        ]
