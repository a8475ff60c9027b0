"""A table is changed while the bank serves: who changes it gives up before others wait for long."""

from __future__ import annotations

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

_WHERE = ("host", "port", "user", "password", "dbname", "options")


def test_a_migration_gives_up_on_a_table_in_use_and_leaves_everything(committed_bank, capsys):
    owner = connections["owner"].get_connection_params()
    where = {name: owner[name] for name in _WHERE if name in owner}
    with psycopg.connect(**where) as reader:
        reader.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(CommandError, match="in use at each of 2 tries"):
            call_command("migrate_online", "ledger", lock_seconds=0.05, pause_seconds=0.01, tries=2)
        reader.rollback()
    assert capsys.readouterr().out.count("A table was in use for 0.05 s") == 2
    # Who migrates afterwards waits as long as before.
    with connections["owner"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
