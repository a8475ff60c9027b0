"""What holds of every schedule, and what QuantLib and textbooks say of some."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import QuantLib as ql  # noqa: N813 - its own usage
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.day_counts import DayCount
from accounts.domain.loans import due_dates, schedules
from accounts.domain.loans.conditions import (
    Conditions,
    Frequency,
    InterestGrace,
    InvalidLoanConditions,
    Method,
    Rounding,
)
from accounts.domain.loans.due_dates import Period

START = date(2026, 1, 15)


def conditions(**changes) -> Conditions:
    usual = {
        "method": Method.ANNUITY,
        "frequency": Frequency.MONTHLY,
        "instalments": 12,
        "annual_rate": Decimal("0.12"),
        "equal_periods": True,
    }
    return Conditions(**{**usual, **changes})


def plan(principal: int, start: date = START, **changes):
    asked = conditions(**changes)
    return schedules.plan(
        principal=principal, conditions=asked, periods=due_dates.periods(asked, start)
    )


@st.composite
def asked_conditions(draw):
    instalments = draw(st.integers(1, 60))
    principal_grace = draw(st.integers(0, instalments - 1))
    rule = draw(st.sampled_from(InterestGrace))
    method = draw(st.sampled_from(Method))
    capitalised = rule is InterestGrace.CAPITALISED
    most = principal_grace if capitalised and method is not Method.BULLET else instalments - 1
    return conditions(
        method=method,
        frequency=draw(st.sampled_from(Frequency)),
        instalments=instalments,
        annual_rate=draw(st.decimals("0", "0.4", places=6)),
        day_count=draw(st.sampled_from(DayCount)),
        equal_periods=draw(st.booleans()),
        end_of_month=draw(st.booleans()),
        business_days=draw(st.booleans()),
        principal_grace=principal_grace,
        interest_grace=draw(st.integers(0, most)),
        interest_grace_rule=rule,
        rounding=draw(st.sampled_from(Rounding)),
    )


@settings(deadline=None)
@given(
    asked=asked_conditions(),
    principal=st.integers(1, 10**9),
    start=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_every_schedule_pays_the_principal_back(asked, principal, start):
    lines = schedules.plan(
        principal=principal, conditions=asked, periods=due_dates.periods(asked, start)
    )
    joined = sum(line.interest for line in lines if line.capitalised)
    assert sum(line.principal for line in lines) == principal + joined
    assert sum(line.interest for line in lines) == sum(line.earned for line in lines)
    for line in lines:
        assert min(line.principal, line.interest, line.earned, line.payable) >= 0
        assert line.period_start < line.period_end <= line.due_date
    assert [line.number for line in lines] == list(range(1, asked.instalments + 1))
    assert not any(line.principal for line in lines[: asked.principal_grace])
    assert not any(line.payable for line in lines[: asked.interest_grace]) or (
        asked.interest_grace > asked.principal_grace
    )


@settings(deadline=None)
@given(
    principal=st.integers(100_000, 10**9),
    instalments=st.integers(2, 120),
    rate=st.decimals("0", "0.3", places=4),
)
def test_the_instalments_of_an_annuity_are_level(principal, instalments, rate):
    lines = plan(principal, instalments=instalments, annual_rate=rate)
    assert len({line.payable for line in lines[:-1]}) == 1
    # What rounding leaves bears interest until the last instalment.
    grown = (1 + rate / 12) ** instalments
    assert abs(lines[-1].payable - lines[0].payable) <= instalments * grown


@settings(deadline=None)
@given(
    principal=st.integers(100_000, 10**9),
    instalments=st.integers(2, 60),
    rate=st.decimals("0.001", "0.3", places=4),
    day_count=st.sampled_from([DayCount.ACT_365F, DayCount.ACT_ACT_ISDA]),
)
def test_the_level_instalment_is_worth_the_principal_in_quantlib(
    principal, instalments, rate, day_count
):
    """Discounting at the loan's own simple rate from period to period gives the principal."""
    asked = conditions(
        instalments=instalments, annual_rate=rate, equal_periods=False, day_count=day_count
    )
    periods = due_dates.periods(asked, START)
    level = schedules.level_payment(principal, asked, periods)
    counter = {
        DayCount.ACT_365F: ql.Actual365Fixed(),
        DayCount.ACT_ACT_ISDA: ql.ActualActual(ql.ActualActual.ISDA),
    }[day_count]
    simple = ql.InterestRate(float(rate), counter, ql.Simple, ql.Annual)
    value, discount = 0.0, 1.0
    for period in periods:
        start, end = (ql.Date(d.day, d.month, d.year) for d in (period.start, period.end))
        discount *= simple.discountFactor(start, end)
        value += level * discount
    assert value == pytest.approx(principal, abs=0.5 * instalments)


# 100,000 at 6 % over 30 years is 599.55 a month, over 15 years 843.86; 200,000 at 4.5 % over 30
# years 1,013.37: the figures that mortgage tables print.
@pytest.mark.parametrize(
    ("principal", "rate", "months", "level"),
    [
        (10_000_000, "0.06", 360, 59955),
        (10_000_000, "0.06", 180, 84386),
        (20_000_000, "0.045", 360, 101337),
        (1_000_000, "0.12", 12, 88849),
    ],
)
def test_level_instalments_are_those_of_mortgage_tables(principal, rate, months, level):
    asked = conditions(instalments=months, annual_rate=Decimal(rate))
    assert schedules.level_payment(principal, asked, due_dates.periods(asked, START)) == level


