"""Rules of standing orders: their dates never drift, end when told, and fall on business days."""

import calendar as months
from datetime import MAXYEAR, date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankcore.calendars import Calendar, Convention
from payments.domain.recurrence import InvalidRecurrence, Recurrence, Unit

STARTS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
MONTHLY = st.sampled_from([Unit.MONTH, Unit.YEAR])


def first(rule: Recurrence, how_many: int) -> list[date]:
    return list(islice(rule.nominal_dates(), how_many))


@st.composite
def rules(draw) -> Recurrence:
    unit = draw(st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR]))
    by_day = unit in {Unit.MONTH, Unit.YEAR}
    last = by_day and draw(st.booleans())
    return Recurrence(
        start=draw(STARTS),
        unit=unit,
        every=draw(st.integers(1, 60)),
        day_of_month=draw(st.none() | st.integers(1, 31)) if by_day and not last else None,
        last_business_day=last,
        times=draw(st.none() | st.integers(1, 30)),
        convention=draw(st.sampled_from(list(Convention))),
    )


def last_of(day: date) -> int:
    return months.monthrange(day.year, day.month)[1]


def test_the_31st_is_the_last_day_of_every_month_and_does_not_drift():
    rule = Recurrence(start=date(2026, 1, 31), unit=Unit.MONTH)
    assert first(rule, 5) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
        date(2026, 5, 31),
    ]  # fmt: skip


def test_an_order_for_the_31st_may_start_in_february():
    rule = Recurrence(start=date(2028, 2, 10), unit=Unit.MONTH, day_of_month=31)
    assert first(rule, 3) == [date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_the_29th_of_february_is_kept_in_leap_years():
    rule = Recurrence(start=date(2024, 2, 29), unit=Unit.YEAR)
    assert first(rule, 5)[-1] == date(2028, 2, 29)
    assert first(rule, 2)[-1] == date(2025, 2, 28)


def test_a_day_that_has_passed_is_first_due_in_the_next_month():
    rule = Recurrence(start=date(2026, 12, 16), unit=Unit.MONTH, every=3, day_of_month=15)
    assert first(rule, 2) == [date(2027, 1, 15), date(2027, 4, 15)]


def test_the_last_business_day_of_the_month_is_before_its_weekend():
    rule = Recurrence(start=date(2026, 5, 1), unit=Unit.MONTH, last_business_day=True)
    assert first(rule, 2) == [date(2026, 5, 29), date(2026, 6, 30)]


def test_once_is_once():
    rule = Recurrence(start=date(2026, 5, 30), unit=Unit.ONCE)
    assert list(rule.nominal_dates()) == [date(2026, 5, 30)]
    assert rule.due(date(2026, 5, 30)) == date(2026, 6, 1)


def test_the_day_of_payment_follows_the_orders_own_calendar():
    day = date(2025, 10, 3)
    target = Recurrence(start=day, unit=Unit.MONTH)
    german = Recurrence(start=day, unit=Unit.MONTH, calendar=Calendar.named("TARGET+DE"))
    assert (target.due(day), german.due(day)) == (day, date(2025, 10, 6))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"every": 0}, "every"),
        ({"every": 367}, "every"),
        ({"day_of_month": 0}, "day_of_month"),
        ({"day_of_month": 32}, "day_of_month"),
        ({"unit": Unit.WEEK, "day_of_month": 3}, "day_of_month"),
        ({"unit": Unit.DAY, "last_business_day": True}, "day_of_month"),
        ({"last_business_day": True, "day_of_month": 3}, "day_of_month"),
        ({"times": 0}, "times"),
        ({"until": date(2026, 1, 14)}, "until"),
        ({"until": date(2026, 1, 20), "day_of_month": 25}, "until"),
    ],
)
def test_a_rule_that_gives_no_dates_is_refused_naming_the_field(wrong, field):
    with pytest.raises(InvalidRecurrence) as refused:
        Recurrence(**{"start": date(2026, 1, 15), "unit": Unit.MONTH} | wrong)
    assert refused.value.field == field


@given(rules())
def test_dates_only_go_forwards_and_none_is_before_the_start(rule):
    found = first(rule, 40)
    assert found[0] >= rule.start
    assert all(earlier < later for earlier, later in pairwise(found))


@given(STARTS, MONTHLY, st.integers(1, 30), st.integers(1, 31))
def test_a_day_of_the_month_is_that_day_or_the_months_last(start, unit, every, day):
    rule = Recurrence(start=start, unit=unit, every=every, day_of_month=day)
    found = first(rule, 20)
    assert all(each.day == min(day, last_of(each)) for each in found)
    step = every * (12 if unit is Unit.YEAR else 1)
    numbers = [each.year * 12 + each.month for each in found]
    assert {later - earlier for earlier, later in pairwise(numbers)} == {step}


@given(STARTS, st.sampled_from([Unit.DAY, Unit.WEEK]), st.integers(1, 366))
def test_days_and_weeks_are_counted_evenly(start, unit, every):
    found = first(Recurrence(start=start, unit=unit, every=every), 20)
    step = timedelta(days=every) * (7 if unit is Unit.WEEK else 1)
    assert found == [start + number * step for number in range(20)]


@given(rules())
def test_an_order_ends_after_so_many_times(rule):
    if rule.times:
        assert len(first(rule, rule.times + 5)) == rule.times


@given(STARTS, st.integers(1, 40), st.integers(0, 800))
def test_no_date_comes_after_the_last_day_and_none_before_it_is_missing(start, every, length):
    until = start + timedelta(days=length)
    found = list(Recurrence(start=start, unit=Unit.DAY, every=every, until=until).nominal_dates())
    assert until - timedelta(days=every) < found[-1] <= until


@given(rules())
def test_a_payment_is_made_on_a_business_day_unless_none_is_asked_for(rule):
    for nominal in first(rule, 10):
        if rule.convention is Convention.NONE:
            assert rule.due(nominal) == nominal
        else:
            assert rule.calendar.is_business_day(rule.due(nominal))


def test_an_order_without_an_end_stops_where_the_calendar_does():
    for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR):
        rule = Recurrence(start=date(MAXYEAR - 2, 1, 1), unit=unit, every=200)
        assert len(first(rule, 10_000)) < 10_000
