"""What must not be in the tables of exchange, PostgreSQL itself refuses."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from payments.models import FxCoverDeal, FxMargin, FxPosition, FxQuote, FxRate, FxRevaluation
from tests.conftest import NOW, OPENING_DAY

pytestmark = pytest.mark.usefixtures("bank")
ACCOUNT = uuid4()

RATE = {"source": "TEST", "currency": "USD", "day": OPENING_DAY, "rate": Decimal("1.25")}
MARGIN = {"effective_from": OPENING_DAY, "margin": Decimal("0.01")}
QUOTE = {
    "customer_id": uuid4(),
    "sell_account_id": ACCOUNT,
    "buy_account_id": uuid4(),
    "fixed_side": "SELL",
    "sell_currency": "USD",
    "sell_minor": 125_00,
    "sell_rate": Decimal("1.25"),
    "sell_eur_minor": 100_00,
    "buy_currency": "EUR",
    "buy_minor": 99_00,
    "buy_rate": Decimal(1),
    "buy_eur_minor": 99_00,
    "margin": Decimal("0.01"),
    "rate_day": OPENING_DAY,
    "quoted_at": NOW,
    "valid_until": NOW + timedelta(minutes=2),
}
REVALUATION = {
    "currency": "USD",
    "day": OPENING_DAY,
    "position_minor": 1,
    "counter_minor": 1,
    "rate": Decimal(1),
    "rate_day": OPENING_DAY,
    "result_minor": 0,
    "revalued_at": NOW,
}
DEAL = {
    "currency": "USD",
    "side": "SELL",
    "amount_minor": 125_00,
    "rate": Decimal("1.25"),
    "eur_minor": 100_00,
    "counter_minor": 98_00,
    "result_minor": 2_00,
    "reference": "x",
    "txn_id": 1,
    "booking_date": OPENING_DAY,
    "dealt_at": NOW,
}
BROKEN = [
    (FxRate, RATE, {"rate": 0}, "positive"),
    (FxRate, RATE, {"currency": "EUR"}, "of_the_euro"),
    (FxRate, RATE, {"base": "USD", "currency": "JPY"}, "of_the_euro"),
    (FxRate, RATE, {"currency": "usd"}, "codes"),
    (FxRate, RATE, {"source": ""}, "codes"),
    (FxMargin, MARGIN, {"margin": Decimal("-0.01")}, "share"),
    (FxMargin, MARGIN, {"margin": Decimal("0.5")}, "share"),
    (FxMargin, MARGIN, {"sell_currency": "USD"}, "pair"),
    (FxMargin, MARGIN, {"sell_currency": "USD", "buy_currency": "USD"}, "pair"),
    (FxQuote, QUOTE, {"sell_minor": 0}, "amounts"),
    (FxQuote, QUOTE, {"buy_minor": 0}, "amounts"),
    (FxQuote, QUOTE, {"sell_eur_minor": 98_99}, "amounts"),
    (FxQuote, QUOTE, {"buy_eur_minor": 0}, "amounts"),
    (FxQuote, QUOTE, {"buy_currency": "USD"}, "two_sides"),
    (FxQuote, QUOTE, {"buy_account_id": ACCOUNT}, "two_sides"),
    (FxQuote, QUOTE, {"valid_until": NOW}, "valid"),
    (FxQuote, QUOTE, {"sell_rate": 0}, "rates"),
    (FxQuote, QUOTE, {"margin": Decimal("0.5")}, "rates"),
    (FxRevaluation, REVALUATION, {"result_minor": 1}, "booked"),
    (FxRevaluation, REVALUATION, {"txn_id": 1}, "booked"),
    (FxRevaluation, REVALUATION, {"rate": None, "rate_day": None}, "rate"),
    (FxRevaluation, REVALUATION, {"rate_day": None}, "rate"),
    (FxCoverDeal, DEAL, {"result_minor": 3_00}, "result"),
    (FxCoverDeal, DEAL, {"side": "BUY"}, "result"),
    (FxCoverDeal, DEAL, {"amount_minor": 0}, "amounts"),
    (FxCoverDeal, DEAL, {"currency": "EUR"}, "amounts"),
    (FxCoverDeal, DEAL, {"reference": ""}, "amounts"),
    (
        FxPosition,
        {"position_account_id": 1, "counter_account_id": 2},
        {"currency": "EUR"},
        "foreign",
    ),
]


@pytest.mark.parametrize(
    ("model", "good", "wrong", "check"),
    BROKEN,
    ids=[f"{model.__name__}-{'-'.join(wrong)}-{check}" for model, _, wrong, check in BROKEN],
)
def test_a_row_that_contradicts_itself_is_refused(model, good, wrong, check):
    with pytest.raises(IntegrityError, match=f"{model._meta.db_table}_.*{check}"):
        model.objects.create(**good | wrong)


@pytest.mark.parametrize(
    ("model", "good"),
    [
        (FxRate, RATE),
        (FxMargin, MARGIN),
        (FxQuote, QUOTE),
        (FxRevaluation, REVALUATION),
        (FxCoverDeal, DEAL),
    ],
)
def test_the_rows_that_these_break_are_good_ones(model, good):
    assert model.objects.create(**good).pk


@pytest.mark.parametrize(("model", "good"), [(FxRate, RATE), (FxMargin, MARGIN)])
def test_what_is_published_and_set_is_there_once(model, good):
    model.objects.create(**good)
    with pytest.raises(IntegrityError, match="_once"):
        model.objects.create(**good)


def test_one_transaction_books_one_deal(bank):
    FxCoverDeal.objects.create(**DEAL)
    with pytest.raises(IntegrityError, match="txn_id"):
        FxCoverDeal.objects.create(**DEAL)


def test_a_quote_is_taken_by_one_order():
    quote = FxQuote.objects.create(**QUOTE)
    values = [quote.pk, uuid4(), OPENING_DAY, NOW]
    statement = """
        INSERT INTO payments_fxorder (quote_id, txn_id, request_key, booking_date, executed_at)
        VALUES (%s, (SELECT count(*) + 1 FROM payments_fxorder), %s, %s, %s)"""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        with pytest.raises(IntegrityError, match="quote_id"):
            cursor.execute(statement, values)
