"""Covering deals: the position goes, the result is realised, the nostro accounts pay."""

from decimal import Decimal

import pytest

from bankcore.money import Money
from payments import public as payments
from payments.models import FxCoverDeal
from tests import factories
from tests.conftest import NOW, in_threads
from tests.factories import TESTER
from tests.factories.exchange import cover, execute, pair, publish, quote, set_margin
from tests.payments.services.exchange_books import broken, internal, position

BUY, SELL = payments.Side.BUY, payments.Side.SELL


@pytest.fixture
def long(bank):
    """Let the bank be long 125 dollars that stand in the books at 100 euros."""
    publish()
    set_margin("0")
    execute(quote(*pair("USD", "EUR"), "125"))


pytestmark = pytest.mark.usefixtures("long")


def test_selling_the_position_dearer_than_it_was_booked_realises_a_gain():
    deal = cover(SELL, "125", "USD", "1.22")
    assert (str(deal.eur), str(deal.result)) == ("102.46 EUR", "2.46 EUR")
    assert internal("4200-EUR") == 2_46
    # Of the bank's assets a credit is less.
    assert (internal("1100-USD"), internal("1100-EUR")) == (125_00, -102_46)
    held = position("USD")
    assert (held.amount.minor, held.counter_value.minor) == (0, 0)
    assert broken() == []


def test_selling_half_of_it_cheaper_realises_half_of_the_loss():
    deal = cover(SELL, "62.50", "USD", "1.28")
    assert (str(deal.eur), str(deal.result)) == ("48.83 EUR", "-1.17 EUR")
    assert internal("5200-EUR") == -1_17
    held = position("USD")
    assert (str(held.amount), str(held.counter_value)) == ("62.50 USD", "50.00 EUR")


def test_buying_more_realises_nothing():
    deal = cover(BUY, "125", "USD", "1.2")
    assert deal.result == Money.of(0, "EUR")
    held = position("USD")
    assert (str(held.amount), str(held.counter_value)) == ("250.00 USD", "204.17 EUR")
    assert (internal("1100-USD"), internal("1100-EUR")) == (-125_00, 104_17)
    assert broken() == []


def test_selling_more_than_there_is_opens_a_short_position_at_the_deals_price():
    cover(SELL, "250", "USD", "1.28")
    held = position("USD")
    assert (str(held.amount), str(held.counter_value)) == ("-125.00 USD", "-97.65 EUR")
    assert internal("5200-EUR") == -2_34
    assert broken() == []


def test_a_deal_sent_twice_is_booked_once():
    request = factories.request_key()
    first = cover(SELL, "25", "USD", "1.25", request=request)
    again = cover(SELL, "25", "USD", "1.25", request=request)
    assert again.replayed
    assert again.deal_id == first.deal_id
    assert FxCoverDeal.objects.count() == 1
    assert str(position("USD").amount) == "100.00 USD"


@pytest.mark.parametrize("rate", ["1.18", "1.32", "125"])
def test_a_rate_far_from_the_market_is_refused(rate):
    with pytest.raises(payments.RateOffMarket):
        cover(SELL, "25", "USD", rate)
    assert not FxCoverDeal.objects.exists()


def test_a_currency_that_nobody_publishes_can_still_be_dealt_in():
    assert cover(BUY, "25", "CHF", "0.95").result.minor == 0


def test_the_banks_own_currency_is_refused():
    with pytest.raises(payments.NotForeign):
        cover(SELL, "25", "EUR", "1")


def test_a_deal_worth_nothing_is_refused():
    with pytest.raises(payments.AmountTooSmall):
        cover(BUY, "1", "IDR", "20000")


@pytest.mark.parametrize(
    ("amount", "rate", "reference"),
    [("-1", "1.25", "x"), ("0", "1.25", "x"), ("1", "0", "x"), ("1", "1.25", " ")],
)
def test_a_deal_that_is_none_is_a_fault_of_the_caller(amount, rate, reference):
    order = payments.CoverOrder(
        side=SELL, amount=Money.of(amount, "USD"), rate=Decimal(rate), reference=reference
    )
    with pytest.raises(ValueError, match="positive amount"):
        payments.cover_fx_position(
            order=order, request=factories.request_key(), actor=TESTER, now=NOW
        )


@pytest.mark.usefixtures("committed_bank")
class TestAtOnce:
    @pytest.fixture
    def long(self, committed_bank):
        publish()
        set_margin("0")
        execute(quote(*pair("USD", "EUR"), "125"))

    def test_deals_at_once_see_what_those_before_them_left(self):
        found = in_threads(5, lambda _: cover(SELL, "50", "USD", "1.22"))
        assert all(isinstance(each, payments.CoverDeal) for each in found), found
        held = position("USD")
        assert (held.amount.minor, held.counter_value.minor) == (-125_00, -102_45)
        assert sum(each.result.minor for each in found) == internal("4200-EUR") == 2_45
        assert broken() == []
