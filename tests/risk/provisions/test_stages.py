"""In which stage a credit is: rise of risk, default, cure and probation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from risk.provisions.domain.parameters import read
from risk.provisions.domain.stages import Before, Signs, Stage, Staged, stage_of
from tests.risk.provisions.days import CONTENT

RULES = read(CONTENT).staging
DAY = date(2026, 3, 2)


def staged(before: Before | None = None, **signs) -> Staged:
    usual = {
        "day": DAY, "days_past_due": 0, "pd": Decimal("0.02"), "initial_pd": Decimal("0.02"),
        "is_watched": False, "is_unlikely_to_pay": False, "restructured_on": None,
    }  # fmt: skip
    return stage_of(Signs(**(usual | signs)), before, RULES)


def was(stage: Stage, since: date | None = None) -> Before:
    return Before(stage=stage, clear_since=since)


def test_a_credit_that_is_as_it_was_provides_for_a_year():
    assert staged().stage is Stage.TWELVE_MONTHS
    assert staged(was(Stage.TWELVE_MONTHS)).stage is Stage.TWELVE_MONTHS


@pytest.mark.parametrize(("late", "stage"), [(30, 1), (31, 2), (89, 2), (90, 3), (400, 3)])
def test_days_past_due_are_the_backstops(late, stage):
    assert staged(days_past_due=late).stage == stage


@pytest.mark.parametrize(
    ("initial", "now", "stage"),
    [
        ("0.02", "0.05", 2),
        ("0.02", "0.0499", 1),
        ("0.001", "0.0059", 1),  # many times as likely, but less than half a point more
        ("0.001", "0.006", 2),
    ],
)
def test_a_rise_counts_where_it_is_large_both_by_times_and_by_points(initial, now, stage):
    assert staged(pd=Decimal(now), initial_pd=Decimal(initial)).stage == stage


def test_a_rise_says_from_where_to_where():
    (reason,) = staged(pd=Decimal("0.25")).reasons
    assert reason == "probability of default 25.00 %, at the beginning 2.00 %"


def test_the_watch_list_leads_to_stage_two():
    assert staged(is_watched=True) == Staged(
        stage=Stage.LIFETIME, reasons=("on the watch list",), clear_since=None
    )


def test_other_terms_keep_a_credit_in_stage_two_for_two_years():
    assert staged(restructured_on=DAY - timedelta(days=729)).stage is Stage.LIFETIME
    assert staged(restructured_on=DAY - timedelta(days=730)).stage is Stage.TWELVE_MONTHS


def test_who_is_unlikely_to_pay_is_in_default_without_a_day_past_due():
    assert staged(is_unlikely_to_pay=True).stage is Stage.IMPAIRED


def test_a_company_in_default_is_so_on_every_credit():
    found = staged(defaulted_with=True)
    assert found.stage is Stage.IMPAIRED
    assert found.reasons == ("the company is in default on another credit",)


def walk(days: int, before: Before, **signs) -> list[Stage]:
    """Return the stages of so many days, each from the one before."""
    found = []
    for number in range(days):
        result = staged(before, day=DAY + timedelta(days=number), **signs)
        before = Before(stage=result.stage, clear_since=result.clear_since)
        found.append(result.stage)
    return found


def test_default_is_cured_after_ninety_days_without_a_cause_and_leads_by_stage_two_to_one():
    stages = walk(152, was(Stage.IMPAIRED))
    assert stages[:90] == [Stage.IMPAIRED] * 90
    assert stages[90:150] == [Stage.LIFETIME] * 60
    assert stages[150:] == [Stage.TWELVE_MONTHS] * 2


def test_a_day_past_due_begins_the_cure_anew():
    late = staged(was(Stage.IMPAIRED, DAY - timedelta(days=89)), days_past_due=5)
    assert (late.stage, late.clear_since) == (Stage.IMPAIRED, DAY)


def test_a_forborne_default_is_cured_after_a_year():
    since = DAY - timedelta(days=364)
    forborne = {"restructured_on": DAY - timedelta(days=400)}
    assert staged(was(Stage.IMPAIRED, since), **forborne).stage is Stage.IMPAIRED
    since -= timedelta(days=1)
    assert staged(was(Stage.IMPAIRED, since), **forborne).stage is Stage.LIFETIME


def test_a_cause_within_probation_begins_it_anew():
    again = staged(was(Stage.LIFETIME, DAY - timedelta(days=50)), is_watched=True)
    assert (again.stage, again.clear_since) == (Stage.LIFETIME, None)
    assert walk(61, was(Stage.LIFETIME))[-2:] == [Stage.LIFETIME, Stage.TWELVE_MONTHS]
