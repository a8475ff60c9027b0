"""The lake stays small, versions that are kept read as before, and nothing personal is in it."""

from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import duckdb
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts import public as accounts
from bankcore import clock
from reporting.warehouse import public as warehouse
from reporting.warehouse.models import LakeFile, Load, Tidying
from reporting.warehouse.repositories import builds, lake, tidying
from reporting.warehouse.services import tidying as service
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, people

HOUR = timedelta(hours=1)
NEXT_MONTH = date(2026, 4, 1)
LATER = NOW + timedelta(days=500)
ROWS = "SELECT account_id, seq, amount FROM fact_entry ORDER BY 1, 2"


def asked(query: str, known=None) -> list[tuple]:
    with warehouse.opened(warehouse.version(known=known)) as engine:
        return engine.execute(query).fetchall()


def tidy(*, day=NEXT_MONTH, now=NOW + 20 * HOUR) -> warehouse.Tidied:
    return warehouse.tidy(day=day, actor=TESTER, now=now)


def there() -> set[str]:
    root = lake.folder()
    return {str(each.relative_to(root)) for each in root.rglob("*.parquet")}


@pytest.fixture
def crowded(load):
    """Load a month in five small files of entries; returns the moments after each."""
    moments = []
    for number in range(5):
        factories.account(funds=100 + number)
        moments.append(NOW + number * HOUR)
        load(now=moments[-1])
    return moments


def test_many_files_of_an_old_month_become_one_of_the_same_rows(crowded):
    before = {moment: asked(ROWS, known=moment) for moment in crowded}
    tidied = tidy()
    assert ("fact_entry", date(2026, 3, 1), 5) in tidied.months
    assert LakeFile.objects.filter(dataset="fact_entry", replaced_by=None).count() == 1
    assert asked(ROWS) == before[crowded[-1]]
    assert {moment: asked(ROWS, known=moment) for moment in crowded} == before
    assert warehouse.check(now=NOW) == []
    assert tidy().months == ()


def test_the_month_that_is_still_booked_in_is_left_alone(crowded):
    assert tidy(day=OPENING_DAY).months == ()
    assert LakeFile.objects.filter(dataset="fact_entry", replaced_by=None).count() == 5


def test_loads_go_on_where_they_were_after_a_month_was_written_once(crowded, load):
    tidy()
    factories.account(funds=7)
    assert load(now=NOW + 30 * HOUR).faults == 0
    assert len(asked(ROWS)) == 12


def test_other_rows_than_before_are_never_published(crowded, monkeypatch):
    before = asked(ROWS)
    prints = iter([(10, 1), (10, 2)])
    monkeypatch.setattr(builds, "fingerprint", lambda *_: next(prints))
    with pytest.raises(service.NotTheSameRows, match="fact_entry of 2026-03 in 5 files"):
        tidy()
    assert Load.objects.get(state="FAILED")
    assert asked(ROWS) == before
    assert LakeFile.objects.filter(dataset="fact_entry", replaced_by=None).count() == 5


def test_what_no_version_within_the_retention_reads_is_removed(crowded, load):
    tidy()
    stray = lake.folder() / "fact_entry" / "load-99999999" / "part-0.parquet"
    stray.parent.mkdir()
    stray.write_bytes(b"left by a load that died")
    found = warehouse.needless(day=NEXT_MONTH, now=LATER)
    kinds = {each.path: each.kind for each in found.files}
    assert kinds.pop(str(stray.relative_to(lake.folder()))) == "stray"
    assert set(kinds.values()) == {"replaced"}
    before, rows = there(), asked(ROWS)
    tidied = tidy(now=LATER)
    assert before - there() == {each.path for each in tidied.files}
    assert asked(ROWS) == rows
    assert warehouse.check(now=NOW) == []
    with pytest.raises(warehouse.VersionGone, match="kept no more"):
        warehouse.version(known=crowded[0])
    assert tidy(now=LATER).files == ()


def test_within_the_retention_nothing_is_removed(crowded):
    tidy()
    before = there()
    assert tidy(now=NOW + timedelta(days=399)).files == ()
    assert there() == before
    assert asked("SELECT count(*) FROM fact_entry", known=crowded[0]) == [(2,)]


