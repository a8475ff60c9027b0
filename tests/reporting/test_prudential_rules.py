"""What authorities lay down, with figures worked by hand; none of it needs a bank."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.reports.domain import capital_adequacy as capital
from reporting.reports.domain import credit_losses as credit
from reporting.reports.domain import interest_rate_risk as rates
from reporting.reports.domain import large_exposures as large
from reporting.reports.domain import liquidity_coverage as liquidity
from reporting.reports.domain import maturity_ladder as ladder

DAY = date(2026, 1, 30)


@pytest.mark.parametrize(
    ("one", "two_a", "two_b", "total"),
    [
        # Nothing above the caps: 60 + 40, and 60 + 25 + 15, exactly at both.
        (60_00, 40_00, 0, 100_00),
        (60_00, 25_00, 15_00, 100_00),
        # Level 2 is at most two thirds of level 1, which is 40 % of all.
        (60_00, 100_00, 0, 100_00),
        # Level 2B alone is at most 15/85 of the rest: 85 + 15.
        (85_00, 0, 40_00, 100_00),
        # Both caps at once: of 2A 25 and of 2B 15 count.
        (60_00, 90_00, 90_00, 100_00),
        (0, 50_00, 50_00, 0),
    ],
)
def test_the_caps_leave_sixty_per_cent_of_level_one(one, two_a, two_b, total):
    assert liquidity.buffer(one=one, two_a=two_a, two_b=two_b).total == total


def test_inflows_count_up_to_three_quarters_of_the_outflows():
    assert liquidity.net_outflow(outflows=100_00, inflows=60_00) == 40_00
    assert liquidity.net_outflow(outflows=100_00, inflows=75_00) == 25_00
    assert liquidity.net_outflow(outflows=100_00, inflows=500_00) == 25_00


@pytest.mark.parametrize(
    ("due", "promised", "inflow", "excess"),
    [
        (100, 0, 50, 0),
        (101, 0, 51, 0),  # half a cent comes in
        (100, 50, 50, 0),
        (100, 80, 20, 0),
        (100, 130, 0, 30),
        (0, 40, 0, 40),
    ],
)
def test_what_was_promised_lessens_what_comes_in_and_then_goes_out(due, promised, inflow, excess):
    assert liquidity.funding(due=due, promised=promised) == liquidity.Funding(inflow, excess)


def test_the_ratio_is_rounded_down_and_there_is_none_where_nothing_leaves():
    assert liquidity.ratio(assets=99_999, outflow=100_000) == Decimal("0.9999")
    assert liquidity.ratio(assets=2, outflow=3) == Decimal("0.6666")
    assert liquidity.ratio(assets=5, outflow=0) is None


@pytest.mark.parametrize(
    ("issuer", "quality", "level"),
    [
        ("SOVEREIGN", "AAA_AA", "1"),
        ("SOVEREIGN", "A", "2A"),
        ("SOVEREIGN", "BBB", None),
        ("CORPORATE", "AAA_AA", "2A"),
        ("CORPORATE", "BBB", "2B"),
        ("CORPORATE", "", None),
        ("BANK", "AAA_AA", None),
        ("", "AAA_AA", None),
    ],
)
def test_a_bond_is_liquid_by_its_issuer_and_rating(issuer, quality, level):
    assert liquidity.level_of(issuer, quality) == level


@pytest.mark.parametrize(
    ("issuer", "quality", "percent"),
    [
        ("SOVEREIGN", "AAA_AA", 0),
        ("SOVEREIGN", "", 100),
        ("PUBLIC", "", 50),
        ("BANK", "A", 30),
        ("COVERED", "AAA_AA", 10),
        ("CORPORATE", "BBB", 75),
        ("CORPORATE", "BELOW_B", 150),
        ("", "AAA_AA", 150),
    ],
)
def test_a_bond_weighs_by_its_issuer_and_rating(issuer, quality, percent):
    assert capital.bond_weight(issuer, quality).share == Decimal(percent) / 100


def test_a_loss_of_the_running_year_counts_and_its_profit_does_not():
    assert capital.common_equity(equity=100, result=-30) == 70
    assert capital.common_equity(equity=100, result=30) == 100


def test_a_requirement_stands_for_twelve_and_a_half_times_its_amount():
    assert capital.from_requirement(8_00) == 100_00
    assert capital.required(weighted=100_00, share=capital.MINIMUM_TOTAL) == 8_00
    assert capital.required(weighted=1, share=capital.MINIMUM_TOTAL) == 1


def test_ratios_are_rounded_down_and_there_are_none_of_nothing():
    assert capital.ratio(capital=2, of=3) == Decimal("0.6666")
    assert capital.ratio(capital=-1, of=3) == Decimal("-0.3334")
    assert capital.ratio(capital=1, of=0) is None


@pytest.mark.parametrize(
    ("drawn", "covered", "is_large", "is_above"),
    [(9_999, 0, False, False), (10_000, 0, True, False), (25_000, 0, True, False),
     (25_001, 0, True, True), (40_000, 15_000, True, False)],
)  # fmt: skip
def test_an_exposure_is_large_from_a_tenth_on_and_above_the_limit_beyond_a_quarter(
    drawn, covered, is_large, is_above
):
    found = large.Exposure(name="", is_group=False, drawn=drawn, undrawn=0, covered=covered)
    assert large.is_large(found, tier_one=100_000) is is_large
    assert large.is_above(found, tier_one=100_000) is is_above


def test_without_tier_one_every_exposure_is_large_and_above_the_limit():
    found = large.Exposure(name="", is_group=False, drawn=1, undrawn=0, covered=0)
    assert large.is_large(found, tier_one=0)
    assert large.is_above(found, tier_one=-5)
    assert large.share(1, tier_one=0) is None


@pytest.mark.parametrize(
    ("probability", "grade"),
    [("0.00499999", "below 0.5 %"), ("0.005", "from 0.5 %"), ("0.2", "from 20 %"),
     ("1", "from 20 %")],
)  # fmt: skip
def test_a_grade_begins_with_its_probability(probability, grade):
    assert credit.grade_of(Decimal(probability)) == grade


def test_coverage_is_a_share_of_what_is_owed():
    assert credit.coverage(provided=1, gross=3) == Decimal("0.3333")
    assert credit.coverage(provided=2, gross=3) == Decimal("0.6667")
    assert credit.coverage(provided=1, gross=0) is None


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (date(2026, 1, 29), "Overnight"),
        (date(2026, 1, 31), "Overnight"),
        (date(2026, 2, 1), "To 2 days"),
        (date(2026, 2, 6), "To 7 days"),
        (date(2026, 2, 7), "To 2 weeks"),
        (date(2026, 3, 1), "To 30 days"),
        (date(2026, 3, 2), "To 5 weeks"),
        (date(2026, 3, 30), "To 2 months"),
        (date(2026, 3, 31), "To 3 months"),
        (date(2027, 1, 30), "To 12 months"),
        (date(2031, 1, 30), "To 5 years"),
        (date(2031, 1, 31), "Above 5 years"),
    ],
)
def test_a_flow_at_the_end_of_a_bucket_belongs_to_it(due, bucket):
    assert ladder.BUCKETS[ladder.bucket_of(due, day=DAY)].name == bucket


def test_gains_in_one_currency_make_up_for_nothing_in_another():
    assert rates.loss([-10, 40, -5]) == 15
    assert rates.worst({"PARALLEL_UP": 3, "STEEPENER": 9, "FLATTENER": 9}) == ("STEEPENER", 9)


def test_a_bank_is_an_outlier_above_fifteen_per_cent_of_tier_one():
    assert not rates.is_outlier(loss=15, tier_one=100)
    assert rates.is_outlier(loss=16, tier_one=100)
    assert rates.is_outlier(loss=1, tier_one=0)
    assert rates.share(1, tier_one=3) == Decimal("0.3334")
    assert rates.share(1, tier_one=0) is None
