"""How much of a deposit is guaranteed, by the Directive's articles."""

from decimal import Decimal

import pytest

from bankcore.money import Money
from reporting.reports.domain import deposit_guarantee as rules
from tests.factories import eur


def test_each_depositor_is_covered_up_to_the_limit_of_article_6():
    assert rules.covered(eur("99999.99")) == eur("99999.99")
    assert rules.covered(eur("100000.01")) == eur(100_000)


def test_joint_holders_have_equal_parts_that_sum_to_the_whole():
    assert rules.shares(eur("100.01"), holders=2) == [eur("50.01"), eur("50.00")]
    assert rules.shares(eur(100), holders=3) == [eur("33.34"), eur("33.33"), eur("33.33")]


def test_other_currencies_become_euros_with_halves_away_from_zero():
    assert rules.in_euros(Money.of("1200", "USD"), Decimal("1.20")) == eur(1_000)
    assert rules.in_euros(Money.of("0.03", "USD"), Decimal(2)) == eur("0.02")


@pytest.mark.parametrize(
    ("is_identified", "status", "excluded"),
    [
        (True, "INDIVIDUAL", None),
        (True, None, None),
        (False, "INDIVIDUAL", rules.Exclusion.NOT_IDENTIFIED),
        (True, "FINANCIAL_INSTITUTION", rules.Exclusion.FINANCIAL_INSTITUTION),
        (True, "EXEMPT", rules.Exclusion.PUBLIC_AUTHORITY),
    ],
)
def test_who_is_excluded_by_article_5(is_identified, status, excluded):
    assert rules.exclusion_of(is_identified=is_identified, crs_status=status) is excluded
