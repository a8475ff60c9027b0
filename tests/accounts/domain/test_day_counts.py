"""Day counts are QuantLib's, to the day, and a day's parts add up to its month."""

import calendar
from datetime import date, timedelta
from fractions import Fraction

import pytest
import QuantLib
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.domain.day_counts import DayCount, of_day, year_fraction

THEIRS = {
    DayCount.THIRTY_360_US: QuantLib.Thirty360(QuantLib.Thirty360.USA),
    DayCount.THIRTY_E_360: QuantLib.Thirty360(QuantLib.Thirty360.European),
    DayCount.ACT_360: QuantLib.Actual360(),
    DayCount.ACT_365F: QuantLib.Actual365Fixed(),
    DayCount.ACT_ACT_ISDA: QuantLib.ActualActual(QuantLib.ActualActual.ISDA),
}
DATES = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTH_ENDS = st.builds(
    lambda year, month: date(year, month, calendar.monthrange(year, month)[1]),
    st.integers(1950, 2150),
    st.integers(1, 12),
)
DAYS = st.one_of(DATES, MONTH_ENDS, st.builds(lambda day: day - timedelta(days=1), MONTH_ENDS))


def theirs(day: date) -> QuantLib.Date:
    return QuantLib.Date(day.day, day.month, day.year)


@pytest.mark.parametrize("count", DayCount)
@given(pair=st.tuples(DAYS, DAYS).map(sorted))
@example(pair=[date(2024, 2, 29), date(2025, 2, 28)])
@example(pair=[date(2023, 2, 28), date(2024, 2, 29)])
@example(pair=[date(2024, 1, 30), date(2024, 1, 31)])
@example(pair=[date(2024, 1, 31), date(2024, 2, 29)])
def test_any_two_days_are_as_far_apart_as_quantlib_says(count, pair):
    start, end = pair
    expected = THEIRS[count].yearFraction(theirs(start), theirs(end))
    assert float(year_fraction(count, start, end)) == pytest.approx(expected, abs=1e-11)


# ISDA, EMU and Market Conventions: Recent Developments (1998), the actual/actual examples.
@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        (date(2003, 11, 1), date(2004, 5, 1), Fraction(61, 365) + Fraction(121, 366)),
        (date(1999, 2, 1), date(1999, 7, 1), Fraction(150, 365)),
        (date(1999, 7, 1), date(2000, 7, 1), Fraction(184, 365) + Fraction(182, 366)),
        (date(1999, 11, 30), date(2000, 4, 30), Fraction(32, 365) + Fraction(120, 366)),
    ],
)
def test_actual_actual_gives_isdas_published_examples(start, end, part):
    assert year_fraction(DayCount.ACT_ACT_ISDA, start, end) == part


# Days that the two 30/360 counts see differently, with the formulae of ISDA 2006, 4.16 (f), (g).
@pytest.mark.parametrize(
    ("start", "end", "american", "european"),
    [
        (date(2006, 8, 20), date(2007, 2, 20), 180, 180),
        (date(2006, 8, 31), date(2007, 2, 28), 178, 178),
        (date(2007, 2, 28), date(2007, 8, 31), 180, 182),
        (date(2008, 2, 29), date(2009, 2, 28), 360, 359),
        (date(2007, 1, 15), date(2007, 1, 31), 16, 15),
        (date(2007, 9, 30), date(2007, 10, 31), 30, 30),
    ],
)
def test_the_two_thirty_day_counts_differ_at_months_ends(start, end, american, european):
    assert year_fraction(DayCount.THIRTY_360_US, start, end) * 360 == american
    assert year_fraction(DayCount.THIRTY_E_360, start, end) * 360 == european


@pytest.mark.parametrize("count", DayCount)
@given(first=DATES.map(lambda day: day.replace(day=1)), months=st.integers(1, 14))
def test_days_add_up_to_whole_months(count, first, months):
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    end = date(year, month + 1, 1)
    days = [first + timedelta(days=each) for each in range((end - first).days)]
    assert sum(of_day(count, day) for day in days) == year_fraction(count, first, end)


@pytest.mark.parametrize("count", [DayCount.THIRTY_360_US, DayCount.THIRTY_E_360])
def test_the_31st_counts_nothing_and_februarys_end_counts_the_missing_days(count):
    days = {date(2024, 3, 31): 0, date(2024, 2, 29): 2, date(2023, 2, 28): 3, date(2024, 3, 30): 1}
    assert {day: of_day(count, day) * 360 for day in days} == days


@pytest.mark.parametrize("count", DayCount)
@given(day=DATES)
def test_no_day_counts_less_than_nothing(count, day):
    assert 0 <= of_day(count, day) <= Fraction(3, 360)
    assert year_fraction(count, day, day) == 0


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="comes before"):
        year_fraction(DayCount.ACT_360, date(2024, 1, 2), date(2024, 1, 1))
