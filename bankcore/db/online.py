"""Migrating while the bank serves: nobody waits long for a table that is being changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import psycopg
from django.core.management import call_command
from django.db import OperationalError, connections

_OWNER: Final = "owner"


class TablesInUse(RuntimeError):
    """A table stayed in use all the time; what was migrated until then is recorded and stays."""


def migrate(
    *target: str,
    lock_seconds: float,
    pause_seconds: float,
    tries: int,
    say: Callable[[str], None],
) -> None:
    """Run migrations as the owner, as `manage.py migrate TARGET` does.

    A statement that waits for a table makes everybody wait who comes to it after: after
    `lock_seconds` it gives up, its migration is undone, and after `pause_seconds` the first one
    that is not recorded is begun again. Raises TablesInUse after so many tries.
    """
    for _ in range(tries):
        try:
            with connections[_OWNER].cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('lock_timeout', %s, false)", [f"{lock_seconds * 1000:.0f}"]
                )
            call_command("migrate", *target, database=_OWNER, verbosity=0)
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise
            say(f"A table was in use for {lock_seconds:g} s; once more in {pause_seconds:g} s.")
            time.sleep(pause_seconds)
        else:
            return
        finally:
            connections[_OWNER].close()
    message = f"A table was in use at each of {tries} tries. Find by pg_stat_activity who holds it."
    raise TablesInUse(message)
