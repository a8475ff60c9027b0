"""The liquidity coverage ratio is that of Delegated Regulation (EU) 2015/61, to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest

from reporting.reports import public as reports
from reporting.reports.domain import liquidity_coverage as rules
from risk.market import public as market
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending
from tests.risk.provisions.days import agree, end_day


@pytest.mark.parametrize(
    ("one", "two_a", "two_b", "total"),
    [
        # Nothing above the caps: 60 + 40, and 60 + 25 + 15, exactly at both.
        (60_00, 40_00, 0, 100_00),
        (60_00, 25_00, 15_00, 100_00),
        # Level 2 is at most two thirds of level 1, which is 40 % of all.
        (60_00, 100_00, 0, 100_00),
        # Level 2B alone is at most 15/85 of the rest: 85 + 15.
        (85_00, 0, 40_00, 100_00),
        # Both caps at once: of 2A 25 and of 2B 15 count.
        (60_00, 90_00, 90_00, 100_00),
        (0, 50_00, 50_00, 0),
    ],
)
def test_the_caps_leave_sixty_per_cent_of_level_one(one, two_a, two_b, total):
    assert rules.buffer(one=one, two_a=two_a, two_b=two_b).total == total


def test_inflows_count_up_to_three_quarters_of_the_outflows():
    assert rules.net_outflow(outflows=100_00, inflows=60_00) == 40_00
    assert rules.net_outflow(outflows=100_00, inflows=75_00) == 25_00
    assert rules.net_outflow(outflows=100_00, inflows=500_00) == 25_00


@pytest.mark.parametrize(
    ("due", "promised", "inflow", "excess"),
    [
        (100, 0, 50, 0),
        (101, 0, 51, 0),  # half a cent comes in
        (100, 50, 50, 0),
        (100, 80, 20, 0),
        (100, 130, 0, 30),
        (0, 40, 0, 40),
    ],
)
def test_what_was_promised_lessens_what_comes_in_and_then_goes_out(due, promised, inflow, excess):
    assert rules.funding(due=due, promised=promised) == rules.Funding(inflow, excess)


def test_the_ratio_is_rounded_down_and_there_is_none_where_nothing_leaves():
    assert rules.ratio(assets=99_999, outflow=100_000) == Decimal("0.9999")
    assert rules.ratio(assets=2, outflow=3) == Decimal("0.6666")
    assert rules.ratio(assets=5, outflow=0) is None


@pytest.mark.parametrize(
    ("issuer", "quality", "level"),
    [
        ("SOVEREIGN", "AAA_AA", "1"),
        ("SOVEREIGN", "A", "2A"),
        ("SOVEREIGN", "BBB", None),
        ("CORPORATE", "AAA_AA", "2A"),
        ("CORPORATE", "BBB", "2B"),
        ("CORPORATE", "", None),
        ("BANK", "AAA_AA", None),
        ("", "AAA_AA", None),
    ],
)
def test_a_bond_is_liquid_by_its_issuer_and_rating(issuer, quality, level):
    assert rules.level_of(issuer, quality) == level


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

    Outflows: 5 % of 100,000 guaranteed of each, 10 % of 50,000 above and 15 % of 600,000 of who has
    much; 20 % and 40 % of 100,000 of the company; what was promised beyond what is due.
    """
    agree()
    factories.account(funds=150_000)
    factories.account(funds=700_000)
    lending.contracted(amount=5_000)
    factories.account(owner=factories.customer(kind="COMPANY"), funds=200_000)
    loan = lending.lent()
    lending.take_away(loan)
    bond("XX0000000001", 20_000, "SOVEREIGN", "AAA_AA")
    bond("XX0000000002", 1_000_000)
    end_day()
    load()
    made = reports.make(name="liquidity_coverage", day=OPENING_DAY)
    assert made.ties
    # Of the loan 1,188 were taken away in cash, after the fee for making it.
    assert row_of(made, "C 72", "Coins and banknotes")[2].value == eur(1_048_812)
    assert row_of(made, "C 73", "Stable retail deposits")[4].value == eur(10_000)
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
    assert outflows == eur(165_000) + promised[4].value
    inflows = principal[4].value + interest[4].value
    net = row_of(made, "C 76", "Net liquidity outflow")[2].value
    assert net == outflows - inflows
    assert row_of(made, "C 76", "Liquidity buffer")[2].value == eur(1_068_812)
    ratio = row_of(made, "C 76", "Liquidity coverage ratio")[3].value
    assert ratio == Decimal(106_881_200 * 10_000 // net.minor) / 10_000
    assert any("XX0000000002" in each for each in made.warnings)
