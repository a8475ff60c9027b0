"""The end of day: every position at mid, its result in the books once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db.models import Sum

from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments
from payments.domain import rates
from payments.models import FxRevaluation
from tests import factories
from tests.conftest import NOW, OPENING_DAY, SHARED_DATA, in_threads
from tests.factories import TESTER
from tests.factories.exchange import cover, execute, pair, publish, quote, set_margin
from tests.payments.services.exchange_books import broken, internal, position

NEXT_DAY = OPENING_DAY + timedelta(days=1)


def revalue(day: date = OPENING_DAY) -> dict[str, int]:
    counts = payments.revalue_positions(
        day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW
    )
    return {word: count for word, count in counts.items() if count}


def sell_dollars(amount: str = "125") -> None:
    execute(quote(*pair("USD", "EUR", funds=amount), amount))


@pytest.fixture
def market(bank):
    """Publish rates of the day before: what is published for the day itself comes later."""
    publish(OPENING_DAY - timedelta(days=1))
    set_margin("0.01")


pytestmark = pytest.mark.usefixtures("market")


def test_a_long_position_gains_when_the_currency_rises():
    sell_dollars()
    publish(USD="1")
    assert position("USD").unrealised == Money.of(25, "EUR")
    assert revalue() == {"revalued": 1}
    assert internal("4200-EUR") == 25_00
    assert str(position("USD").counter_value) == "125.00 EUR"
    assert position("USD").unrealised == Money.of(0, "EUR")
    assert broken() == []


def test_a_long_position_loses_when_the_currency_falls():
    sell_dollars()
    publish(USD="2")
    assert revalue() == {"revalued": 1}
    assert (internal("5200-EUR"), internal("4200-EUR")) == (-37_50, 0)


def test_a_short_position_gains_when_the_currency_falls():
    execute(quote(*pair("EUR", "USD"), "125", fixed=payments.FixedSide.BUY))
    publish(USD="2")
    assert revalue() == {"revalued": 1}
    assert internal("4200-EUR") == 37_50


def test_a_revaluation_is_kept_with_its_rate_and_booked_on_its_day():
    sell_dollars()
    publish(USD="1")
    revalue()
    row = FxRevaluation.objects.get()
    assert (row.position_minor, row.counter_minor, row.result_minor) == (125_00, 100_00, 25_00)
    assert (row.rate, row.rate_day) == (Decimal(1), OPENING_DAY)
    booked = ledger.transaction(txn_id=row.txn_id)
    assert booked.kind == ledger.TransactionKind.REVALUATION
    assert booked.booking_date == OPENING_DAY


def test_a_day_is_revalued_once():
    sell_dollars()
    publish(USD="1")
    revalue()
    publish(source="LATER", USD="2")
    assert revalue() == {"done_before": 1}
    assert internal("4200-EUR") == 25_00
    assert payments.verify_fx_positions(day=OPENING_DAY).holds


def test_a_position_at_mid_already_is_noted_and_nothing_booked():
    sell_dollars()
    assert revalue() == {"unchanged": 1}
    assert FxRevaluation.objects.get().txn_id is None
    assert payments.verify_fx_positions(day=OPENING_DAY).checked == 1


def test_a_position_without_a_rate_is_left_and_counted():
    sell_dollars()
    day = OPENING_DAY + timedelta(days=30)
    assert revalue(day) == {"without_rate": 1}
    assert not FxRevaluation.objects.exists()
    assert payments.verify_fx_positions(day=day).checked == 0
    publish(day, USD="1")
    assert not payments.verify_fx_positions(day=day).holds
    assert revalue(day) == {"revalued": 1}


def test_what_is_left_of_a_counter_value_without_a_position_is_a_result():
    sell_dollars()
    publish(USD="1.2")
    execute(quote(*pair("EUR", "USD"), "125", fixed=payments.FixedSide.BUY))
    assert position("USD").amount == Money.of(0, "USD")
    assert str(position("USD").counter_value) == "-4.17 EUR"
    long_after = OPENING_DAY + timedelta(days=60)
    assert revalue(long_after) == {"revalued": 1}
    assert position("USD", long_after).counter_value == Money.of(0, "EUR")
    assert internal("4200-EUR") == 4_17


def test_what_is_booked_on_the_next_day_already_is_not_revalued_yet():
    sell_dollars()
    held = position("USD")
    account = factories.account(funds=50, currency="USD")
    row = connection.cursor()
    row.execute("SELECT position_account_id, counter_account_id FROM payments_fxposition")
    position_id, counter_id = row.fetchone()
    cash = ledger.internal_account(
        gl_code="1000", currency=Money.of(1, "EUR").currency, opened_on=OPENING_DAY
    )
    early = [
        factories.posting(
            (account.ledger_account_id, -50_00),
            (position_id, 50_00),
            currency="USD",
            booking_date=NEXT_DAY,
        ),
        factories.posting((counter_id, -40_00), (cash, 40_00), booking_date=NEXT_DAY),
    ]
    assert all(isinstance(each, ledger.Posted) for each in ledger.post(postings=early, now=NOW))
    assert position("USD") == held
    publish(USD="1")
    revalue()
    assert internal("4200-EUR") == 25_00
    assert payments.verify_fx_positions(day=OPENING_DAY).holds
    assert revalue(NEXT_DAY) == {"revalued": 1}
    assert internal("4200-EUR") == 35_00
    assert payments.verify_fx_positions(day=NEXT_DAY).holds


def test_verification_finds_what_was_booked_after_the_revaluation():
    sell_dollars()
    revalue()
    publish(USD="1")
    assert payments.verify_fx_positions(day=OPENING_DAY).holds
    sell_dollars("10.01")
    check = payments.verify_fx_positions(day=OPENING_DAY)
    assert (check.checked, check.violations, check.example) == (1, 1, "USD")


def test_verification_finds_a_revaluation_that_was_left_out():
    sell_dollars()
    check = payments.verify_fx_positions(day=OPENING_DAY)
    assert (check.violations, check.example) == (1, "USD")


def test_a_bank_without_positions_has_nothing_to_revalue():
    assert revalue() == {}
    check = payments.verify_fx_positions(day=OPENING_DAY)
    assert check.holds
    assert check.checked == 0


def test_the_table_takes_a_currency_and_day_once():
    sell_dollars()
    revalue()
    with pytest.raises(IntegrityError, match="payments_fxrevaluation_once"):
        FxRevaluation.objects.create(
            currency="USD",
            day=OPENING_DAY,
            position_minor=0,
            counter_minor=0,
            result_minor=0,
            revalued_at=NOW,
        )


def test_a_cover_at_the_days_mid_then_revaluation_leaves_nothing():
    sell_dollars()
    cover(payments.Side.SELL, "125", "USD", "1.25")
    assert revalue() == {"unchanged": 1}
    assert payments.verify_fx_positions(day=OPENING_DAY).holds


ECB = SHARED_DATA / "ecb_fx" / "eurofxref-hist.zip"


@pytest.mark.skipif(not ECB.exists(), reason="the ECB's file is not in the shared data folder")
def test_a_month_of_the_ecbs_rates_gains_what_the_dollar_did():
    month = [
        rate
        for rate in rates.read(ECB.read_bytes())
        if rate.currency == "USD" and OPENING_DAY <= rate.day <= OPENING_DAY + timedelta(days=28)
    ]
    payments.add_fx_rates(source="ECB", published_rates=month, actor=TESTER, now=NOW)
    sell_dollars("100000")
    for rate in reversed(month):
        revalue(rate.day)
        assert payments.verify_fx_positions(day=rate.day).holds
    first, last = month[-1].rate, month[0].rate
    booked = FxRevaluation.objects.aggregate(total=Sum("result_minor"))["total"]
    value = [round(Decimal(100_000_00) / rate) for rate in (first, last)]
    assert len(month) == FxRevaluation.objects.count() > 15
    assert booked == value[1] - value[0] != 0


@pytest.mark.usefixtures("committed_bank")
class TestAtOnce:
    @pytest.fixture
    def market(self, committed_bank):
        publish(OPENING_DAY - timedelta(days=1))

    def test_two_ends_of_day_at_once_book_a_result_once(self):
        sell_dollars()
        publish(USD="1")
        found = in_threads(4, lambda _: revalue())
        assert sorted(found, key=str) == [{"done_before": 1}] * 3 + [{"revalued": 1}]
        assert internal("4200-EUR") == 25_00
        assert broken() == []
