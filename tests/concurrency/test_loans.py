"""A loan that several pay at once is paid once."""

from datetime import date

import pytest

from accounts import public as accounts
from bankcore.errors import BankError
from tests.conftest import NOW, in_threads
from tests.factories import TESTER, eur
from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("committed_bank")


def test_what_is_due_is_paid_once_by_many_at_once():
    loan = lending.lent()
    day, after = date(2026, 4, 2), date(2026, 4, 3)
    lending.close_day(day)

    def pay(number: int):
        if number == 0:
            return accounts.collect_instalments(day=day, next_day=after, actor=TESTER, now=NOW)
        return lending.repay(loan, "106.62")

    answers = in_threads(4, pay)
    refused = [each for each in answers if isinstance(each, BankError)]
    assert all(each.code == "more_than_due" for each in refused)
    assert len(refused) in {2, 3}
    assert loan.view.outstanding == eur("1105.38")
    assert loan.funds == eur(1188) - eur("106.62")
    assert lending.clean()
