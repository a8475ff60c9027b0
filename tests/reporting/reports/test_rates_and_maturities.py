"""Maturities, shocks of interest rates and operational losses: worked by hand and tied."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bankcore.money import Money
from reporting.reports import public as reports
from reporting.reports.domain import interest_rate_risk as rates
from reporting.reports.domain import maturity_ladder as ladder
from risk.market.models import RateDay
from risk.operational.models import CapitalDay
from tests import factories
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.factories import loans as lending
from tests.reporting.reports.test_capital_adequacy import paid_in
from tests.reporting.reports.test_liquidity_coverage import bond, row_of, titled
from tests.risk.market.days import curve, end_day
from tests.risk.operational import register

DAY = date(2026, 1, 30)


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (date(2026, 1, 29), "Overnight"),
        (date(2026, 1, 31), "Overnight"),
        (date(2026, 2, 1), "To 2 days"),
        (date(2026, 2, 6), "To 7 days"),
        (date(2026, 2, 7), "To 2 weeks"),
        (date(2026, 3, 1), "To 30 days"),
        (date(2026, 3, 2), "To 5 weeks"),
        (date(2026, 3, 30), "To 2 months"),
        (date(2026, 3, 31), "To 3 months"),
        (date(2027, 1, 30), "To 12 months"),
        (date(2031, 1, 30), "To 5 years"),
        (date(2031, 1, 31), "Above 5 years"),
    ],
)
def test_a_flow_at_the_end_of_a_bucket_belongs_to_it(due, bucket):
    assert ladder.BUCKETS[ladder.bucket_of(due, day=DAY)].name == bucket


def test_gains_in_one_currency_make_up_for_nothing_in_another():
    assert rates.loss([-10, 40, -5]) == 15
    assert rates.worst({"PARALLEL_UP": 3, "STEEPENER": 9, "FLATTENER": 9}) == ("STEEPENER", 9)


def test_a_bank_is_an_outlier_above_fifteen_per_cent_of_tier_one():
    assert not rates.is_outlier(loss=15, tier_one=100)
    assert rates.is_outlier(loss=16, tier_one=100)
    assert rates.is_outlier(loss=1, tier_one=0)
    assert rates.share(1, tier_one=3) == Decimal("0.3334")
    assert rates.share(1, tier_one=0) is None


def test_maturities_shocks_and_losses_of_a_bank_are_those_of_its_books_and_registers(load):
    paid_in(10_000)
    factories.account(funds=5_000)
    loan = lending.lent()
    bond("XX0000000004", 1_000)
    curve()
    incident = register.reported()
    register.agreed(incident, eur(900))
    register.agreed(incident, eur(100), "RECOVERY")
    end_day()
    load()
    _ladder_is_right(loan)
    _rates_are_right()
    _losses_are_right(incident)


def _ladder_is_right(loan):
    made = reports.make(name="maturity_ladder", day=OPENING_DAY)
    assert made.ties
    held = row_of(made, "Maturity ladder, EUR", "Held now", at=0)
    assert held[1].value == eur(15_000)
    overnight = row_of(made, "Maturity ladder, EUR", "Overnight", at=0)
    sight = eur(5_000) + loan.funds
    assert overnight[2].value == sight
    assert overnight[4].value == eur(15_000) - sight
    two_years = row_of(made, "Maturity ladder, EUR", "To 2 years", at=0)
    assert two_years[1].value == eur(1_025)  # the bond with its last coupon
    total_in, total_out = (
        row_of(made, "Maturity ladder, EUR", "Total", at=0)[n].value for n in (1, 2)
    )
    assert total_out == sight
    assert total_in > eur(1_050) + loan.view.outstanding  # and the interest of the loan
    last = titled(made, "Maturity ladder, EUR").rows[-1]
    assert last[4].value == eur(15_000) + total_in - total_out
    (chart,) = made.charts
    assert len(chart.labels) == len(ladder.BUCKETS) == 22


def _rates_are_right():
    made = reports.make(name="interest_rate_risk", day=OPENING_DAY)
    assert made.ties
    kept = RateDay.objects.get()
    value = row_of(made, "Outlier test", "Worst loss of economic value", at=0)
    assert value[2].value == Money(kept.value_loss, eur(0).currency)
    income = row_of(made, "Outlier test", "Worst loss of a year's interest", at=0)
    assert income[2].value == Money(kept.income_loss, eur(0).currency)
    assert value[1].value.upper().replace(" ", "_").replace("_RATES", "") == kept.scenario
    assert row_of(made, "Outlier test", "Outlier, above 15 % of Tier 1", at=0)[1].value == "no"
    assert len(titled(made, "Economic value").rows) == 6
    assert len(titled(made, "Net interest income").rows) == 2


def _losses_are_right(incident):
    made = reports.make(name="operational_risk", day=OPENING_DAY)
    total = row_of(made, "Losses by type of event", "Total", at=0)
    assert [cell.value for cell in total[1:]] == [1, 1, eur(900), eur(100), eur(0), eur(800)]
    assert titled(made, "The ten costliest").rows[0][0].value == incident
    asked = row_of(made, "Capital by", "Requirement, by the multiplier", at=0)
    assert asked[1].value == Money(CapitalDay.objects.get().capital, eur(0).currency)


def test_a_report_as_known_before_is_the_same_after_more_has_been_learnt(load):
    """A day later the bank knows of another incident; what was known is what was known."""
    register.agreed(register.reported(), eur(900))
    end_day()
    load()
    then = reports.make(name="operational_risk", day=OPENING_DAY)
    register.agreed(register.reported(title="Another"), eur(50))
    later = factories.NOW + timedelta(hours=1)
    load(now=later)
    now = reports.make(name="operational_risk", day=OPENING_DAY)
    assert now != then
    assert reports.make(name="operational_risk", day=OPENING_DAY, known=factories.NOW) == then
