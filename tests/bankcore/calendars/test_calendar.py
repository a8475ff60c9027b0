"""Business days: TARGET's as the ECB publishes them, countries', and the conventions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankcore.calendars import Calendar, Convention, UnknownCalendar

TARGET = Calendar.target()
GERMANY = Calendar.of_country("DE")
DAYS = st.dates(date(1999, 1, 4), date(2090, 12, 31))
CALENDARS = st.sampled_from(
    [TARGET, GERMANY, Calendar.of_country("US"), Calendar.of_country("IL"), TARGET | GERMANY]
)

# Easter Sundays: with the four fixed days they give the closing days that the ECB announced in
# its press release of 14 December 2000, "TARGET: long-term calendar".
EASTER = {
    2002: (3, 31), 2008: (3, 23), 2011: (4, 24), 2016: (3, 27), 2020: (4, 12), 2021: (4, 4),
    2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28),
    2038: (4, 25),
}  # fmt: skip


def published(year: int) -> set[date]:
    easter = date(year, *EASTER[year])
    fixed = {date(year, *day) for day in ((1, 1), (5, 1), (12, 25), (12, 26))}
    return fixed | {easter - timedelta(days=2), easter + timedelta(days=1)}


@pytest.mark.parametrize("year", EASTER)
def test_target_is_closed_on_the_days_that_the_ecb_published_and_on_weekends(year):
    day, closed = date(year, 1, 1), set()
    while day.year == year:
        if not TARGET.is_business_day(day):
            closed.add(day)
        day += timedelta(days=1)
    assert {day for day in closed if day.weekday() < 5} == {
        day for day in published(year) if day.weekday() < 5
    }
    assert sum(day.weekday() >= 5 for day in closed) in {104, 105, 106}


def test_target_was_closed_on_the_last_day_of_2001_for_the_changeover():
    assert not TARGET.is_business_day(date(2001, 12, 31))


def test_germany_keeps_its_unity_day_and_target_does_not():
    unity_day = date(2025, 10, 3)
    assert not GERMANY.is_business_day(unity_day)
    assert TARGET.is_business_day(unity_day)
    assert not (TARGET | GERMANY).is_business_day(unity_day)


def test_a_country_has_its_own_weekend():
    friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
    israel = Calendar.of_country("IL")
    assert not israel.is_business_day(friday)
    assert israel.is_business_day(sunday)


@pytest.mark.parametrize("name", ["", "ZZ", "de", "TARGET+", "DE+XX", "FRANCE", "XNYS"])
def test_an_unknown_calendar_is_refused(name):
    with pytest.raises(UnknownCalendar):
        Calendar.named(name)


@given(CALENDARS)
def test_a_calendar_is_found_again_by_its_name(calendar):
    assert Calendar.named(calendar.name) == calendar


@pytest.mark.parametrize(
    ("day", "convention", "moved"),
    [
        ((2026, 5, 30), Convention.FOLLOWING, (2026, 6, 1)),
        ((2026, 5, 30), Convention.MODIFIED_FOLLOWING, (2026, 5, 29)),
        ((2026, 5, 30), Convention.PRECEDING, (2026, 5, 29)),
        ((2026, 5, 30), Convention.NONE, (2026, 5, 30)),
        ((2026, 4, 3), Convention.FOLLOWING, (2026, 4, 7)),
        ((2028, 2, 29), Convention.FOLLOWING, (2028, 2, 29)),
        ((2027, 12, 31), Convention.FOLLOWING, (2027, 12, 31)),
        ((2022, 12, 31), Convention.FOLLOWING, (2023, 1, 2)),
        ((2022, 12, 31), Convention.MODIFIED_FOLLOWING, (2022, 12, 30)),
        ((2023, 1, 1), Convention.PRECEDING, (2022, 12, 30)),
        ((2020, 2, 29), Convention.MODIFIED_FOLLOWING, (2020, 2, 28)),
    ],
)
def test_a_date_is_moved_by_its_convention(day, convention, moved):
    assert TARGET.adjust(date(*day), convention) == date(*moved)


@given(CALENDARS, DAYS, st.sampled_from(list(Convention)))
def test_a_business_day_stays_where_it_is(calendar, day, convention):
    if calendar.is_business_day(day):
        assert calendar.adjust(day, convention) == day


@given(CALENDARS, DAYS)
def test_a_moved_date_is_the_nearest_business_day_of_its_side(calendar, day):
    following = calendar.adjust(day, Convention.FOLLOWING)
    preceding = calendar.adjust(day, Convention.PRECEDING)
    assert preceding <= day <= following
    for found in (following, preceding):
        assert calendar.is_business_day(found)
    between = [
        preceding + timedelta(days=number) for number in range(1, (following - preceding).days)
    ]
    assert not any(calendar.is_business_day(each) for each in between if each != day)


@given(CALENDARS, DAYS)
def test_modified_following_never_leaves_the_month(calendar, day):
    moved = calendar.adjust(day, Convention.MODIFIED_FOLLOWING)
    assert (moved.year, moved.month) == (day.year, day.month)
    assert calendar.is_business_day(moved)


@given(CALENDARS, DAYS, st.integers(-15, 15))
def test_business_days_are_counted_one_by_one(calendar, day, count):
    start = calendar.add_business_days(day, 0)
    there = calendar.add_business_days(start, count)
    assert calendar.is_business_day(there)
    assert calendar.add_business_days(there, -count) == start
    low, high = sorted([start, there])
    passed = sum(
        calendar.is_business_day(low + timedelta(days=number))
        for number in range((high - low).days)
    )
    assert passed == abs(count)


@given(CALENDARS, DAYS)
def test_the_next_business_day_is_the_first_after(calendar, day):
    assert calendar.next_business_day(day) == calendar.add_business_days(day, 1)
    assert calendar.next_business_day(day) > day


@given(CALENDARS, DAYS)
def test_no_business_day_of_the_month_comes_after_its_last(calendar, day):
    last = calendar.last_business_day(day)
    assert (last.year, last.month) == (day.year, day.month)
    assert calendar.next_business_day(last).month != day.month


@given(DAYS)
def test_a_joint_calendar_is_open_when_all_are(day):
    both = TARGET | GERMANY
    assert both.is_business_day(day) == (
        TARGET.is_business_day(day) and GERMANY.is_business_day(day)
    )
