"""Curves make their par yields true, and are QuantLib's."""

import lzma

import numpy as np
import pytest
import QuantLib as ql  # noqa: N813 - as its own manual has it
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.market.domain import curves, readers
from risk.market.domain.banking_book import bond_flows, value
from risk.market.domain.curves import CurveUnusable, bootstrap
from tests.conftest import SHARED_DATA

TREASURY = SHARED_DATA / "us_treasury" / "ust.csv.xz"
PAR = {0.25: 0.004, 0.5: 0.0078, 1: 0.0122, 2: 0.0175, 3: 0.0191, 5: 0.0196, 10: 0.02, 30: 0.0236}


def of_quantlib(par: dict[float, float]) -> ql.YieldTermStructure:
    """Return QuantLib's curve: simple yields of bills, bonds at par, log-linear discounts."""
    today = ql.Date(15, 1, 2024)
    ql.Settings.instance().evaluationDate = today
    calendar, count = ql.NullCalendar(), ql.Thirty360(ql.Thirty360.BondBasis)
    helpers = []
    for tenor, rate in sorted(par.items()):
        quote = ql.QuoteHandle(ql.SimpleQuote(rate))
        period = ql.Period(round(tenor * 12), ql.Months)
        if tenor <= curves.LONGEST_BILL:
            helpers.append(
                ql.DepositRateHelper(quote, period, 0, calendar, ql.Unadjusted, False, count)
            )
            continue
        schedule = ql.Schedule(
            today, today + period, ql.Period(6, ql.Months), calendar, ql.Unadjusted,
            ql.Unadjusted, ql.DateGeneration.Backward, False,
        )  # fmt: skip
        price = ql.QuoteHandle(ql.SimpleQuote(100.0))
        helpers.append(ql.FixedRateBondHelper(price, 0, 100.0, schedule, [rate], count))
    curve = ql.PiecewiseLogLinearDiscount(today, helpers, count)
    curve.enableExtrapolation()
    return curve


def differences(par: dict[float, float]) -> float:
    theirs, ours = of_quantlib(par), bootstrap(par)
    months = list(range(3, round(max(par) * 12) + 1, 3))
    today = theirs.referenceDate()
    told = [theirs.discount(today + ql.Period(month, ql.Months)) for month in months]
    return float(np.abs(ours.discount(np.array(months) / 12) - told).max())


def test_discount_factors_are_quantlibs_to_a_billionth():
    assert differences(PAR) < 1e-9


@pytest.mark.skipif(not TREASURY.exists(), reason=f"{TREASURY} is missing")
def test_the_treasurys_curves_of_every_year_are_quantlibs_to_a_billionth():
    by_day: dict = {}
    for each in readers.read_yields(TREASURY.read_bytes()):
        by_day.setdefault(each.day, {})[each.months / 12] = float(each.rate)
    days = sorted(by_day)
    assert len(days) == 8_055
    chosen = days[::400]
    assert len(chosen) > 20
    assert max(differences(by_day[day]) for day in chosen) < 1e-9


@pytest.mark.skipif(not TREASURY.exists(), reason=f"{TREASURY} is missing")
def test_every_day_of_the_treasury_has_a_curve():
    by_day: dict = {}
    for each in readers.read_yields(TREASURY.read_bytes()):
        by_day.setdefault(each.day, {})[each.months / 12] = float(each.rate)
    for day in sorted(by_day)[::20]:
        discounts = bootstrap(by_day[day]).discount(np.array([1.0, 5.0, 30.0]))
        assert 1.01 > discounts[0] > discounts[1] > discounts[2] > 0, day


@given(
    st.dictionaries(
        st.sampled_from([0.25, 0.5, 1, 2, 5, 10, 20, 30]),
        st.floats(min_value=-0.01, max_value=0.12),
        min_size=2,
    )
)
@settings(max_examples=40, deadline=None)
def test_a_bond_that_pays_the_par_yield_is_worth_par(par):
    try:
        curve = bootstrap(par)
    except CurveUnusable:
        return
    for tenor, rate in par.items():
        if tenor > curves.LONGEST_BILL:
            flows = bond_flows(nominal=1, coupon=rate, a_year=2, years=tenor)
            assert value(flows, curve) == pytest.approx(1, abs=1e-9)


def test_rates_go_on_beyond_the_last_tenor_and_begin_with_the_first():
    curve = bootstrap({1: 0.03, 2: 0.03})
    forward = curve.log_discount(np.array([2.0]))[0] - curve.log_discount(np.array([1.0]))[0]
    beyond = curve.log_discount(np.array([3.0]))[0] - curve.log_discount(np.array([2.0]))[0]
    assert beyond == pytest.approx(forward)
    zero = curve.zero(np.array([0.0, 1.0]))
    assert zero[0] == zero[1]


@pytest.mark.parametrize(
    "par", [{}, {1: 0.03}, {-1: 0.03, 1: 0.03}, {1: 0.03, 2: 9.0}, {0.5: -3, 1: 0}]
)
def test_yields_from_which_no_curve_comes_are_refused(par):
    with pytest.raises(CurveUnusable):
        bootstrap(par)


def test_a_bonds_worth_is_quantlibs():
    theirs, ours = of_quantlib(PAR), bootstrap(PAR)
    today = theirs.referenceDate()
    schedule = ql.Schedule(
        today, today + ql.Period(7, ql.Years), ql.Period(1, ql.Years), ql.NullCalendar(),
        ql.Unadjusted, ql.Unadjusted, ql.DateGeneration.Backward, False,
    )  # fmt: skip
    bond = ql.FixedRateBond(0, 100.0, schedule, [0.03], ql.Thirty360(ql.Thirty360.BondBasis))
    bond.setPricingEngine(ql.DiscountingBondEngine(ql.YieldTermStructureHandle(theirs)))
    flows = bond_flows(nominal=100, coupon=0.03, a_year=1, years=7)
    assert value(flows, ours) == pytest.approx(bond.NPV(), abs=1e-7)


def test_reading_packs_and_plain_text_is_the_same():
    plain = b"date,BC_3MONTH,BC_1YEAR\n2022-03-11,0.4,1.22\n"
    assert readers.read_yields(plain) == readers.read_yields(lzma.compress(plain))
