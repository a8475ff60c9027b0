"""Margins: versions from a day on, never changed and never for the past."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bankcore.money import Currency
from payments import public as payments
from payments.models import FxMargin
from payments.services import margins
from tests.conftest import OPENING_DAY
from tests.factories.exchange import set_margin

pytestmark = pytest.mark.usefixtures("bank")
USD, EUR = Currency.of("USD"), Currency.of("EUR")


def in_force(day=OPENING_DAY) -> Decimal:
    return margins.in_force(product="CURRENT", sell=USD, buy=EUR, day=day)


def test_a_bank_starts_with_one_and_a_half_percent_for_everything():
    assert in_force() == Decimal("0.015")


def test_a_version_holds_from_its_day_on():
    set_margin("0.01", effective_from=OPENING_DAY + timedelta(days=2))
    assert in_force(OPENING_DAY + timedelta(days=1)) == Decimal("0.015")
    assert in_force(OPENING_DAY + timedelta(days=2)) == Decimal("0.01")


def test_before_the_first_version_there_are_no_terms():
    with pytest.raises(payments.MarginNotSet):
        in_force(OPENING_DAY.replace(year=1999))


@pytest.mark.parametrize("product", [None, "CURRENT"])
def test_there_is_one_version_a_day(product):
    set_margin("0.01", sell="USD", buy="EUR", product=product)
    with pytest.raises(payments.MarginVersionExists):
        set_margin("0.02", sell="USD", buy="EUR", product=product)
    assert in_force() == Decimal("0.01")


def test_terms_do_not_change_for_days_that_are_over():
    with pytest.raises(payments.MarginInThePast):
        set_margin("0.01", effective_from=OPENING_DAY - timedelta(days=1))


@pytest.mark.parametrize("margin", ["-0.01", "0.5", "0.000000001", "NaN", "Infinity"])
def test_a_margin_is_a_share_below_a_half(margin):
    with pytest.raises(payments.InvalidMargin):
        set_margin(margin)


@pytest.mark.parametrize(("sell", "buy"), [("USD", ""), ("", "USD"), ("USD", "USD")])
def test_a_pair_is_two_different_currencies(sell, buy):
    with pytest.raises(payments.InvalidMargin):
        set_margin("0.01", sell=sell, buy=buy)


def test_a_product_that_the_bank_does_not_have_is_refused():
    with pytest.raises(payments.InvalidMargin):
        set_margin("0.01", product="NONE")
    assert FxMargin.objects.count() == 1
