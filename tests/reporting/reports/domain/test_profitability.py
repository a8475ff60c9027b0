"""The internal price of money, and which part of profit and loss a line belongs to."""

import pytest

from bankcore.money import Currency
from reporting.reports.domain.growth import growth
from reporting.reports.domain.profitability import Part, part_of, transfer_result
from tests.factories import eur

EUR = Currency.of("EUR")


def test_treasury_pays_for_deposits_and_takes_for_loans():
    year = 10_000_00 * 365
    assert transfer_result(year, basis_points=200, currency=EUR) == eur(200)
    assert transfer_result(-year, basis_points=200, currency=EUR) == eur(-200)
    assert transfer_result(10_000_00 * 30, basis_points=200, currency=EUR) == eur("16.44")


@pytest.mark.parametrize(
    ("code", "part"),
    [("4010", Part.INTEREST), ("4100", Part.FEES), ("5400", Part.MERCHANTS), ("5810", Part.RISK),
     ("4200", Part.OTHER), ("5900", Part.OTHER)],
)  # fmt: skip
def test_to_which_part_a_line_belongs(code, part):
    assert part_of(code) is part


def test_growth_is_of_what_was_before():
    assert str(growth(100, 150)) == "0.500000"
    assert str(growth(-100, -150)) == "0.500000"
    assert growth(0, 5) is None
