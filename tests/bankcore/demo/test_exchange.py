"""The demo bank exchanges money at rates that nobody can take for real ones."""

import random
from datetime import timedelta

import pytest

from bankcore.demo import bank, exchange, rates
from bankcore.demo.day import Day
from bankcore.ledger import public as ledger
from payments import public as payments
from payments.models import FxCoverDeal, FxOrder, FxRate
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")


def run() -> None:
    day = Day(day=OPENING_DAY, now=NOW, chance=random.Random("demo"))
    day.begin("exchange")
    exchange.run(day)


def test_a_days_rates_are_published_once_and_change_from_day_to_day():
    assert rates.publish(day=OPENING_DAY, now=NOW) == 5
    assert rates.publish(day=OPENING_DAY, now=NOW) == 0
    rates.publish(day=OPENING_DAY + timedelta(days=1), now=NOW)
    assert set(FxRate.objects.values_list("source", flat=True)) == {payments.DEMO}
    dollars = FxRate.objects.filter(currency="USD").values_list("rate", flat=True)
    assert len(set(dollars)) == 2


def test_customers_exchange_and_the_bank_covers_half_of_it():
    bank.ensure(day=OPENING_DAY, now=NOW)
    run()
    assert FxOrder.objects.count() >= 8
    assert FxCoverDeal.objects.count() == len(payments.fx_positions(day=OPENING_DAY)) >= 2
    payments.revalue_positions(
        day=OPENING_DAY, next_day=OPENING_DAY + timedelta(days=1), actor=TESTER, now=NOW
    )
    check = payments.verify_fx_positions(day=OPENING_DAY)
    assert check.holds
    assert check.checked >= 2
    assert [each.code for each in ledger.verify() if not each.holds] == []


def test_a_day_that_is_run_again_exchanges_nothing_more():
    bank.ensure(day=OPENING_DAY, now=NOW)
    run()
    before = payments.fx_positions(day=OPENING_DAY), FxOrder.objects.count()
    run()
    assert (payments.fx_positions(day=OPENING_DAY), FxOrder.objects.count()) == before
