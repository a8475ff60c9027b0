"""The statements about loans: each is broken by damage of its own kind, and found."""

from datetime import date

import pytest
from django.db import connection

from accounts import public as accounts
from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("bank")

LINE = """
INSERT INTO accounts_loaninstalment (loan_id, schedule_id, number, period_start, period_end,
  due_date, principal, interest, earned, fee, capitalised, principal_paid, interest_paid, fee_paid,
  penalty, penalty_paid, superseded)
SELECT loan_id, schedule_id, 99, period_end, period_end, due_date, {}, {}, 0, 0, false, 0, 0, 0, 0,
  0, false
FROM accounts_loaninstalment WHERE number = 12"""

DAMAGE = {
    "LN1": "UPDATE accounts_loan SET outstanding = outstanding - 1",
    "LN2": "UPDATE accounts_loan SET interest_accrued = interest_accrued + 1",
    "LN3": "UPDATE accounts_loaninstalment SET penalty = penalty + 1 WHERE number = 1",
    "LN4": "UPDATE accounts_loaninstalment SET superseded = true WHERE number = 5",
    "LN5": "UPDATE accounts_loaninstalment SET principal_paid = 1 WHERE number = 5",
    "LN6": "UPDATE accounts_loan SET accrued_through = accrued_through + 1",
    "LN7": LINE.format(5, 0),
    "LN8": LINE.format(0, 5),
    "LN9": "UPDATE ledger_balance SET status = 1 WHERE status = 3",
}


def broken() -> set[str]:
    return {each.code for each in accounts.verify_loans() if not each.holds}


def test_a_bank_without_loans_breaks_nothing():
    assert broken() == set()
    assert [each.code for each in accounts.verify_loans()] == sorted(DAMAGE)


@pytest.mark.parametrize("code", DAMAGE)
def test_damage_is_found(code):
    lending.lent()
    lending.close_day(date(2026, 3, 20))
    assert broken() == set()
    with connection.cursor() as cursor:
        cursor.execute(DAMAGE[code])
        assert cursor.rowcount >= 1
    assert code in broken()
