"""An exchange: offered, executed once, and booked in every currency."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from accounts import public as accounts
from bankcore.money import CurrencyMismatch, Money
from payments import public as payments
from payments.models import FxOrder
from payments.services.exchange import VALID_FOR
from tests import factories
from tests.conftest import NOW, in_threads
from tests.factories import TESTER
from tests.factories.exchange import execute, pair, publish, quote, set_margin
from tests.payments.services.exchange_books import broken, internal, position, posted

BUY = payments.FixedSide.BUY


@pytest.fixture
def market(bank):
    publish()
    set_margin("0.01")


pytestmark = pytest.mark.usefixtures("market")


def test_a_quote_is_mid_less_the_margin():
    offered = quote(*pair("USD", "EUR"), "125")
    assert (str(offered.sell), str(offered.buy)) == ("125.00 USD", "99.00 EUR")
    assert (str(offered.mid), str(offered.rate)) == ("0.8", "0.792")
    assert offered.valid_until == NOW + VALID_FOR


def test_a_quote_for_an_exact_amount_says_what_it_costs():
    offered = quote(*pair("USD", "EUR"), "99", BUY)
    assert (str(offered.sell), str(offered.buy)) == ("125.00 USD", "99.00 EUR")


def test_a_quote_moves_nothing():
    sell, buy = pair("USD", "EUR", funds=200)
    quote(sell, buy, "125")
    assert (posted(sell), posted(buy)) == (200_00, 0)


def test_selling_dollars_leaves_the_bank_long_with_its_margin_in_euros():
    sell, buy = pair("USD", "EUR", funds=200)
    done = execute(quote(sell, buy, "125"))
    assert (posted(sell), posted(buy)) == (75_00, 99_00)
    assert internal("4210-EUR") == 1_00
    held = position("USD")
    assert (str(held.amount), str(held.counter_value)) == ("125.00 USD", "100.00 EUR")
    assert held.unrealised == Money.of(0, "EUR")
    assert payments.get_exchange(transaction_id=done.transaction_id) == done
    assert broken() == []


def test_buying_dollars_leaves_the_bank_short():
    sell, buy = pair("EUR", "USD", funds=200)
    execute(quote(sell, buy, "125", BUY))
    assert (posted(sell), posted(buy)) == (200_00 - 101_01, 125_00)
    assert internal("4210-EUR") == 1_01
    held = position("USD")
    assert (str(held.amount), str(held.counter_value)) == ("-125.00 USD", "-100.00 EUR")


def test_an_exchange_between_two_foreign_currencies_has_a_position_in_each():
    sell, buy = pair("JPY", "KWD", funds=20_000)
    execute(quote(sell, buy, "16000"))
    assert (posted(sell), posted(buy)) == (4_000, 39_600)
    assert str(position("JPY").amount) == "16000 JPY"
    assert str(position("JPY").counter_value) == "100.00 EUR"
    assert str(position("KWD").amount) == "-39.600 KWD"
    assert str(position("KWD").counter_value) == "-99.00 EUR"
    assert internal("4210-EUR") == 1_00
    assert broken() == []


def test_an_exchange_without_margin_has_no_income():
    set_margin("0", sell="USD", buy="EUR")
    sell, buy = pair("USD", "EUR", funds=200)
    execute(quote(sell, buy, "125"))
    assert posted(buy) == 100_00
    assert internal("4210-EUR") == 0


def test_the_margin_of_the_pair_comes_before_the_products_and_that_before_all():
    accounts_ = pair("USD", "EUR")
    set_margin("0.04", product="CURRENT")
    assert str(quote(*accounts_, "125").buy) == "96.00 EUR"
    set_margin("0.02", sell="USD", buy="EUR")
    assert str(quote(*accounts_, "125").buy) == "98.00 EUR"
    set_margin("0.03", sell="USD", buy="EUR", product="CURRENT")
    assert str(quote(*accounts_, "125").buy) == "97.00 EUR"
    set_margin("0.05", sell="USD", buy="EUR", product="SAVINGS")
    set_margin("0.05", sell="EUR", buy="USD")
    assert str(quote(*accounts_, "125").buy) == "97.00 EUR"


def test_a_quote_is_executed_once():
    sell, buy = pair("USD", "EUR", funds=500)
    offered = quote(sell, buy, "125")
    execute(offered)
    with pytest.raises(payments.QuoteTaken):
        execute(offered)
    assert (posted(sell), posted(buy)) == (375_00, 99_00)


def test_the_same_request_gets_the_same_answer_even_after_the_quote_is_over():
    sell, buy = pair("USD", "EUR", funds=500)
    offered, request = quote(sell, buy, "125"), factories.request_key()
    first = execute(offered, request=request)
    again = execute(offered, request=request, now=NOW + timedelta(hours=1))
    assert again.replayed
    assert again.transaction_id == first.transaction_id
    assert posted(buy) == 99_00


def test_a_quote_that_is_over_is_refused_and_nothing_moves():
    sell, buy = pair("USD", "EUR", funds=500)
    offered = quote(sell, buy, "125")
    with pytest.raises(payments.QuoteExpired):
        execute(offered, now=offered.valid_until)
    assert (posted(sell), posted(buy)) == (500_00, 0)
    assert not FxOrder.objects.exists()
    execute(offered, now=offered.valid_until - timedelta(microseconds=1))


def test_the_quoted_amounts_hold_when_the_market_moves():
    sell, buy = pair("USD", "EUR", funds=500)
    offered = quote(sell, buy, "125")
    publish(source="NEWER", USD="2.5")
    set_margin("0.4", sell="USD", buy="EUR")
    execute(offered)
    assert posted(buy) == 99_00


def test_an_account_without_the_money_is_refused_and_the_quote_stays_open():
    sell, buy = pair("USD", "EUR", funds=100)
    offered, request = quote(sell, buy, "125"), factories.request_key()
    for _ in range(2):
        with pytest.raises(payments.InsufficientFunds):
            execute(offered, request=request)
    assert (posted(sell), posted(buy)) == (100_00, 0)
    assert not FxOrder.objects.exists()


def test_a_key_of_another_request_is_refused():
    first, second = pair("USD", "EUR", funds=500), pair("USD", "EUR", funds=500)
    request = factories.request_key()
    execute(quote(*first, "125"), request=request)
    with pytest.raises(payments.KeyReused):
        execute(quote(*second, "125"), request=request)
    assert posted(second[1]) == 0


def test_an_unknown_quote_is_not_found():
    with pytest.raises(payments.QuoteNotFound):
        payments.execute_exchange(
            quote_id=uuid4(), request=factories.request_key(), actor=TESTER, now=NOW
        )
    with pytest.raises(payments.QuoteNotFound):
        payments.get_exchange_quote(quote_id=uuid4())
    with pytest.raises(payments.ExchangeNotFound):
        payments.get_exchange(transaction_id=1)


def test_accounts_of_different_customers_are_refused():
    with pytest.raises(payments.NotOneCustomer):
        quote(pair("USD", "EUR")[0], pair("USD", "EUR")[1], "125")


def test_accounts_in_one_currency_are_refused():
    with pytest.raises(payments.SameCurrency):
        quote(*pair("USD", "USD"), "125")


def test_an_unknown_account_is_not_found():
    sell, buy = pair("USD", "EUR")
    order = payments.ExchangeOrder(
        sell_account_id=sell.account_id, buy_account_id=uuid4(), amount=Money.of(1, "USD")
    )
    with pytest.raises(accounts.AccountNotFound):
        payments.quote_exchange(order=order, actor=TESTER, now=NOW)
    del buy


def test_an_amount_in_the_wrong_currency_is_refused():
    sell, buy = pair("USD", "EUR")
    order = payments.ExchangeOrder(
        sell_account_id=sell.account_id, buy_account_id=buy.account_id, amount=Money.of(1, "EUR")
    )
    with pytest.raises(CurrencyMismatch):
        payments.quote_exchange(order=order, actor=TESTER, now=NOW)


def test_a_currency_without_a_rate_is_refused():
    with pytest.raises(payments.RateNotAvailable, match="CHF"):
        quote(*pair("CHF", "EUR"), "125")


def test_an_amount_that_rounds_to_nothing_is_refused():
    with pytest.raises(payments.AmountTooSmall):
        quote(*pair("JPY", "EUR"), "1")


def test_no_order_gets_into_the_table_after_its_quote_is_over():
    sell, buy = pair("USD", "EUR", funds=500)
    execute(quote(sell, buy, "125"))
    late = quote(sell, buy, "125")
    with pytest.raises(IntegrityError, match="was over"), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO payments_fxorder (quote_id, txn_id, request_key, booking_date, executed_at)
            SELECT id, 1, gen_random_uuid(), current_date, valid_until FROM payments_fxquote
            WHERE public_id = %s""",
            [late.quote_id],
        )


