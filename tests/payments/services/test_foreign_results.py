"""What is earned and spent in foreign currencies becomes euros, and part of the position."""

from datetime import timedelta

import pytest

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments import public as payments
from payments.models import FxResultSale
from tests import factories
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER
from tests.factories.exchange import publish
from tests.payments.services.exchange_books import broken, internal, position

NEXT_DAY = OPENING_DAY + timedelta(days=1)


def sell(day=OPENING_DAY) -> dict[str, int]:
    counts = payments.sell_foreign_results(
        day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW
    )
    return {word: count for word, count in counts.items() if count}


def earn(minor: int, *, gl_code: str = "4100", currency: str = "USD", day=OPENING_DAY) -> None:
    """Book income (negative: expense) paid by a customer, in minor units."""
    account = factories.account(funds=100_000, currency=currency)
    own = use_case(ledger.internal_account)(
        gl_code=gl_code, currency=Currency.of(currency), opened_on=OPENING_DAY
    )
    posting = factories.posting(
        (account.ledger_account_id, -minor), (own, minor), currency=currency, booking_date=day
    )
    booked = use_case(ledger.post)(postings=[posting], now=NOW)[0]
    assert isinstance(booked, ledger.Posted)


@pytest.fixture
def market(bank):
    publish()


pytestmark = pytest.mark.usefixtures("market")


def test_income_and_expense_go_to_their_own_lines_in_euros():
    earn(125_00)
    earn(-25_00, gl_code="5000")
    earn(400, currency="KWD")
    assert sell() == {"sold": 2}
    assert (internal("4100-USD"), internal("5000-USD")) == (0, 0)
    assert (internal("4100-EUR"), internal("5000-EUR")) == (101_00, -20_00)
    held = position("USD")
    assert (str(held.amount), str(held.counter_value)) == ("100.00 USD", "80.00 EUR")
    assert str(position("KWD").amount) == "0.400 KWD"
    assert broken() == []


def test_a_currency_is_sold_once_a_day_and_what_comes_after_the_next_day():
    earn(125_00)
    sell()
    assert sell() == {}
    earn(12_50)
    assert sell() == {"done_before": 1}
    assert internal("4100-EUR") == 100_00
    assert sell(NEXT_DAY) == {"sold": 1}
    assert internal("4100-EUR") == 110_00


def test_what_is_booked_on_the_next_day_already_waits_for_it():
    earn(125_00)
    earn(12_50, day=NEXT_DAY)
    assert sell() == {"sold": 1}
    assert internal("4100-USD") == 12_50
    assert FxResultSale.objects.get().amount_minor == 125_00


def test_a_currency_without_a_rate_is_left_and_counted():
    earn(125_00, currency="CHF")
    assert sell() == {"without_rate": 1}
    assert internal("4100-CHF") == 125_00


def test_income_and_expense_that_make_nothing_together_leave_no_position():
    earn(125_00)
    earn(-125_00, gl_code="5000")
    assert sell() == {"sold": 1}
    assert position("USD").amount.minor == 0
    assert (internal("4100-EUR"), internal("5000-EUR")) == (100_00, -100_00)


def test_euros_are_left_alone():
    earn(125_00, currency="EUR")
    assert sell() == {}
    assert internal("4100-EUR") == 125_00


def test_sold_and_revalued_the_position_is_its_counter_value():
    earn(33, currency="USD")
    earn(1, currency="JPY")
    sell()
    payments.revalue_positions(day=OPENING_DAY, next_day=NEXT_DAY, actor=TESTER, now=NOW)
    assert payments.verify_fx_positions(day=OPENING_DAY).holds


@pytest.mark.usefixtures("committed_bank")
class TestAtOnce:
    @pytest.fixture
    def market(self, committed_bank):
        publish()

    def test_two_ends_of_day_at_once_sell_once(self):
        earn(125_00)
        found = in_threads(4, lambda _: sell())
        assert sum(each.get("sold", 0) for each in found) == 1, found
        assert internal("4100-EUR") == 100_00
        assert broken() == []
