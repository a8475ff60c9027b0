"""The annual percentage rate, on the examples that the European Union published."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import QuantLib as ql  # noqa: N813 - its own usage
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.loans.annual_percentage_rates import (
    Flow,
    NoAnnualPercentageRate,
    annual_percentage_rate,
    years_between,
    years_by_calendar,
)

DAY = date(1994, 1, 1)

# Directive 98/7/EC, Annex II (Annex III of 87/102/EEC): examples of calculation.
EXAMPLES = [
    (1000, [(Fraction(546, 365), 1200)], "0.1296"),
    (950, [(Fraction(546, 365), 1200)], "0.169"),
    (1000, [(Fraction(1), 600), (Fraction(2), 600)], "0.1307"),
    (1000, [(Fraction(1, 4), 272), (Fraction(1, 2), 272), (Fraction(1), 544)], "0.1319"),
]


@pytest.mark.parametrize(("lent", "repaid", "rate"), EXAMPLES)
def test_the_rate_is_that_of_the_published_example(lent, repaid, rate):
    flows = [Flow(Fraction(0), -lent), *(Flow(years, paid) for years, paid in repaid)]
    expected = Decimal(rate)
    assert annual_percentage_rate(flows).quantize(expected) == expected


def test_intervals_are_whole_months_or_days_of_their_year():
    assert years_between(date(2026, 1, 31), date(2026, 2, 28)) == Fraction(1, 12)
    assert years_between(date(2026, 1, 15), date(2027, 7, 15)) == Fraction(18, 12)
    assert years_between(DAY, date(1995, 7, 2)) == 1 + Fraction(182, 365)
    assert years_by_calendar(DAY, date(1995, 7, 1)) == 1 + Fraction(181, 365)
    assert years_by_calendar(date(2024, 1, 1), date(2024, 3, 1)) == Fraction(60, 366)


def test_a_loan_that_costs_nothing_has_the_rate_zero():
    assert annual_percentage_rate([Flow(Fraction(0), -100), Flow(Fraction(1), 100)]) == 0


def test_a_loan_that_is_not_paid_back_has_no_rate():
    with pytest.raises(NoAnnualPercentageRate):
        annual_percentage_rate([Flow(Fraction(0), -100), Flow(Fraction(1), 99)])


@settings(deadline=None)
@given(
    lent=st.integers(100_000, 10_000_000),
    years=st.integers(1, 30),
    share=st.integers(101, 400),
)
def test_the_rate_is_the_yield_that_quantlib_finds(lent, years, share):
    paid = max(lent * share // 100 // years, lent // years + 1)
    flows = [Flow(Fraction(0), -lent), *(Flow(Fraction(n), paid) for n in range(1, years + 1))]
    today = ql.Date(1, 1, 2026)
    leg = [ql.SimpleCashFlow(paid, today + ql.Period(n, ql.Years)) for n in range(1, years + 1)]
    theirs = ql.CashFlows.npv(
        leg,
        ql.InterestRate(
            float(annual_percentage_rate(flows)),
            ql.Thirty360(ql.Thirty360.European),
            ql.Compounded,
            ql.Annual,
        ),
        True,
        today,
        today,
    )
    assert theirs == pytest.approx(lent, rel=1e-4)