def test_a_version_is_said_to_be_gone_before_its_files_are(crowded, monkeypatch):
    tidy()
    monkeypatch.setattr(tidying, "remove", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tidy(now=LATER)
    with pytest.raises(warehouse.VersionGone):
        warehouse.version(known=crowded[0])


def test_the_command_says_what_it_would_do_and_does_it_when_told(crowded, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    tidy()
    before = there()
    said = StringIO()
    call_command("tidy_warehouse", stdout=said)
    assert "fact_entry: 5 files replaced" in said.getvalue()
    assert "Would remove" in said.getvalue()
    assert there() == before
    call_command("tidy_warehouse", "--remove", stdout=said)
    assert "Removed" in said.getvalue()
    assert there() < before


def test_what_was_tidied_is_never_changed(crowded):
    tidy()
    tidy(now=LATER)
    assert Tidying.objects.count() == 1
    refused = pytest.raises(DatabaseError, match=r"append-only|denied")
    for statement in ("DELETE FROM {}", "UPDATE {} SET id = id + 1"):
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format("warehouse_tidying"))


# What people.active() says of the person, and the name.
WORDS = ["Demo Person", "Musterweg", "example.org", "+4930", "1984-02-29"]


@pytest.fixture
def erased(load):
    """Return a customer with an account, loaded, then erased ten years on, and loaded again."""
    customer_id = people.active()
    owner = accounts.get_customer(customer_id=customer_id)
    account = factories.account(owner=owner)
    load()
    accounts.set_account_status(
        account_id=account.account_id, status=accounts.AccountStatus.CLOSED,
        reason="Asked", actor=TESTER, now=NOW,
    )  # fmt: skip
    people.move(customer_id, accounts.CustomerStatus.CLOSED)
    later = NOW + timedelta(days=3_660)
    accounts.erase_customer(customer_id=customer_id, actor=TESTER, now=later)
    load(now=later)
    return customer_id


def test_an_erased_customers_id_leads_to_nothing_personal_in_any_file(erased):
    proof = warehouse.prove_erased(customer_id=erased, words=WORDS)
    assert proof.found == ()
    assert proof.files == len(there()) > 5
    assert proof.rows["dim_customer"] > 1
    assert set(proof.columns["dim_customer"]) == {
        *("kind", "status", "risk_rating", "branch", "joined_on"),
        *("valid_from", "valid_to", "known_from", "known_to"),
    }
    said = StringIO()
    call_command("prove_erasure", str(erased), *WORDS, stdout=said)
    assert "Nothing personal was found." in said.getvalue()


def test_a_word_a_column_too_many_and_a_file_as_received_are_found(erased):
    path = lake.folder() / LakeFile.objects.filter(dataset="dim_customer").first().path
    duckdb.sql(
        f"SELECT *, 'Demo Person 01' AS name FROM read_parquet('{path}')"  # noqa: S608 - our own
    ).write_parquet(str(path))
    raw = lake.folder() / "raw" / "outside" / "0"
    raw.parent.mkdir(parents=True)
    raw.write_bytes(b"x" * (1 << 20) + b"MUSTERWEG 5")
    proof = warehouse.prove_erased(customer_id=erased, words=["demo person 01", "Musterweg 5"])
    name = str(path.relative_to(lake.folder()))
    (rows,) = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchone()  # noqa: S608
    assert proof.found == (
        f"{name}: no dataset has a column name",
        f"{name}: column name has 'demo person 01' in {rows} rows",
        "raw/outside/0: has 'Musterweg 5'",
    )
    with pytest.raises(SystemExit, match="1"):
        call_command("prove_erasure", str(erased), "demo person 01", stdout=StringIO())


def test_nothing_is_proved_of_a_customer_who_is_still_there(load):
    one = factories.customer()
    load()
    for customer_id in (one.customer_id, uuid4()):
        with pytest.raises(warehouse.NotErased):
            warehouse.prove_erased(customer_id=customer_id, words=[])
    with pytest.raises(CommandError, match="has not been erased"):
        call_command("prove_erasure", str(one.customer_id))
