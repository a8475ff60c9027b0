"""Interest against its formulae, and against itself."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import public as accounts
from accounts.domain.interest import Side
from accounts.services import interest_accruals
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from tests import factories
from tests.accounts.interest_days import (
    FIRST_DAY,
    accrued,
    book,
    broken,
    end_day,
    overdraft,
    terms,
)
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")

YEAR_END = date(2026, 12, 31)
DAYS = (YEAR_END - FIRST_DAY).days + 1
ROUNDING = Decimal("0.00000001")
RATES = ["0", "0.000001", "0.0425", "1", "10", "-0.01"]
COUNTS = {"EUR": "ACT/365F", "USD": "ACT/360", "GBP": "30/360_US", "CHF": "30E/360"}
# The days from 3 March to the year's end: as they are, and where every month has 30.
PARTS = {
    "EUR": Decimal(DAYS) / 365,
    "USD": Decimal(DAYS) / 360,
    "GBP": Decimal(298) / 360,
    "CHF": Decimal(298) / 360,
}


def account(product: str, funds: str, rate: str, currency: str = "EUR") -> accounts.AccountRef:
    """Open an account with a rate of its own."""
    order = accounts.AccountOrder(
        customer_id=factories.customer().customer_id,
        product=product,
        currency=Currency.of(currency),
        opened_on=OPENING_DAY,
    )
    (opened,) = accounts.open_accounts(orders=[order], actor=TESTER, now=NOW)
    book(opened, Money.of(funds, currency).minor)
    accounts.agree_interest_rate(
        account_id=opened.account_id,
        side=Side.CREDIT,
        effective_from=FIRST_DAY,
        rate=Decimal(rate),
        actor=TESTER,
        now=NOW,
    )
    return opened


def test_days_add_up_to_what_the_formulae_say_of_the_year():
    """Simple interest by four day counts, and the power of a day's interest where it compounds."""
    for currency, count in COUNTS.items():
        for product, compounding in [("CURRENT", "SIMPLE"), ("SAVINGS", "DAILY")]:
            terms(
                (0, "0.5"),
                product=product,
                currency=currency,
                day_count=accounts.DayCount(count),
                compounding=accounts.Compounding(compounding),
                posting_period=accounts.PostingPeriod.YEARLY,
            )
    simple = {
        (currency, funds, rate): account("CURRENT", funds, rate, currency)
        for currency in COUNTS
        for funds in ("0.01", "12345.67")
        for rate in RATES
    }
    compounding = {rate: account("SAVINGS", "10000", rate) for rate in RATES}
    interest_accruals.accrue_days(first=FIRST_DAY, last=YEAR_END, business_day=FIRST_DAY, now=NOW)
    for (currency, funds, rate), opened in simple.items():
        exact = Decimal(funds) * 100 * Decimal(rate) * PARTS[currency]
        assert abs(sum(accrued(opened).values()) - exact) <= DAYS * ROUNDING / 2
    for rate, opened in compounding.items():
        with localcontext(prec=60):
            exact = 1_000_000 * ((1 + Decimal(rate) / 365) ** DAYS - 1)
            # Each day's rounding grows with what follows.
            most = DAYS * ROUNDING * max(1, (1 + Decimal(rate) / 365) ** DAYS)
            assert abs(sum(accrued(opened).values()) - exact) <= most
    assert broken() == []


BOOKING = st.tuples(st.integers(0, 4), st.integers(-150_000, 250_000).filter(bool))


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(bookings=st.lists(BOOKING, min_size=1, max_size=5), daily=st.booleans())
def test_a_late_booking_leaves_what_it_would_have_left_in_time(bookings, daily):
    compounding = accounts.Compounding.DAILY if daily else accounts.Compounding.SIMPLE
    start = ledger.business_date()
    for side in Side:
        terms(
            (0, "0.07"),
            (100_000, "0.19"),
            side=side,
            effective_from=start + timedelta(days=1),
            method=accounts.TierMethod.MARGINAL,
            compounding=compounding,
        )
    late, in_time = factories.account(funds=1_000), factories.account(funds=1_000)
    for account in (late, in_time):
        overdraft(account, 100_000)
    for offset in range(5):
        for when, minor in bookings:
            if when == offset:
                book(in_time, minor)
        end_day()
    for when, minor in bookings:
        book(late, minor, value_date=start + timedelta(days=when))
    end_day()
    for side in Side:
        assert accrued(late, side) == accrued(in_time, side)
    assert broken() == []
