"""The demo bank's interest: terms from the day after it opens, and a term deposit every week."""

from datetime import timedelta
from random import Random

from accounts import public as accounts
from bankcore.demo import bank, interest
from bankcore.demo.day import Day
from tests.accounts.interest_days import STEPS, broken, end_day, rows
from tests.conftest import NOW, OPENING_DAY

ALL_STEPS = (STEPS[0], accounts.mature_deposits, *STEPS[1:])


def test_a_fortnight_of_the_demo_banks_interest(committed_bank):
    bank.ensure(day=OPENING_DAY, now=NOW)
    interest.ensure_terms(day=OPENING_DAY, now=NOW)
    assert interest.ensure_terms(day=OPENING_DAY, now=NOW) == 0
    for number in range(12):
        today = OPENING_DAY + timedelta(days=number)
        interest.term_deposit(Day(day=today, now=NOW, chance=Random(1)))
        end_day(steps=ALL_STEPS)
    states = rows("SELECT state FROM accounts_termdeposit ORDER BY id")
    assert states == [("ACTIVE",), ("BROKEN",)]
    assert rows("SELECT count(DISTINCT currency) FROM accounts_interestbook")[0][0] == 1
    assert broken() == []
