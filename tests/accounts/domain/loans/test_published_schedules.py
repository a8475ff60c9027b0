"""Schedules that others published, to the cent.

Figures: end-to-end tests of Apache Fineract, fineract-e2e-tests-runner/src/test/resources/features/:
EMICalculation-Part1.feature (cases C3152 to C3167), LoanBulletBalloon.feature (BL01) and
LoanMonthEndDueDateStrategy.feature (C111045, C111047). Amounts in minor units. Cases C3152 and C3153
are left out: there the day from 31 December to 1 January counts in the new year, while ACT/ACT of
ISDA counts it in the old one.
"""

# ruff: noqa: E501 - a table reads better unbroken
from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.domain.day_counts import DayCount
from accounts.domain.loans import due_dates, schedules
from accounts.domain.loans.conditions import Conditions, Frequency, Method
from accounts.domain.loans.due_dates import Period

DECEMBER = date(2023, 12, 12)
JANUARY = date(2024, 1, 1)
END_OF_JANUARY = date(2025, 1, 31)
THIRTY, ACT_ACT, ACT_365 = DayCount.THIRTY_E_360, DayCount.ACT_ACT_ISDA, DayCount.ACT_365F

# case: start, principal, rate, day count, then (principal, interest) of every instalment
MONTHLY = {
    "C3154": (JANUARY, 10_000, "12", THIRTY, [(1625, 100), (1641, 84), (1658, 67), (1674, 51), (1691, 34), (1711, 17)]),
    "C3155": (JANUARY, 10_000, "9.4822", THIRTY, [(1634, 79), (1647, 66), (1660, 53), (1673, 40), (1686, 27), (1700, 13)]),
    "C3159": (JANUARY, 10_000, "12", ACT_365, [(1623, 102), (1645, 80), (1656, 69), (1675, 50), (1690, 35), (1711, 17)]),
    "C3160": (JANUARY, 10_000, "9.4822", ACT_365, [(1632, 81), (1650, 63), (1659, 54), (1674, 39), (1686, 27), (1699, 13)]),
    "C3161": (JANUARY, 7_500, "5", THIRTY, [(1488, 31), (1494, 25), (1500, 19), (1506, 13), (1512, 6)]),
    "C3164": (DECEMBER, 33_177, "10.65", ACT_ACT, [(6514, 300), (6573, 241), (6644, 170), (6693, 121), (6753, 59)]),
    "C3165": (JANUARY, 7_500, "12.3", THIRTY, [(1470, 77), (1485, 62), (1500, 47), (1516, 31), (1529, 16)]),
    "C3167": (JANUARY, 10_000, "15.678", ACT_365, [(1610, 133), (1638, 105), (1653, 90), (1677, 66), (1697, 46), (1725, 22)]),
    "C111045": (END_OF_JANUARY, 1_000_000, "12", THIRTY, [(330022, 10000), (333322, 6700), (336656, 3367)]),
    "C111047": (END_OF_JANUARY, 1_000_000, "12", ACT_ACT, [(330577, 9205), (332959, 6823), (336464, 3319)]),
}  # fmt: skip


def conditions(rate: str, day_count: DayCount, instalments: int, **more) -> Conditions:
    return Conditions(
        method=more.pop("method", Method.ANNUITY),
        frequency=more.pop("frequency", Frequency.MONTHLY),
        instalments=instalments,
        annual_rate=Decimal(rate) / 100,
        day_count=day_count,
        **more,
    )


def parts(lines):
    return [(line.principal, line.interest) for line in lines]


@pytest.mark.parametrize("case", MONTHLY)
def test_a_monthly_annuity_is_the_published_one(case):
    start, principal, rate, day_count, expected = MONTHLY[case]
    asked = conditions(rate, day_count, len(expected), equal_periods=case == "C111045")
    lines = schedules.plan(
        principal=principal, conditions=asked, periods=due_dates.periods(asked, start)
    )
    assert parts(lines) == expected


OTHER_PERIODS = {
    "C3157": ([60, 61, 61], "12", THIRTY, [(3268, 200), (3333, 135), (3399, 68)]),
    "C3158": ([14] * 6, "9.4822", DayCount.ACT_360, [(1651, 37), (1657, 31), (1663, 25), (1669, 19), (1676, 12), (1684, 6)]),
    "C3166": ([15] * 6, "9.4822", ACT_365, [(1651, 39), (1657, 33), (1664, 26), (1670, 20), (1677, 13), (1681, 7)]),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHER_PERIODS)
def test_an_annuity_over_other_periods_is_the_published_one(case):
    days, rate, day_count, expected = OTHER_PERIODS[case]
    periods, start = [], JANUARY
    for length in days:
        end = start + timedelta(days=length)
        periods.append(Period(start, end, end))
        start = end
    lines = schedules.plan(
        principal=10_000, conditions=conditions(rate, day_count, len(days)), periods=periods
    )
    assert parts(lines) == expected


def test_a_bullet_loan_is_the_published_one():
    asked = conditions("30", THIRTY, 8, method=Method.BULLET)
    lines = schedules.plan(
        principal=10_000, conditions=asked, periods=due_dates.periods(asked, JANUARY)
    )
    assert parts(lines) == [(0, 250)] * 7 + [(10_000, 250)]
    assert lines[-1].due_date == date(2024, 9, 1)


def test_the_end_of_the_month_comes_back_after_february():
    asked = conditions("12", THIRTY, 3)
    ends = [period.end for period in due_dates.periods(asked, END_OF_JANUARY)]
    assert ends == [date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]