def test_a_linear_loan_pays_equal_parts_of_principal():
    lines = plan(120_000, method=Method.LINEAR)
    assert {line.principal for line in lines} == {10_000}
    assert [line.interest for line in lines[:3]] == [1200, 1100, 1000]
    assert [line.principal for line in plan(100_000, method=Method.LINEAR)][-2:] == [8333, 8337]


def test_without_interest_only_principal_is_paid():
    lines = plan(120_000, annual_rate=Decimal(0))
    assert {(line.principal, line.interest) for line in lines} == {(10_000, 0)}


def test_in_a_grace_of_principal_only_interest_is_paid():
    lines = plan(100_000, principal_grace=2)
    assert [(line.principal, line.interest) for line in lines[:2]] == [(0, 1000)] * 2
    assert len({line.payable for line in lines[2:-1]}) == 1


def test_interest_in_grace_joins_the_principal():
    lines = plan(100_000, principal_grace=2, interest_grace=2)
    assert [(line.interest, line.capitalised) for line in lines[:3]] == [
        (1000, True),
        (1010, True),
        (1020, False),
    ]
    assert sum(line.principal for line in lines) == 102_010


def test_interest_in_grace_waits():
    lines = plan(
        100_000, principal_grace=2, interest_grace=2, interest_grace_rule=InterestGrace.DEFERRED
    )
    assert [line.interest for line in lines[:3]] == [0, 0, 3000]
    assert [line.earned for line in lines[:3]] == [1000, 1000, 1000]


def test_a_first_period_of_another_length_bears_its_days():
    lines = plan(100_000, first_due=date(2026, 2, 1), day_count=DayCount.ACT_365F)
    # 17 days of 365 at 12 %, then twelfths of a year.
    assert lines[0].interest == 559
    assert lines[0].period_end == date(2026, 2, 1)
    assert lines[1].interest == round((100_000 - lines[0].principal) * 0.01)


def test_amounts_are_rounded_as_asked():
    half = {"annual_rate": Decimal("0.06"), "instalments": 1}
    assert plan(500, **half)[0].interest == 3
    assert plan(500, rounding=Rounding.HALF_EVEN, **half)[0].interest == 2


@pytest.mark.parametrize(
    ("start", "changes", "dates"),
    [
        (date(2024, 1, 31), {}, [(2, 29), (3, 31), (4, 30)]),
        (date(2024, 2, 29), {"end_of_month": True}, [(3, 31), (4, 30), (5, 31)]),
        (date(2024, 2, 29), {}, [(3, 29), (4, 29), (5, 29)]),
        (date(2024, 1, 31), {"frequency": Frequency.QUARTERLY}, [(4, 30), (7, 31), (10, 31)]),
        (date(2024, 1, 31), {"frequency": Frequency.WEEKLY}, [(2, 7), (2, 14), (2, 21)]),
        (date(2024, 1, 31), {"first_due": date(2024, 3, 5)}, [(3, 5), (4, 5), (5, 5)]),
    ],
)
def test_instalments_are_due_on_their_day_of_the_month(start, changes, dates):
    found = due_dates.periods(conditions(instalments=3, **changes), start)
    assert [(period.end.month, period.end.day) for period in found] == dates


def test_due_dates_move_to_the_next_business_day_while_interest_does_not():
    found = due_dates.periods(conditions(instalments=3, business_days=True), date(2026, 1, 1))
    assert found[0] == Period(date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 2))
    assert found[1].start == date(2026, 2, 1)
    holiday = due_dates.periods(
        conditions(instalments=1, business_days=True),
        date(2026, 1, 1),
        is_business_day=lambda day: day == date(2026, 2, 5),
    )
    assert holiday[0].due == date(2026, 2, 5)


def test_the_first_instalment_comes_after_the_loan():
    asked = conditions(first_due=START)
    with pytest.raises(InvalidLoanConditions):
        due_dates.periods(asked, START)


@pytest.mark.parametrize(
    "changes",
    [
        {"instalments": 0},
        {"instalments": 1201},
        {"annual_rate": Decimal("-0.01")},
        {"annual_rate": Decimal(11)},
        {"principal_grace": 12},
        {"interest_grace": 12},
        {"interest_grace": 2, "principal_grace": 1},
    ],
)
def test_conditions_that_make_no_schedule_are_refused(changes):
    with pytest.raises(InvalidLoanConditions):
        conditions(**changes)


@settings(deadline=None)
@given(paid=st.integers(1_000, 60_000))
def test_with_instalments_of_a_size_the_loan_ends_when_it_is_paid(paid):
    asked = conditions(instalments=120)
    lines = schedules.plan(
        principal=100_000,
        conditions=asked,
        periods=due_dates.periods(asked, START),
        payment=paid,
    )
    assert sum(line.principal for line in lines) == 100_000
    assert all(line.payable == max(paid, line.interest) for line in lines[:-1])


def test_what_is_carried_joins_the_first_instalment_that_asks_for_money():
    lines = plan(100_000, principal_grace=1, interest_grace=1)
    found = schedules.with_first(lines, interest=7, fee=5)
    assert found[0] == lines[0]
    assert found[1] == replace(lines[1], interest=lines[1].interest + 7, fee=5)
