# ruff: noqa: S608 - statements are put together from this suite's own words
"""Nobody changes or removes what is in the journal: not the application, not the tables' owner."""

import pytest
from django.db import IntegrityError, ProgrammingError, connections

from tests.bankcore.ledger.guards.raw import RawBooks
from tests.conftest import OPENING_DAY

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

COLUMN_OF = {
    "ledger_txn": "narrative",
    "ledger_entry": "amount",
    "ledger_idem": "result_id",
    "ledger_reversal": "reason",
    "ledger_hold_event": "amount",
    "ledger_period": "last_day",
    "ledger_snapshot": "balance",
    "ledger_gl_daily": "debits",
    f"ledger_txn_{OPENING_DAY:%Y_%m}": "narrative",
    f"ledger_entry_{OPENING_DAY:%Y_%m}": "amount",
}


def statements(table: str) -> dict[str, str]:
    column = COLUMN_OF[table]
    return {
        "update": f"UPDATE {table} SET {column} = {column}",
        "delete": f"DELETE FROM {table}",
        "truncate": f"TRUNCATE {table} CASCADE",
    }


@pytest.mark.parametrize("change", ["update", "delete", "truncate"])
@pytest.mark.parametrize("table", COLUMN_OF)
def test_the_owner_cannot_change_the_journal(bank, table, change):
    with pytest.raises(IntegrityError, match="append-only"):
        RawBooks(connections["owner"]).run(statements(table)[change])


@pytest.mark.parametrize("change", ["update", "delete", "truncate"])
@pytest.mark.parametrize("table", COLUMN_OF)
def test_the_application_has_no_right_to_change_the_journal(application, table, change):
    with pytest.raises(ProgrammingError, match="permission denied"):
        application.run(statements(table)[change])


def test_an_update_that_overwrites_on_conflict_is_a_change_too(raw):
    with pytest.raises((IntegrityError, ProgrammingError)):
        raw.run(
            """
            INSERT INTO ledger_reversal (reverses_id, txn_id, reason) VALUES (1, 2, 'x')
            ON CONFLICT (reverses_id) DO UPDATE SET reason = 'y'"""
        )


@pytest.mark.parametrize("change", ["DELETE FROM ledger_hold", "TRUNCATE ledger_hold CASCADE"])
def test_holds_are_never_removed(raw, change):
    with pytest.raises((IntegrityError, ProgrammingError)):
        raw.run(change)


@pytest.mark.parametrize(
    "table", [table for table in COLUMN_OF if table[-1].isdigit()], ids=["entries", "transactions"]
)
def test_the_application_cannot_reach_a_months_partition_by_itself(application, table):
    for statement in (f"SELECT 1 FROM {table}", f"INSERT INTO {table} DEFAULT VALUES"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            application.run(statement)


def test_a_month_added_later_is_guarded_like_the_first(bank):
    owner = RawBooks(connections["owner"])
    owner.run("SELECT ledger_make_partitions('2031-05-01', '2031-05-31')")
    for table in ("ledger_txn_2031_05", "ledger_entry_2031_05"):
        with pytest.raises(IntegrityError, match="append-only"):
            owner.run(f"DELETE FROM {table}")


def test_partitions_for_a_century_are_not_made_at_once(raw):
    with pytest.raises(Exception, match="thirty years"):
        raw.run("SELECT ledger_make_partitions('2000-01-01', '2099-12-31')")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_account SET id = id",
        "DELETE FROM ledger_account",
        "TRUNCATE ledger_account CASCADE",
    ],
)
def test_an_account_that_snapshots_and_entries_name_stays(bank, change):
    with pytest.raises(IntegrityError, match="append-only"):
        RawBooks(connections["owner"]).run(change)


def test_no_snapshot_is_of_an_account_that_is_not_there(bank):
    with pytest.raises(IntegrityError, match="an account that is not there"):
        RawBooks(connections["owner"]).run(
            "INSERT INTO ledger_snapshot (day, account_id, balance, held)"
            " SELECT '2026-03-02', coalesce(max(id), 0) + 1, 0, 0 FROM ledger_account"
        )
