"""What risk finds at a day's end is in the warehouse, and what contradicts itself is named."""

from datetime import timedelta

import duckdb
import pytest

from reporting.warehouse import public as warehouse
from reporting.warehouse.models import LakeFile
from reporting.warehouse.repositories import lake
from risk.provisions.models import Loss
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.factories import loans as lending
from tests.reporting.reports.test_capital_adequacy import paid_in
from tests.reporting.reports.test_liquidity_coverage import bond
from tests.risk.market.days import curve, end_day
from tests.risk.operational import register
from tests.risk.provisions.days import agree

NEXT_DAY = OPENING_DAY + timedelta(days=1)
# Dataset, how its file is falsified, the check that finds it, and what it says.
FALSIFIED = (
    (
        "fact_credit",
        "SELECT * REPLACE (allowance + 1 AS allowance) FROM FILE",
        "provisions of credits are what stands on their lines",
        "lose",
    ),
    (
        "fact_shock",
        "FROM FILE WHERE scenario <> 'STEEPENER'",
        "a day has six shocks in each currency",
        "there are 5 shocks in EUR",
    ),
    (
        "fact_named_exposure",
        "SELECT * REPLACE (drawn + undrawn + 1 AS covered) FROM FILE",
        "what is covered is owed",
        "is covered than is owed",
    ),
    (
        "fact_incident",
        "SELECT * REPLACE (gross + 1 AS recovered) FROM FILE",
        "losses come back once at most",
        "more came back than was lost",
    ),
    (
        "fact_risk_figure",
        "FROM FILE UNION ALL FROM FILE WHERE figure = 'TIER_ONE'",
        "keys are unique",
        "figure TIER_ONE",
    ),
)


def rows(version: warehouse.Version, query: str) -> list[tuple]:
    with warehouse.opened(version) as connection:
        return connection.execute(query).fetchall()


def falsify(dataset: str, query: str) -> None:
    """Write a dataset's file as a query over its rows has them."""
    path = lake.folder() / LakeFile.objects.get(dataset=dataset, replaced_by=None).path
    told = query.replace("FILE", f"read_parquet('{path}')")
    duckdb.sql(told).write_parquet(f"{path}.changed")
    path.with_name(f"{path.name}.changed").rename(path)


def test_a_days_end_is_in_the_warehouse_once_and_as_it_was_kept(load):
    """Nothing is loaded of a day that has not closed, and nothing twice of one that has."""
    agree()
    paid_in(10_000)
    lending.lent()
    number = bond("XX0000000005", 1_000, "SOVEREIGN", "A")
    curve()
    load()
    assert rows(warehouse.version(), "FROM fact_credit") == []
    register.agreed(register.reported(), eur(900))
    end_day()
    load()
    load(day=NEXT_DAY)
    version = warehouse.version()
    assert warehouse.faults(version) == []
    loss = Loss.objects.get()
    assert rows(version, "SELECT day, stage, drawn, allowance, line FROM fact_credit") == [
        (OPENING_DAY, 1, loss.drawn, loss.amount, "1291")
    ]
    assert rows(version, "SELECT bond_id, valid_from, issuer, quality FROM dim_bond") == [
        (number, OPENING_DAY, "SOVEREIGN", "A")
    ]
    (figures,) = rows(version, "SELECT count(DISTINCT figure) FROM fact_risk_figure")
    assert figures == (17,)
    assert rows(version, "SELECT count(*) FROM fact_shock") == [(6,)]
    _every_falsehood_is_named(version)


def _every_falsehood_is_named(version):
    for dataset, query, _, _ in FALSIFIED:
        falsify(dataset, query)
    found = warehouse.recheck(version)
    for dataset, _, check, words in FALSIFIED:
        count, sentences = found[check, dataset]
        assert count == 1, (check, found)
        assert words in sentences[0]


@pytest.mark.parametrize("name", ["fact_credit", "fact_shock", "fact_risk_figure", "dim_bond"])
def test_no_column_of_what_risk_finds_tells_a_person(name):
    columns = {each.name for each in warehouse.BY_NAME[name].columns}
    assert not columns & {"name", "address", "tin", "email", "phone"}
