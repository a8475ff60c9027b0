"""The capital of a day comes of the books' income and expense and of the register's losses."""

from datetime import date
from decimal import Decimal

import pytest

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from risk.operational import public as operational
from risk.operational.models import CapitalDay
from tests.conftest import NOW
from tests.factories import TESTER, eur, exchange, request_key
from tests.risk.operational.register import DAY, NEXT_DAY, agree, agreed, end_day, reported
from tests.risk.operational.test_import import ask

pytestmark = pytest.mark.usefixtures("bank")


def booked(amount: int, *, debit: str, credit: str, currency: str = "EUR") -> None:
    """Book so many units from one line of the chart to another, today."""
    unit = Currency.of(currency)

    @use_case
    def book() -> None:
        own = [
            ledger.internal_account(gl_code=code, currency=unit, opened_on=DAY)
            for code in (debit, credit)
        ]
        money = Money.of(amount, currency)
        legs = (ledger.Leg(own[0], -money), ledger.Leg(own[1], money))
        posting = ledger.Posting(
            request=request_key(), kind=ledger.TransactionKind.ADJUSTMENT, legs=legs, actor=TESTER
        )
        (outcome,) = ledger.post(postings=[posting], now=NOW)
        assert isinstance(outcome, ledger.Posted), outcome

    book()


def test_the_running_year_counts_so_far_until_a_year_is_over():
    booked(10_000, debit="1200", credit="4000")  # loans 10,000, interest income 10,000
    booked(4_000, debit="5000", credit="2900")  # interest expense
    booked(500, debit="1000", credit="4100")  # fees in
    booked(900, debit="5400", credit="2900")  # fees out
    booked(70, debit="1000", credit="4300")  # other income
    booked(30, debit="5900", credit="2900")  # other expense
    booked(80, debit="5200", credit="2900")  # the result of exchange is a loss of 50
    booked(30, debit="1000", credit="4210")
    booked(5_000, debit="5800", credit="2900")  # impairment does not count
    booked(6_000, debit="5810", credit="2900")
    booked(7_000, debit="1000", credit="4800")
    assert end_day()["capital"] == 149_40
    row = CapitalDay.objects.get()
    # interest: the lesser of 6,000 and 2.25 % of 10,000; fees 900; other 70; exchange 50
    assert (row.years, row.indicator) == ("2026 so far", 1_245_00)
    assert (row.bucket, row.component, row.multiplier) == (1, 149_40, 1)


def test_a_bank_without_income_needs_no_capital():
    assert end_day()["capital"] == 0
    assert CapitalDay.objects.get().years == ""


def test_other_currencies_count_at_mid_and_not_without_a_rate():
    exchange.publish(DAY, USD="1.25")
    booked(100, debit="1000", credit="4300", currency="USD")
    booked(100, debit="1000", credit="4300", currency="JPY")
    end_day()
    assert CapitalDay.objects.get().indicator == 80_00


def test_a_year_that_is_over_keeps_its_income_though_its_result_was_carried_away():
    booked(1_000, debit="1000", credit="4300")
    end_day(date(2026, 12, 31))
    booked(200, debit="1000", credit="4300")
    end_day(date(2027, 1, 1))
    assert ledger.income_and_expense(first=DAY, last=date(2026, 12, 31))[0].balance == eur(1_200)
    assert ledger.trial_balance(day=date(2026, 12, 31))[0].gl_code == "1000"
    booked(50, debit="1000", credit="4300")
    end_day(date(2027, 1, 2))
    found = {str(row.day): (row.years, row.indicator) for row in CapitalDay.objects.all()}
    assert found == {
        "2026-03-02": ("2026 so far", 1_000_00),
        "2026-12-31": ("2026", 1_200_00),
        "2027-01-01": ("2026", 1_200_00),
    }


def test_losses_of_ten_years_count_where_supervisors_choose_so(settings):
    settings.OPERATIONAL_LOSSES_ALWAYS_COUNT = True
    booked(1_000_000, debit="1000", credit="4300")
    agree(
        ask(
            "L-0,Too old,DAMAGE,RETAIL,2016-03-01,2016-03-01,2016-03-02,90000,,Storm",
            "L-1,Old,DAMAGE,RETAIL,2016-03-03,2016-03-03,2016-03-03,50000,,Storm",
            "L-2,Net under,DAMAGE,RETAIL,2020-01-01,2020-01-01,2020-01-01,25000,5001,Storm",
        )
    )
    agreed(reported(), eur(30_000))
    end_day()
    row = CapitalDay.objects.get()
    assert (row.component, row.losses, row.loss_years) == (120_000_00, 120_000_00, 10)
    assert (row.multiplier, row.capital, row.weighted) == (1, 120_000_00, 1_500_000_00)


def test_how_long_losses_were_kept_is_in_whole_years(settings):
    settings.OPERATIONAL_LOSSES_ALWAYS_COUNT = True
    booked(1_000_000, debit="1000", credit="4300")
    agree(ask("L-1,Old,DAMAGE,RETAIL,2021-03-03,2021-03-03,2021-03-03,50000,,Storm"))
    end_day()
    agree(ask("L-2,Old,DAMAGE,RETAIL,2021-03-02,2021-03-02,2021-03-02,50000,,Storm"))
    end_day(date(2026, 3, 4))
    first, second = CapitalDay.objects.order_by("day")
    assert (first.loss_years, first.multiplier) == (4, 1)
    # two losses of 50,000 in five years, times 15: LC = 300,000
    assert (second.loss_years, second.losses) == (5, 300_000_00)
    assert second.multiplier == Decimal("1.334913")


def test_figures_of_a_day_are_told():
    booked(1_000, debit="1000", credit="4300")
    reported()
    end_day()
    found = operational.figures_of(day=DAY)
    assert (found.capital, found.business_indicator) == (eur(120), eur(1_000))
    assert found.incidents == {"OPEN": 1}
    assert len(found.indicators) == 10
    empty = operational.figures_of(day=NEXT_DAY)
    assert (empty.capital, empty.indicators) == (None, ())
    assert operational.requirement_of(day=DAY).capital == 120_00
