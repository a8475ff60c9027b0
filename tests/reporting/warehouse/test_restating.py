"""What comes late or is put right is known from then on; what was known before can be asked for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections

from reporting.warehouse import public as warehouse
from reporting.warehouse.models import LakeFile
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import exchange
from tests.reporting.test_business_day import transfer

HOUR = timedelta(hours=1)
YESTERDAY = OPENING_DAY - timedelta(days=1)


def asked(query: str, known=None) -> list[tuple]:
    with warehouse.opened(warehouse.version(known=known)) as engine:
        return engine.execute(query).fetchall()


EUROS = "SELECT max(abs(reporting_amount)), max(rate_date) FROM fact_entry WHERE currency = 'USD'"


def test_a_rate_that_comes_late_restates_the_euros_of_the_entries_it_concerns(load):
    exchange.publish(YESTERDAY, USD="1.25")
    factories.account(funds=100, currency="USD")
    factories.account(funds=70)
    load()
    assert asked(EUROS) == [(8_000, YESTERDAY)]
    exchange.publish(OPENING_DAY, USD="1.6")
    loaded = load(now=NOW + HOUR)
    assert loaded.faults == 0
    assert loaded.rows["fact_entry"] == 4  # the month once more, nothing twice
    assert "fact_day" not in loaded.rows
    assert asked(EUROS) == [(6_250, OPENING_DAY)]
    assert asked(EUROS, known=NOW) == [(8_000, YESTERDAY)]
    assert asked("SELECT count(*), sum(amount) FROM fact_entry") == [(4, 0)]


def test_a_rate_of_a_day_before_all_entries_or_of_no_currency_booked_restates_nothing(load):
    exchange.publish(OPENING_DAY, USD="1.25")
    factories.account(funds=100, currency="USD")
    load()
    exchange.publish(YESTERDAY, USD="1.6", GBP="0.8")
    exchange.publish(OPENING_DAY, GBP="0.9")
    assert set(load(now=NOW + HOUR).rows) == {"fact_rate"}
    assert asked(EUROS) == [(8_000, OPENING_DAY)]


def test_entries_that_come_with_a_late_rate_stand_beside_the_restated_ones(load):
    exchange.publish(YESTERDAY, USD="1.25")
    factories.account(funds=100, currency="USD")
    load()
    exchange.publish(OPENING_DAY, USD="1.6")
    factories.account(funds=200, currency="USD")
    assert load(now=NOW + HOUR).faults == 0
    assert asked(
        "SELECT amount, reporting_amount FROM fact_entry WHERE amount > 0 ORDER BY amount"
    ) == [(10_000, 6_250), (20_000, 12_500)]


def test_euros_by_another_rate_than_is_known_are_a_fault(load, monkeypatch):
    from reporting.warehouse.services import making

    exchange.publish(YESTERDAY, USD="1.25")
    factories.account(funds=100, currency="USD")
    load()
    exchange.publish(OPENING_DAY, USD="1.6")
    steps = [each for each in making.FIRST_STEPS if each.__name__ != "_restated"]
    monkeypatch.setattr(making, "FIRST_STEPS", steps)
    assert load(now=NOW + HOUR).faults == 1
    (fault,) = warehouse.faults(warehouse.version())
    assert f"entries in USD of {OPENING_DAY} are by the rate of {YESTERDAY}" in fault


@pytest.fixture
def put_right():
    """Have somebody put right when a customer joined, as only the tables' owner can."""

    def run(customer, joined: datetime, **columns: str) -> None:
        named = "".join(f", {each} = %s" for each in columns)
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                f"UPDATE accounts_customer SET registered_at = %s{named} WHERE public_id = %s",  # noqa: S608
                [joined, *columns.values(), customer.customer_id],
            )

    return run


def test_a_corrected_row_of_a_dimension_was_never_otherwise_and_was_known_otherwise(
    load, put_right
):
    one = factories.customer()
    load()
    tomorrow = OPENING_DAY + timedelta(days=1)
    put_right(one, NOW, branch_code="NORTH")
    load(day=tomorrow, now=NOW + HOUR)
    earlier = datetime(2026, 1, 15, tzinfo=UTC)
    put_right(one, earlier)
    load(day=tomorrow, now=NOW + 2 * HOUR)
    known = "SELECT branch, joined_on, valid_from, valid_to FROM dim_customer WHERE {} ORDER BY 3"
    ever = date(9999, 12, 31)
    assert asked(known.format("year(known_to) = 9999")) == [
        ("HEAD", earlier.date(), earlier.date(), tomorrow),
        ("NORTH", earlier.date(), tomorrow, ever),
    ]
    moment = (NOW + HOUR).replace(tzinfo=None)
    as_it_was = f"known_from <= '{moment}' AND known_to > '{moment}'"
    assert asked(known.format(as_it_was)) == [
        ("HEAD", OPENING_DAY, OPENING_DAY, tomorrow),
        ("NORTH", OPENING_DAY, tomorrow, ever),
    ]
    assert warehouse.faults(warehouse.version()) == []


def test_a_correction_and_a_change_at_once_are_both_known(load, put_right):
    one = factories.customer()
    load()
    tomorrow = OPENING_DAY + timedelta(days=1)
    earlier = datetime(2026, 1, 15, tzinfo=UTC)
    put_right(one, earlier, branch_code="NORTH")
    load(day=tomorrow, now=NOW + HOUR)
    assert asked(
        "SELECT branch, joined_on, valid_from, valid_to FROM dim_customer"
        " WHERE year(known_to) = 9999 ORDER BY 3"
    ) == [
        ("HEAD", earlier.date(), earlier.date(), tomorrow),
        ("NORTH", earlier.date(), tomorrow, date(9999, 12, 31)),
    ]


def test_files_that_were_restated_stay_as_they_were(load):
    exchange.publish(YESTERDAY, USD="1.25")
    factories.account(funds=100, currency="USD")
    load()
    before = LakeFile.objects.get(dataset="fact_entry")
    exchange.publish(OPENING_DAY, USD="1.6")
    load(now=NOW + HOUR)
    before.refresh_from_db()
    assert before.replaced_by_id is not None
    assert LakeFile.objects.filter(dataset="fact_entry", replaced_by=None).count() == 1
    assert warehouse.check(now=NOW) == []


EVERYTHING = "SELECT * FROM {} ORDER BY ALL"


def test_a_dataset_that_is_newer_than_the_lake_is_made_of_all_months(load):
    one, other = factories.account(funds=100), factories.account(funds=50)
    transfer(one, other, factories.eur(30))
    load()
    newer = ("fact_flow", "fact_customer_day")
    before = {each: asked(EVERYTHING.format(each)) for each in newer}
    assert all(before.values())
    second = load(now=NOW + HOUR)
    LakeFile.objects.filter(dataset__in=newer).update(replaced_by=second.number)
    assert asked("SELECT * FROM fact_flow") == []
    third = load(now=NOW + 2 * HOUR)
    assert (set(third.rows), third.faults) == (set(newer), 0)
    assert {each: asked(EVERYTHING.format(each)) for each in newer} == before
