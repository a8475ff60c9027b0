"""Rate bands and posting periods."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain import interest
from accounts.domain.day_counts import DayCount
from accounts.domain.interest import Compounding, PostingPeriod, Side, Terms, Tier, TierMethod

FIRST_DAY = date(2026, 3, 3)


def made(*tiers: tuple[int, Decimal], **more) -> Terms:
    values = {
        "product_id": 1,
        "currency": 978,
        "side": Side.CREDIT,
        "effective_from": FIRST_DAY,
        "day_count": DayCount.ACT_365F,
        "method": TierMethod.WHOLE,
        "compounding": Compounding.SIMPLE,
        "posting_period": PostingPeriod.MONTHLY,
        "tiers": tuple(Tier(*tier) for tier in tiers),
    }
    return Terms(**(values | more))


TIERS = st.lists(
    st.tuples(st.integers(1, 10**9), st.decimals(-1, 10, places=6)),
    max_size=4,
    unique_by=lambda t: t[0],
).map(lambda tiers: [(0, Decimal("0.01")), *sorted(tiers)])


@given(tiers=TIERS, basis=st.integers(1, 2 * 10**9), marginal=st.booleans())
def test_one_band_gives_what_tier_by_tier_adds_up_to(tiers, basis, marginal):
    terms = made(*tiers, method=TierMethod.MARGINAL if marginal else TierMethod.WHOLE)
    (band,) = [
        band
        for band in interest.bands(terms, FIRST_DAY)
        if band.lower <= basis and (band.upper is None or basis < band.upper)
    ]
    ends = [from_minor for from_minor, _ in tiers[1:]] + [basis]
    expected = (
        sum(
            max(min(basis, end) - from_minor, 0) * rate
            for (from_minor, rate), end in zip(tiers, ends, strict=True)
        )
        if marginal
        else basis * terms.rate_of(basis)
    )
    assert band.base + (basis - band.offset) * band.rate == expected


def test_a_day_without_length_has_no_bands():
    terms = made((0, Decimal(1)), day_count=DayCount.THIRTY_E_360)
    assert list(interest.bands(terms, date(2026, 3, 31))) == []
    (band,) = interest.bands(terms, date(2026, 2, 28))
    assert (band.numerator, band.denominator) == (1, 120)


def test_of_each_side_the_latest_terms_hold():
    old, new = made((0, Decimal(1))), made((0, Decimal(2)), effective_from=date(2026, 4, 1))
    debit = made((0, Decimal(3)), side=Side.DEBIT)
    for number, expected in [(2, set()), (3, {old, debit}), (32, {new, debit})]:
        assert set(interest.in_force([new, old, debit], march(number))) == expected


def march(number: int) -> date:
    return date(2026, 3, 1) + timedelta(days=number - 1)


@pytest.mark.parametrize(
    ("period", "start"),
    [("MONTHLY", date(2026, 8, 1)), ("QUARTERLY", date(2026, 7, 1)), ("YEARLY", date(2026, 1, 1))],
)
def test_a_day_lies_in_its_calendar_period(period, start):
    assert interest.period_start(PostingPeriod(period), date(2026, 8, 31)) == start
    with pytest.raises(KeyError):
        interest.period_start(PostingPeriod.AT_MATURITY, start)


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 30)), period=st.sampled_from(PostingPeriod))
def test_a_period_ends_where_the_next_day_begins_one(day, period):
    after = day + timedelta(days=1)
    begins = period is not PostingPeriod.AT_MATURITY and (
        interest.period_start(period, after) == after
    )
    assert interest.ends_period(period, day) == begins


def test_what_is_unposted_begins_after_the_posting_before_under_the_terms_of_then():
    yearly = made((0, Decimal(1)), posting_period=PostingPeriod.YEARLY)
    monthly = made((0, Decimal(1)), effective_from=date(2026, 6, 10))
    assert interest.unposted_since([yearly, monthly], date(2026, 6, 30)) == FIRST_DAY
    assert interest.unposted_since([yearly, monthly], date(2026, 7, 31)) == date(2026, 7, 1)
    assert interest.unposted_since([yearly], date(2027, 12, 31)) == date(2027, 1, 1)


def test_a_months_end_is_found_between_two_days():
    assert interest.month_end_within(date(2026, 5, 29), date(2026, 6, 1)) == date(2026, 5, 31)
    assert interest.month_end_within(date(2026, 5, 31), date(2026, 5, 31)) == date(2026, 5, 31)
    assert interest.month_end_within(date(2026, 5, 1), date(2026, 5, 30)) is None
