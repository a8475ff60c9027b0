"""Which locks of PostgreSQL this test's transaction has taken."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

_HELD = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()
  AND (classid::bigint << 32) | objid::bigint = ({hash})::bigint"""


def holds(name: str, *, hash: str = "hashtextextended(%s, 0)") -> bool:  # noqa: A002 - PostgreSQL's
    """Tell whether others wait who ask for this name until the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(hash=hash), [name])
        (found,) = cursor.fetchone()
    return bool(found)


def locks_rows(read: Callable[[], object]) -> bool:
    """Tell whether what is read is kept from others until the transaction is over."""
    with CaptureQueriesContext(connection) as seen:
        read()
    kinds = ("FOR UPDATE", "FOR NO KEY UPDATE")
    return any(kind in each["sql"] for kind in kinds for each in seen.captured_queries)
