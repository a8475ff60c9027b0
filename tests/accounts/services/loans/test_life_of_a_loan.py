"""A loan from contract to its end, in whole lives."""

from datetime import date

import pytest

from bankcore.ledger import public as ledger
from tests.conftest import OPENING_DAY
from tests.factories import eur
from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("bank")


def test_a_loan_is_paid_out_less_its_fee_and_owed_in_full():
    loan = lending.lent(funds=0)
    assert loan.funds == eur(1188)
    assert loan.view.state == "ACTIVE"
    assert loan.view.outstanding == eur(1200)
    assert lending.gl("4100") == eur(12)
    assert lending.clean()


def test_a_loan_that_is_collected_every_month_ends_repaid():
    loan = lending.lent(funds=200)
    for month in range(3, 15):
        day = date(2026 + month // 12, month % 12 + 1, 2)
        counts = lending.steps(day, date(day.year, day.month, 3))
        assert counts["collected_from"] == 1
    view = loan.view
    assert view.state == "REPAID"
    assert view.outstanding == eur(0)
    assert lending.gl("1210") == eur(0)
    interest = sum((line.interest for line in view.schedule), eur(0))
    assert lending.gl("4010") == interest == eur("79.42")
    assert lending.clean()
    assert ledger.business_date() == OPENING_DAY
