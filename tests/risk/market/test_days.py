"""What a day's end finds: positions, values at risk, exceptions, and the banking book."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts import public as accounts
from bankcore.money import Currency, Money
from payments import public as payments
from risk.market import public as market
from risk.market.models import (
    Bond,
    CurrencyDay,
    ParYield,
    RateDay,
    Sensitivity,
    Shock,
    ValueAtRisk,
)
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur, exchange
from tests.factories.loans import close_days_until, lent
from tests.risk.market.days import DAY, NEXT_DAY, curve, end_day, exchanged, past_rates

pytestmark = pytest.mark.usefixtures("bank")
EUR = Currency.of("EUR")


@pytest.fixture
def dollars(bank):
    """Give the bank 1,000 dollars, worth 800 euros, and 520 days of rates."""
    past_rates()
    exchange.set_margin("0.01")
    exchanged()


def run(step, day=DAY):
    return step(day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW)


@pytest.mark.usefixtures("dollars")
def test_a_day_measures_the_positions_by_every_method():
    counts = end_day()["market risk"]
    assert counts == {
        "positions": 1, "values at risk": 12, "positions left out": 0, "limits exceeded": 0,
    }  # fmt: skip
    found = CurrencyDay.objects.get(day=DAY)
    assert (found.gross, found.largest, found.history) == (800_00, 800_00, 519)
    assert found.capital == round(800_00 * 0.15 / 2**0.5)
    (position,) = found.positions.all()
    assert (position.currency, position.amount, position.worth) == ("USD", 1_000_00, 800_00)
    for figure in ValueAtRisk.objects.all():
        # Rates scatter by half a per cent around a figure: a day's change by 0.7 per cent.
        assert 5_00 < figure.value_at_risk < 30_00, figure
        assert figure.expected_shortfall >= figure.value_at_risk
    by = {(each.method, each.percent): each.value_at_risk for each in ValueAtRisk.objects.all()}
    assert all(by[method, 99] > by[method, 95] for method, _ in by)


@pytest.mark.usefixtures("dollars")
def test_the_next_day_holds_what_happened_against_what_was_told():
    end_day()
    told = market.figures_of(day=DAY).value_at_risk
    exchange.publish(NEXT_DAY, USD="1.40")
    end_day(NEXT_DAY + timedelta(days=1))
    found = CurrencyDay.objects.get(day=NEXT_DAY)
    assert found.result == round(800_00 * (1.25 / 1.40 - 1))
    assert (found.foretold, found.exceeded) == (told.minor, True)
    assert (found.exceptions, found.zone) == (1, "GREEN")


@pytest.mark.usefixtures("dollars")
def test_a_day_within_what_was_told_is_no_exception():
    end_day()
    exchange.publish(NEXT_DAY, USD="1.251")
    end_day(NEXT_DAY + timedelta(days=1))
    found = CurrencyDay.objects.get(day=NEXT_DAY)
    assert (found.exceeded, found.exceptions) == (False, 0)


def test_exceptions_are_counted_over_250_days_and_turn_the_light():
    for number in range(1, 13):
        CurrencyDay.objects.create(
            day=DAY - timedelta(days=number if number < 12 else 400), largest=0, gross=0,
            capital=0, history=0, left_out="", result=-2, foretold=1, exceeded=True,
            exceptions=0, zone="GREEN", made_at=NOW,
        )  # fmt: skip
    run(market.measure_currencies)
    assert CurrencyDay.objects.get(day=DAY).zone == "RED"
    assert CurrencyDay.objects.get(day=DAY).exceptions == 12


def test_with_too_few_days_there_is_a_position_and_capital_but_no_value_at_risk():
    past_rates(days=502)
    exchange.set_margin("0.01")
    exchanged()
    counts = run(market.measure_currencies)
    assert (counts["values at risk"], counts["positions left out"]) == (0, 1)
    found = CurrencyDay.objects.get()
    assert (found.left_out, found.gross, found.history) == ("USD", 800_00, 0)
    assert market.figures_of(day=DAY).value_at_risk is None


def test_one_day_more_is_enough():
    past_rates(days=503)
    exchange.set_margin("0.01")
    exchanged()
    assert run(market.measure_currencies)["values at risk"] == 12


@pytest.mark.usefixtures("dollars")
def test_a_currency_without_history_is_left_out_of_what_is_told_and_of_what_happened():
    past_rates(days=3, currency="GBP", around="0.8")
    sterling = exchange.pair("GBP", "EUR", funds="80")
    exchange.execute(exchange.quote(*sterling, "80"))
    end_day()
    assert CurrencyDay.objects.get().left_out == "GBP"
    exchange.publish(NEXT_DAY, USD="1.25", GBP="1.6")
    end_day(NEXT_DAY + timedelta(days=1))
    assert CurrencyDay.objects.get(day=NEXT_DAY).result == 0


@pytest.mark.usefixtures("dollars")
def test_the_same_day_is_measured_once_and_comes_out_the_same():
    run(market.measure_currencies)
    before = list(ValueAtRisk.objects.values_list("value_at_risk", "expected_shortfall"))
    assert run(market.measure_currencies) == {}
    assert list(ValueAtRisk.objects.values_list("value_at_risk", "expected_shortfall")) == before


def test_a_bank_without_positions_risks_nothing():
    run(market.measure_currencies)
    assert market.figures_of(day=DAY).value_at_risk == eur(0)


def bond(**changes) -> int:
    values = {
        "isin": "XX0000000001",
        "name": "Demo Bond 01",
        "nominal": eur(1_000),
        "coupon": Decimal("0.026"),
        "coupons_a_year": 2,
        "matures_on": DAY + timedelta(days=5 * 365),
        "bought_on": DAY,
    }
    return market.record_bond(order=market.BondOrder(**(values | changes)), actor=TESTER, now=NOW)


def test_a_bond_at_its_par_yield_loses_what_its_duration_says():
    curve()
    bond()
    assert end_day()["interest-rate risk"]["currencies"] == 1
    found = RateDay.objects.get(day=DAY)
    assert (found.scenario, found.income_loss) == ("PARALLEL_UP", 0)
    # 225 points at a duration of about 4.7 years, less the convexity.
    assert 95_00 < found.value_loss < 106_00
    points = sum(Sensitivity.objects.values_list("of_a_point", flat=True))
    assert points == pytest.approx(-47, abs=2)
    assert found.capital == pytest.approx(4_700_00 * 0.011 / 2**0.5 / 100 * 100, rel=0.03)
    assert Shock.objects.filter(currency="EUR").count() == 6


def test_deposits_without_a_term_gain_value_and_cost_income_when_rates_rise():
    curve()
    factories.account(funds=1_000)
    end_day()
    up = Shock.objects.get(scenario="PARALLEL_UP")
    assert up.value_change > 0
    overnight, slots = 500 * 364 / 365, sum(500 / 60 * (1 - m / 12) for m in range(1, 13))
    assert up.income_change == pytest.approx(-(overnight + slots) * 2.25, abs=1)
    found = RateDay.objects.get()
    assert (found.scenario, found.tier_one, found.is_outlier) == ("PARALLEL_DOWN", 0, True)


def test_foreign_books_are_told_in_euros_and_without_a_curve_are_left_out():
    past_rates(days=1)
    curve(currency="EUR")
    factories.account(funds=1_000, currency="USD")
    end_day()
    assert RateDay.objects.get().left_out == "USD"
    curve(currency="USD", day=NEXT_DAY)
    exchange.publish(NEXT_DAY, USD="1.25")
    end_day(NEXT_DAY + timedelta(days=1))
    found = RateDay.objects.get(day=NEXT_DAY)
    assert found.left_out == ""
    shock = Shock.objects.get(day=found, scenario="PARALLEL_UP")
    flat = 800 * 0.5 * (364 / 365 + sum((1 - m / 12) / 60 for m in range(1, 13))) * 2.00
    assert shock.income_change == pytest.approx(-flat, abs=1)


def test_a_curve_that_cannot_be_does_not_keep_the_day_from_ending():
    curve(m60="99.0", m12="-15.0")
    ParYield.objects.create(currency="EUR", day=DAY, months=24, rate=Decimal("0.99"), source="TEST")
    factories.account(funds=1_000)
    end_day()
    assert RateDay.objects.get().left_out == "EUR"


def test_a_curve_of_two_months_ago_is_no_curve_of_the_day():
    curve(day=DAY - timedelta(days=32))
    bond()
    end_day()
    assert RateDay.objects.get().left_out == "EUR"


def test_a_real_curve_goes_before_a_demonstrations():
    curve(day=DAY, source="DEMO", m60="9.0")
    curve(day=DAY - timedelta(days=1), source="UST")
    bond()
    end_day()
    with_real = RateDay.objects.get().value_loss
    assert 95_00 < with_real < 106_00


def test_a_bond_that_was_sold_is_risked_no_more():
    curve()
    sold = bond()
    market.sell_bond(bond_id=sold, sold_on=DAY, actor=TESTER, now=NOW)
    end_day()
    assert RateDay.objects.get().value_loss == 0
    with pytest.raises(market.BondNotHeld):
        market.sell_bond(bond_id=sold, sold_on=DAY, actor=TESTER, now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("isin", "nothing"),
        ("issuer", "NOBODY"),
        ("quality", "FINE"),
        ("name", " "),
        ("nominal", eur(0)),
        ("coupon", Decimal(1)),
        ("coupons_a_year", 3),
        ("matures_on", DAY),
    ],
)
def test_what_is_no_bond_is_not_recorded(field, value):
    with pytest.raises(market.BondInvalid) as refused:
        bond(**{field: value})
    assert refused.value.field == field
    assert not Bond.objects.exists()


def test_a_file_taken_in_twice_adds_nothing_and_a_changed_one_is_refused_whole():
    data = b"date,BC_1YEAR\n2022-03-11,1.22\n"
    more = data + b"2022-03-14,1.3\n"

    def load(content):
        return market.load_curve(data=content, currency="USD", source="UST", actor=TESTER, now=NOW)

    assert load(data) == (1, 1)
    assert load(data) == (1, 0)
    assert load(more) == (2, 1)
    with pytest.raises(market.CurvesDiffer, match=r"12 months on 2022-03-11 is 0.0122"):
        load(b"date,BC_1YEAR\n2022-03-11,1.23\n2022-03-15,1.3\n")
    with pytest.raises(market.MarketFileMalformed, match="Line 3"):
        load(data + b"2022-03-16,oops\n")
    assert ParYield.objects.count() == 2


def test_a_source_is_named_in_capitals():
    with pytest.raises(market.CurveSourceInvalid):
        market.load_curve(
            data=b"date,BC_1YEAR\n2022-03-11,1.22\n", currency="USD", source="u", actor=TESTER,
            now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": -5, "foretold": 10, "exceeded": True},
        {"result": -15, "foretold": 10, "exceeded": False},
        {"zone": "BLUE"},
        {"gross": 1, "largest": 2},
    ],
)
def test_a_day_cannot_contradict_itself(wrong):
    values = {
        "day": DAY, "largest": 0, "gross": 0, "capital": 0, "history": 0, "left_out": "",
        "exceptions": 0, "zone": "GREEN", "made_at": NOW,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CurrencyDay.objects.create(**(values | wrong))


@pytest.mark.parametrize(("loss", "outlier"), [(15, True), (16, False)])
def test_a_day_cannot_be_wrong_about_the_outlier_test(loss, outlier):
    with pytest.raises(IntegrityError, match="market_rateday_outlier"), transaction.atomic():
        RateDay.objects.create(
            day=DAY, scenario="SHORT_UP", value_loss=loss, income_loss=0, tier_one=100,
            is_outlier=outlier, capital=0, left_out="", made_at=NOW,
        )  # fmt: skip


def test_rates_of_the_past_are_told_once_a_day_and_made_up_ones_only_where_none_is_real():
    def add(source, *rates):
        payments.add_fx_rates(
            source=source,
            published_rates=[
                payments.PublishedRate(code, DAY - timedelta(days=ago), Decimal(rate))
                for code, ago, rate in rates
            ],
            actor=TESTER,
            now=NOW,
        )

    add(payments.DEMO, ("USD", 1, "9"), ("USD", 2, "9"), ("KWD", 1, "0.3"))
    add("ECB", ("USD", 1, "1.1"))
    add(payments.HAND, ("USD", 1, "1.2"))
    told = payments.fx_history(
        currencies=["USD", "KWD", "GBP"], first=DAY - timedelta(days=5), last=DAY
    )
    yesterday = DAY - timedelta(days=1)
    assert told == [("KWD", yesterday, Decimal("0.3")), ("USD", yesterday, Decimal("1.2"))]


def test_cash_flows_of_contracts_are_what_their_schedules_say():
    loan = lent(funds=500)
    flows = accounts.cash_flows_after(day=DAY)
    assert {each.contract for each in flows} == {accounts.Contract.LOAN}
    assert sum(each.principal.minor for each in flows) == 1_200_00
    due = loan.view.schedule
    assert [each.due for each in flows] == [line.due_date for line in due]
    assert [each.interest for each in flows] == [line.interest for line in due]
    close_days_until(due[0].due_date + timedelta(days=1))
    left = accounts.cash_flows_after(day=due[0].due_date)
    assert sum(each.principal.minor for each in left) == loan.view.outstanding.minor
    assert loan.view.outstanding.minor < 1_200_00
    late = accounts.cash_flows_after(day=due[2].due_date)
    assert late[0].due == due[2].due_date + timedelta(days=1)
    assert late[0].principal == due[1].principal + due[2].principal


@pytest.mark.usefixtures("dollars")
def test_the_parts_of_the_value_at_risk_sum_to_it_to_the_cent():
    past_rates(currency="GBP", around="0.8")
    past_rates(currency="CHF", around="0.95")
    for currency, funds in (("GBP", "333"), ("CHF", "77")):
        sold = exchange.pair(currency, "EUR", funds=funds)
        exchange.execute(exchange.quote(*sold, funds))
    end_day()
    found = market.figures_of(day=DAY)
    parts = [part.minor for _, part in found.components]
    assert len(parts) == 3
    assert sum(parts) == found.value_at_risk.minor
    largest = max(found.components, key=lambda each: each[1].minor)
    assert largest[0] == "USD"


@pytest.mark.usefixtures("dollars")
def test_the_shortfall_at_97_5_stands_between_those_at_95_and_99():
    end_day()
    found = CurrencyDay.objects.get(day=DAY)
    by = {each.percent: each.expected_shortfall for each in found.figures.filter(method="FILTERED")}
    assert by[95] < found.shortfall_975 < by[99]
    assert market.figures_of(day=DAY).shortfall_975 == eur(0) + Money(found.shortfall_975, EUR)


def test_a_currency_that_is_left_out_has_no_part():
    past_rates(days=100)
    exchange.set_margin("0.01")
    exchanged()
    run(market.measure_currencies)
    found = market.figures_of(day=DAY)
    assert (found.components, found.shortfall_975) == ((), None)
