"""What a fee comes to."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.fees import (
    FeeRate,
    MonthBalances,
    WaiverBasis,
    WaiverRule,
    fee,
    waived_by,
)

amounts = st.integers(0, 10**9)
bases = st.integers(-(10**17), 10**17)
percentages = st.decimals(0, 999, places=6, allow_nan=False)


@pytest.mark.parametrize(
    ("percentage", "base", "expected"),
    [
        ("0", 10_000, 250),
        ("1", 10_000, 350),
        ("0.5", 100, 251),  # half a cent goes up
        ("0.499999", 100, 250),
        ("1", -10_000, 250),  # nothing is owed on a base below zero
    ],
)
def test_a_fee_is_the_fixed_part_and_a_share_of_the_base_rounded_half_up(
    percentage, base, expected
):
    assert fee(FeeRate(fixed=250, percentage=Decimal(percentage)), base=base) == expected


@given(amounts, percentages, bases)
def test_rounding_moves_a_fee_by_at_most_half_a_cent_and_a_half_goes_up(fixed, percentage, base):
    exact = fixed + max(base, 0) * Fraction(percentage) / 100
    error = fee(FeeRate(fixed=fixed, percentage=percentage), base=base) - exact
    assert Fraction(-1, 2) < error <= Fraction(1, 2)


@given(amounts, percentages, bases, amounts, amounts)
def test_a_fee_is_never_below_its_floor_nor_above_its_cap(fixed, percentage, base, one, other):
    lowest, highest = sorted((one, other))
    rate = FeeRate(fixed=fixed, percentage=percentage, lowest=lowest, highest=highest)
    assert lowest <= fee(rate, base=base) <= highest


@given(amounts, percentages, bases, bases)
def test_more_is_never_charged_less_for(fixed, percentage, one, other):
    rate = FeeRate(fixed=fixed, percentage=percentage)
    assert fee(rate, base=min(one, other)) <= fee(rate, base=max(one, other))


@pytest.mark.parametrize(
    ("basis", "waived"), [(WaiverBasis.AVERAGE, True), (WaiverBasis.MINIMUM, False)]
)
def test_a_months_balance_waives_a_fee_by_the_basis_agreed(basis, waived):
    balances = MonthBalances(average=1_000, minimum=999)
    assert bool(waived_by(WaiverRule(waived_from=1_000, basis=basis), balances)) is waived


def test_without_a_rule_no_balance_waives_a_fee():
    assert waived_by(None, MonthBalances(average=10**9, minimum=10**9)) == ""
