"""Maturities, shocks of interest rates and operational losses: worked by hand and tied."""

from datetime import timedelta

from bankcore.money import Money
from reporting.reports import public as reports
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
