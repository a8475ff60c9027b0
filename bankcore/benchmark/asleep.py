"""Triggers that try row by row, asleep while set-based SQL makes rows that keep to them anyway.

Planned while its table was empty, such a trigger reads the whole of it for every row of a statement
that fills it: the square of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper


@contextmanager
def triggers(table: str, *names: str) -> Iterator[CursorWrapper]:
    """Give a cursor of the owner's, in whose one transaction these triggers sleep.

    Only for a database that is thrown away: the bank's own never has a guard asleep.
    """
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield cursor
        # What waits for the commit is tried now: a table with checks waiting cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
