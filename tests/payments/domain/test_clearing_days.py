"""Days on which banks settle."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.clearing_days import clearing_day_after, is_clearing_day


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2026, 3, 2), 3, date(2026, 3, 5)),  # Monday to Thursday
        (date(2026, 3, 5), 3, date(2026, 3, 10)),  # over a weekend
        (date(2026, 4, 1), 3, date(2026, 4, 8)),  # over Easter: Good Friday to Easter Monday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas and a weekend
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # from a Saturday
    ],
)
def test_clearing_days_leave_weekends_and_the_ecbs_holidays_out(day, days, expected):
    assert clearing_day_after(day, days) == expected


@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)), days=st.integers(1, 10))
def test_exactly_so_many_clearing_days_pass(day, days):
    end = clearing_day_after(day, days)
    passed = [date.fromordinal(n) for n in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert sum(is_clearing_day(each) for each in passed) == days
    assert is_clearing_day(end)


def test_clearing_takes_at_least_a_day():
    with pytest.raises(ValueError, match="at least a day"):
        clearing_day_after(date(2026, 3, 2), 0)
