"""Any run of exchanges, covering deals and days leaves the positions explained to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments import public as payments
from payments.models import FxRate
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.factories.exchange import execute, publish, set_margin
from tests.payments.services.exchange_books import broken

CODES = ["EUR", "USD", "JPY", "KWD"]
rates = st.fixed_dictionaries(
    {
        "USD": st.decimals("0.5", "2", places=4),
        "JPY": st.decimals("90", "200", places=2),
        "KWD": st.decimals("0.2", "0.5", places=5),
    }
)
exchanges = st.tuples(
    st.permutations(CODES).map(lambda codes: tuple(codes[:2])),
    st.integers(1, 10**7),
    st.sampled_from(payments.FixedSide),
)
deals = st.tuples(st.sampled_from(CODES[1:]), st.integers(1, 10**7), st.sampled_from(payments.Side))
days = st.lists(
    st.tuples(rates, st.lists(exchanges, max_size=4), st.lists(deals, max_size=2)),
    min_size=1,
    max_size=3,
)


@pytest.fixture
def customer_accounts(bank):
    set_margin("0.0125")
    owner = factories.customer()
    return {code: factories.account(funds=10**7, currency=code, owner=owner) for code in CODES}


def exchange(accounts, pair, minor, fixed) -> None:
    sell, buy = pair
    named = Currency.of(sell if fixed is payments.FixedSide.SELL else buy)
    order = payments.ExchangeOrder(
        sell_account_id=accounts[sell].account_id,
        buy_account_id=accounts[buy].account_id,
        amount=Money(minor, named),
        fixed=fixed,
    )
    try:
        execute(payments.quote_exchange(order=order, actor=TESTER, now=NOW))
    except (payments.AmountTooSmall, payments.InsufficientFunds):
        return


def deal(currency, minor, side, rate) -> None:
    order = payments.CoverOrder(
        side=side, amount=Money(minor, Currency.of(currency)), rate=rate, reference="Demo"
    )
    try:
        payments.cover_fx_position(
            order=order, request=factories.request_key(), actor=TESTER, now=NOW
        )
    except BankError:
        return


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days)
def test_after_any_days_every_position_is_its_counter_value(customer_accounts, plan):
    # Days go on from example to example: the books are not emptied in between.
    start = _next_free_day()
    for number, (quoted, orders, covers) in enumerate(plan):
        day = start + timedelta(days=number)
        publish(day, **{code: str(rate) for code, rate in quoted.items()})
        publish(OPENING_DAY, source=_source(), **{code: str(rate) for code, rate in quoted.items()})
        for order in orders:
            exchange(customer_accounts, *order)
        for currency, minor, side in covers:
            deal(currency, minor, side, quoted[currency] * Decimal("1.01"))
        counts = payments.revalue_positions(
            day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW
        )
        assert counts["without_rate"] == 0
        assert payments.verify_fx_positions(day=day).violations == 0
    assert all(each.unrealised == Money.of(0, "EUR") for each in payments.fx_positions(day=day))
    assert broken() == []


def _next_free_day():
    last = FxRate.objects.filter(source="TEST").aggregate(day=Max("day"))["day"]
    return (last or OPENING_DAY) + timedelta(days=1)


def _source() -> str:
    """Return a source that comes before those before it: of one day the first by name counts."""
    used = FxRate.objects.values("source").distinct().count()
    return "SOURCE" + chr(ord("Z") - used // 26) + chr(ord("Z") - used % 26)
