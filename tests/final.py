"""Waiting for other tests' transactions, behind which what was written is not yet final.

PostgreSQL numbers the transactions of all databases of a server in one row.
"""

from __future__ import annotations

import time

import pytest
from django.db import connection


def wait_until_final(seconds: float) -> None:
    """Wait until no transaction under way is as old as what was written so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (written,) = cursor.fetchone()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > written:
                return
            time.sleep(0.05)
    pytest.fail("another transaction of the server did not end")
