"""The liquidity coverage ratio is that of Delegated Regulation (EU) 2015/61, to the cent."""

from datetime import timedelta
from decimal import Decimal

from reporting.reports import public as reports
from risk.market import public as market
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending
from tests.risk.market.days import past_rates
from tests.risk.provisions.days import agree, end_day


def bond(isin: str, amount: int, issuer: str = "", quality: str = "", currency="EUR") -> int:
    return market.record_bond(
        order=market.BondOrder(
            isin=isin,
            name="Demo Bond",
            nominal=factories.Money.of(amount, currency),
            coupon=Decimal("0.025"),
            coupons_a_year=1,
            matures_on=OPENING_DAY + timedelta(days=730),
            bought_on=OPENING_DAY,
            issuer=issuer,
            quality=quality,
        ),
        actor=TESTER,
        now=NOW,
    )


def titled(made, title):
    (table,) = [each for each in made.tables if each.title.startswith(title)]
    return table


def row_of(made, title, item, at=1):
    table = titled(made, title)
    (found,) = [row for row in (*table.rows, *table.totals) if row[at].value == item]
    return found


def test_a_bank_with_deposits_loans_and_bonds_has_the_ratio_worked_by_hand(load):
    """Two people with 150,000 and 700,000, a company with 200,000, a loan, and one promised.

    Somebody has 1,000 dollars, which are 800 euros.

    Outflows: 5 % of 100,000 guaranteed of each, 10 % of 50,000 above and 15 % of 600,000 of who has
    much; 20 % and 40 % of 100,000 of the company; what was promised beyond what is due.
    """
    agree()
    factories.account(funds=150_000)
    factories.account(funds=700_000)
    lending.contracted(amount=5_000)
    factories.account(owner=factories.customer(kind="COMPANY"), funds=200_000)
    past_rates(days=1)
    factories.account(funds=1_000, currency="USD")
    loan = lending.lent(first_due=OPENING_DAY + timedelta(days=20))
    lending.take_away(loan)
    bond("XX0000000001", 20_000, "SOVEREIGN", "AAA_AA")
    bond("XX0000000002", 1_000_000)
    end_day()
    load()
    made = reports.make(name="liquidity_coverage", day=OPENING_DAY)
    assert made.ties
    # Of the loan 1,188 were taken away in cash, after the fee for making it.
    assert row_of(made, "C 72", "Coins and banknotes")[2].value == eur(1_049_612)
    assert row_of(made, "C 73", "Stable retail deposits")[4].value == eur(10_040)
    much = row_of(made, "C 73", "Retail deposits of who has much, category 1")
    assert much[4].value == eur(90_000)
    assert row_of(made, "C 73", "Other retail deposits")[4].value == eur(5_000)
    assert row_of(made, "C 73", "Other companies, guaranteed")[4].value == eur(20_000)
    assert row_of(made, "C 73", "Other companies, not guaranteed")[4].value == eur(40_000)
    principal = row_of(made, "C 74", "Principal of people")
    interest = row_of(made, "C 74", "Interest of customers")
    assert principal[2].value > eur(0)
    assert principal[4].value == eur(0)  # more was promised than is due
    promised = row_of(made, "C 73", "Promised to people beyond what they owe in time")
    assert promised[4].value == eur(5_000) - principal[2].value
    outflows = row_of(made, "C 76", "Total outflows")[2].value
    assert outflows == eur(165_040) + promised[4].value
    inflows = principal[4].value + interest[4].value
    net = row_of(made, "C 76", "Net liquidity outflow")[2].value
    assert net == outflows - inflows
    assert row_of(made, "C 76", "Liquidity buffer")[2].value == eur(1_069_612)
    ratio = row_of(made, "C 76", "Liquidity coverage ratio")[3].value
    assert ratio == Decimal(106_961_200 * 10_000 // net.minor) / 10_000
    assert any("XX0000000002" in each for each in made.warnings)
    _parameters_change_what_they_say()


def _parameters_change_what_they_say():
    values = {"guarantee": "BETTER", "operational_products": "CURRENT, OTHER"}
    made = reports.make(name="liquidity_coverage", day=OPENING_DAY, values=values)
    assert made.ties
    assert row_of(made, "C 73", "Stable retail deposits")[4].value == eur(6_024)
    assert row_of(made, "C 73", "Operational, guaranteed")[4].value == eur(5_000)
    assert row_of(made, "C 73", "Operational, not guaranteed")[4].value == eur(25_000)
    assert row_of(made, "C 73", "Other companies, not guaranteed")[4].value == eur(0)
    dollars = reports.make(name="liquidity_coverage", day=OPENING_DAY, values={"currency": "USD"})
    assert dollars.ties
    assert row_of(dollars, "C 76", "Liquidity buffer")[2].value == eur(800)
    assert row_of(dollars, "C 76", "Net liquidity outflow")[2].value == eur(40)
    assert row_of(dollars, "C 76", "Liquidity coverage ratio")[3].value == 20