@pytest.mark.usefixtures("committed_bank")
class TestAtOnce:
    @pytest.fixture
    def market(self, committed_bank):
        publish()
        set_margin("0.01")

    def test_one_quote_is_executed_once_by_ten_at_once(self):
        sell, buy = pair("USD", "EUR", funds=5_000)
        offered = quote(sell, buy, "125")
        found = in_threads(10, lambda _: execute(offered))
        done = [each for each in found if isinstance(each, payments.Exchange)]
        assert len(done) == 1
        assert {type(each) for each in found} == {payments.Exchange, payments.QuoteTaken}
        assert (posted(sell), posted(buy)) == (4_875_00, 99_00)

    def test_one_request_sent_ten_times_at_once_is_answered_alike(self):
        sell, buy = pair("USD", "EUR", funds=5_000)
        offered, request = quote(sell, buy, "125"), factories.request_key()
        found = in_threads(10, lambda _: execute(offered, request=request))
        assert len({each.transaction_id for each in found}) == 1
        assert sorted(each.replayed for each in found) == [False] + [True] * 9

    def test_the_first_exchanges_in_a_currency_open_its_position_once(self):
        offered = [quote(*pair("JPY", "KWD", funds=20_000), "16000") for _ in range(6)]
        found = in_threads(6, lambda number: execute(offered[number]))
        assert all(isinstance(each, payments.Exchange) for each in found), found
        assert str(position("JPY").amount) == "96000 JPY"
        assert broken() == []
