"""What is final in the bank's database is in the warehouse, once, whatever happens to a load."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import public as accounts
from bankcore.ledger.models import Entry
from reporting.warehouse import public as warehouse
from reporting.warehouse.models import LakeFile, Load
from reporting.warehouse.repositories import builds, checks, lake
from tests import factories
from tests.conftest import NOW, OPENING_DAY

HOUR = timedelta(hours=1)


def asked(query: str, known=None) -> list[tuple]:
    with warehouse.opened(warehouse.version(known=known)) as engine:
        return engine.execute(query).fetchall()


def entries() -> list[tuple]:
    return asked("SELECT account_id, seq, amount, currency FROM fact_entry ORDER BY 1, 2")


def booked() -> list[tuple]:
    rows = Entry.objects.order_by("account_id", "seq")
    return [(row.account_id, row.seq, row.amount, "EUR") for row in rows]


def test_every_entry_of_the_ledger_is_in_the_warehouse_and_every_check_holds(load):
    factories.account(funds=100)
    factories.account(funds="7.50")
    loaded = load()
    assert loaded.faults == 0
    assert entries() == booked()
    assert len(booked()) == 4
    assert warehouse.faults(warehouse.version()) == []
    assert warehouse.check(now=NOW) == []


def test_a_load_with_nothing_new_changes_nothing(load):
    factories.account(funds=100)
    load()
    before = list(LakeFile.objects.order_by("id").values())
    assert load(now=NOW + HOUR).rows == {}
    assert list(LakeFile.objects.order_by("id").values()) == before


def test_what_is_booked_later_is_added_and_what_was_known_before_can_be_asked_for(load):
    factories.account(funds=100)
    load()
    factories.account(funds=50)
    loaded = load(now=NOW + HOUR)
    assert loaded.rows["fact_entry"] == 2
    assert entries() == booked()
    cash = "SELECT sum(debits) FROM fact_month"
    assert asked(cash) == [(15_000,)]
    assert asked(cash, known=NOW) == [(10_000,)]
    with pytest.raises(warehouse.NothingLoaded):
        warehouse.version(known=NOW - HOUR)


def test_a_transaction_that_commits_after_a_later_one_is_not_passed_over(load):
    """The first holds its number while the second commits: the load waits for both."""
    with psycopg.connect(
        host=connection.settings_dict["HOST"],
        dbname=connection.settings_dict["NAME"],
        user=connection.settings_dict["USER"],
    ) as early:
        early.execute("SELECT pg_current_xact_id()")
        factories.account(funds=100)
        held_back = warehouse.load(day=OPENING_DAY, actor=factories.TESTER, now=NOW)
        assert "fact_entry" not in held_back.rows
        assert held_back.faults == 0
    assert load(now=NOW + HOUR).rows["fact_entry"] == 2
    assert entries() == booked()


def test_a_customer_who_changes_is_known_as_they_were_and_as_they_are(load):
    one = factories.customer()
    load()
    accounts.block_customer(
        customer_id=one.customer_id, reason="asked by a test", actor=factories.TESTER, now=NOW
    )
    load(day=OPENING_DAY + timedelta(days=1), now=NOW + HOUR)
    versions = asked(
        "SELECT status, valid_from, valid_to, year(known_to) FROM dim_customer"
        " ORDER BY known_from, valid_from"
    )
    later = OPENING_DAY + timedelta(days=1)
    assert versions == [
        ("ACTIVE", OPENING_DAY, date(9999, 12, 31), 2026),
        ("ACTIVE", OPENING_DAY, later, 9999),
        ("BLOCKED", later, date(9999, 12, 31), 9999),
    ]


def test_a_load_that_fails_leaves_the_warehouse_as_it_was(load, monkeypatch):
    factories.account(funds=100)
    load()
    factories.account(funds=50)
    with monkeypatch.context() as patched:
        patched.setattr(checks, "try_all", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(now=NOW + HOUR)
    assert Load.objects.get(state="FAILED").failure == "ZeroDivisionError: division by zero"
    assert len(entries()) == 2
    assert load(now=NOW + 2 * HOUR).rows["fact_entry"] == 2
    assert entries() == booked()


def test_a_load_whose_process_died_is_ended_by_the_next(load):
    factories.account(funds=100)
    Load.objects.create(day=OPENING_DAY, started_at=NOW, from_xid=0, started_by="test")
    load()
    assert [each.state for each in Load.objects.order_by("id")] == ["FAILED", "DONE"]
    assert entries() == booked()


def test_two_loads_at_once_are_one_too_many(load):
    factories.account(funds=100)
    refused = []

    def second(step: str) -> None:
        if step != "checks":
            return
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join(30)

    def try_it() -> None:
        try:
            warehouse.load(day=OPENING_DAY, actor=factories.TESTER, now=NOW)
        except warehouse.LoadRunning as error:
            refused.append(error)
        finally:
            connection.close()

    load(told=second)
    assert len(refused) == 1
    assert Load.objects.count() == 1


def test_a_file_that_was_changed_is_named(load):
    factories.account(funds=100)
    load()
    file = LakeFile.objects.get(dataset="fact_entry")
    with (lake.folder() / file.path).open("ab") as opened:
        opened.write(b"x")
    (fault,) = warehouse.check(now=NOW)
    assert file.path in fault
    assert "not as it was written" in fault


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (
            "FROM FILE WHERE NOT (account_id = {account} AND seq = 1)",
            "entry 1 of account {account}: the ledger has 10000, the warehouse none",
        ),
        (
            "SELECT * REPLACE (if(account_id = {account}, amount - 1, amount) AS amount) FROM FILE",
            "entry 1 of account {account}: the ledger has 10000, the warehouse 9999",
        ),
    ],
)
def test_a_missing_row_and_a_changed_amount_are_found_and_named(load, query, named):
    opened = factories.account(funds=100)
    load()
    account = Entry.objects.get(amount=10_000).account_id
    assert opened is not None
    path = lake.folder() / LakeFile.objects.get(dataset="fact_entry").path
    rows = query.format(account=account).replace("FILE", f"read_parquet('{path}')")
    duckdb.sql(rows).write_parquet(f"{path}.changed")
    path.with_name(f"{path.name}.changed").rename(path)
    version = warehouse.version()
    found = warehouse.recheck(version)
    assert (
        named.format(account=account) in found["entries are those of the ledger", "fact_entry"][1]
    )
    assert found["transactions sum to zero in each currency", "fact_entry"][0] == 1


@pytest.mark.parametrize("table", ["warehouse_load", "warehouse_lakefile", "warehouse_checkresult"])
def test_the_history_of_loads_is_never_changed(load, table):
    factories.account(funds=100)
    load()
    refused = pytest.raises(DatabaseError, match=r"append-only|denied|ends once|never changed")
    for statement in ("DELETE FROM {}", "UPDATE {} SET id = id + 1"):
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.integers(-(10**11), 10**11).filter(bool),
    st.decimals("0.0001", "99999", places=8),
    st.sampled_from([0, 2, 3]),
)
def test_an_amount_in_euros_is_rounded_to_the_nearest_cent(amount, rate, exponent):
    cents = Decimal(amount) / 10**exponent / rate * 100
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE all_rates AS SELECT 'ECB' AS source, 'XTS' AS currency,"
            " DATE '2026-03-01' AS day, ?::DECIMAL(18,8) AS rate",
            [rate],
        )
        engine.execute(
            "CREATE TABLE staged_dim_account AS SELECT 'XTS' AS currency, ? AS exponent", [exponent]
        )
        engine.execute(
            "CREATE TABLE staged_fact_entry AS SELECT 'XTS' AS currency, ?::BIGINT AS amount,"
            " DATE '2026-03-02' AS booking_date",
            [amount],
        )
        rows = engine.execute(builds.built("fact_entry")).fetchall()
        names = [each[0] for each in engine.description]
    found = dict(zip(names, rows[0], strict=True))
    assert abs(found["reporting_amount"] - cents) <= Decimal("0.5")
    assert found["rate_date"] == date(2026, 3, 1)
