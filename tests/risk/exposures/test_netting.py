"""What collateral covers, how concentrated lending is, and which values count."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.exposures.domain import kinds, netting
from risk.exposures.domain.kinds import CollateralKind
from risk.exposures.domain.netting import Cover

A, B, C = (UUID(int=number) for number in (1, 2, 3))
DAY = date(2026, 3, 2)


def test_an_item_covers_its_loans_in_their_order_and_nothing_else():
    owed = {A: 70, B: 50, C: 10}
    assert netting.covered([Cover(100, (A, B))], owed) == {A: 70, B: 30, C: 0}
    assert netting.covered([Cover(100, (B,)), Cover(10, (B, C))], owed) == {A: 0, B: 50, C: 10}


@given(
    st.dictionaries(st.sampled_from([A, B, C]), st.integers(0, 1_000)),
    st.lists(st.tuples(st.integers(0, 1_000), st.lists(st.sampled_from([A, B, C]), unique=True))),
)
def test_nothing_covers_more_than_it_is_worth_or_than_is_owed(owed, items):
    found = netting.covered([Cover(worth, tuple(of)) for worth, of in items], owed)
    assert found.keys() == owed.keys()
    assert all(0 <= found[each] <= owed[each] for each in owed)
    assert sum(found.values()) <= sum(worth for worth, _ in items)


@pytest.mark.parametrize(
    ("amounts", "index"),
    [([], "0"), ([5], "1"), ([1, 1, 1, 1], "0.25"), ([3, 1], "0.625"), ([3, 1, -9], "0.625")],
)
def test_concentration_is_the_sum_of_squared_shares(amounts, index):
    assert netting.herfindahl(amounts) == Decimal(index)


@pytest.mark.parametrize(
    ("age", "ends_in", "is_counted"),
    [(0, None, True), (31, None, True), (32, None, False), (0, 0, True), (0, -1, False),
     (-1, None, False)],
)  # fmt: skip
def test_a_value_counts_while_it_is_fresh_and_the_item_lasts(age, ends_in, is_counted):
    ends = None if ends_in is None else DAY + timedelta(days=ends_in)
    found = kinds.counts(
        CollateralKind.SHARES, valued_on=DAY - timedelta(days=age), expires_on=ends, day=DAY
    )
    assert found is is_counted


def test_a_haircut_leaves_whole_cents_and_never_more():
    assert kinds.after_haircut(101, Decimal("0.5")) == 50
    assert kinds.after_haircut(101, Decimal(1)) == 0
