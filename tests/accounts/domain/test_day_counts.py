"""Day counts, as QuantLib counts them."""

from datetime import date
from fractions import Fraction

import pytest
import QuantLib as ql  # noqa: N813 - its own usage
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.day_counts import DayCount, year_fraction

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
QUANTLIB = {
    DayCount.THIRTY_360: ql.Thirty360(ql.Thirty360.USA),
    DayCount.THIRTY_E_360: ql.Thirty360(ql.Thirty360.European),
    DayCount.ACT_360: ql.Actual360(),
    DayCount.ACT_365F: ql.Actual365Fixed(),
    DayCount.ACT_ACT: ql.ActualActual(ql.ActualActual.ISDA),
}


def as_quantlib(day: date) -> ql.Date:
    return ql.Date(day.day, day.month, day.year)


@pytest.mark.parametrize("convention", DayCount)
@settings(deadline=None)
@given(first=DAYS, second=DAYS)
def test_every_convention_counts_as_quantlib_does(convention, first, second):
    start, end = sorted((first, second))
    theirs = QUANTLIB[convention].yearFraction(as_quantlib(start), as_quantlib(end))
    assert float(year_fraction(convention, start, end)) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("convention", DayCount)
def test_every_convention_counts_the_ends_of_february_as_quantlib_does(convention):
    ends = [date(2023, 2, 27), date(2023, 2, 28), date(2024, 2, 28), date(2024, 2, 29)]
    ends += [date(2024, 1, 30), date(2024, 1, 31), date(2024, 3, 31), date(2025, 2, 28)]
    for start in ends:
        for end in ends:
            if start <= end:
                ours = float(year_fraction(convention, start, end))
                theirs = QUANTLIB[convention].yearFraction(as_quantlib(start), as_quantlib(end))
                assert ours == pytest.approx(theirs, abs=1e-12), (start, end)


def test_fractions_are_exact():
    assert year_fraction(DayCount.ACT_ACT, date(2023, 12, 31), date(2024, 1, 2)) == Fraction(
        1, 365
    ) + Fraction(1, 366)


def test_a_day_does_not_come_before_another():
    with pytest.raises(ValueError, match="is before"):
        year_fraction(DayCount.ACT_360, date(2024, 1, 2), date(2024, 1, 1))
