"""Tests that commit find the database as it was, or another: one does not reach the next."""

import psycopg
import pytest
from django.db import connections

from tests import pristine
from tests.conftest import _replace_database


@pytest.fixture
def before(committed_bank) -> pristine.State:
    connections.close_all()
    found = pristine.seen(committed_bank)
    if found is None:
        pytest.skip("the server is an operator's own: such databases are made anew")
    return found


def change(name: str, *statements: str) -> None:
    with pristine._opened(name) as server:
        server.execute("SET session_replication_role = replica")
        for statement in statements:
            server.execute(statement)


def contents(name: str) -> dict[str, list[bytes]]:
    """Return every row of every table, and where the sequences stand."""
    with pristine._opened(name) as server:
        tables = pristine._names(server, pristine._TABLES)
        found = {table: sorted(pristine._copied(server, table).splitlines()) for table in tables}
        return {**found, "sequences": [str(pristine._sequences(server)).encode()]}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO auth_group (name) VALUES ('Others')",
        "UPDATE ledger_currency SET exponent = exponent WHERE code = 'EUR'",
        "UPDATE auth_group SET name = 'Others' WHERE id = (SELECT min(id) FROM auth_group)",
        "DELETE FROM auth_group WHERE id = (SELECT max(id) FROM auth_group)",
        "DELETE FROM ledger_gl_account",
        "SELECT nextval('auth_group_id_seq')",
        """WITH gone AS (DELETE FROM auth_group RETURNING name)
        INSERT INTO auth_group (name) SELECT name || '.' FROM gone""",
    ],
)
def test_rows_and_numbers_are_put_back(committed_bank, before, statement):
    was = contents(committed_bank)

    change(committed_bank, statement)
    after = pristine.restored(committed_bank, before)

    assert after is not None
    assert contents(committed_bank) == was


def test_it_is_put_back_again_and_again(committed_bank, before):
    was = contents(committed_bank)
    for _ in range(3):
        change(committed_bank, "DELETE FROM auth_group", "DELETE FROM ledger_currency")
        before = pristine.restored(committed_bank, before)
        assert contents(committed_bank) == was


@pytest.mark.parametrize(
    "statement",
    [
        "REVOKE INSERT ON auth_group FROM bankcore_app",
        "ALTER TABLE auth_group ADD COLUMN colour text",
        "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
        "CREATE TABLE another (id int)",
        "CREATE OR REPLACE FUNCTION another() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "TRUNCATE auth_group CASCADE",
        "CREATE SEQUENCE another",
        "SELECT lo_create(0)",
    ],
)
def test_what_is_not_rows_is_thrown_away(committed_bank, before, statement):
    change(committed_bank, statement)

    assert pristine.restored(committed_bank, before) is None


def test_triggers_that_slept_and_woke_are_as_they_were(committed_bank, before):
    was = contents(committed_bank)

    change(
        committed_bank,
        "ALTER TABLE ledger_currency DISABLE TRIGGER USER",
        "UPDATE ledger_currency SET exponent = 1",
        "ALTER TABLE ledger_currency ENABLE TRIGGER USER",
    )

    assert pristine.restored(committed_bank, before) is not None
    assert contents(committed_bank) == was


def test_a_setting_of_the_database_is_thrown_away(committed_bank, before):
    change(committed_bank, f"ALTER DATABASE {committed_bank} SET work_mem = '8MB'")

    assert pristine.restored(committed_bank, before) is None


def test_another_database_of_its_name_is_thrown_away(committed_bank, before):
    _replace_database(committed_bank, template="template1")

    assert pristine.restored(committed_bank, before) is None


def test_a_connection_left_open_is_an_error(committed_bank, before, monkeypatch):
    monkeypatch.setattr(pristine, "_WAIT_SECONDS", 0.1)
    with pristine._opened(committed_bank), pytest.raises(psycopg.errors.ObjectInUse, match="open"):
        pristine.restored(committed_bank, before)
