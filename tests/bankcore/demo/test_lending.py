"""Loans of the demo bank."""

import random
from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.demo import bank, lending
from bankcore.demo.day import Day
from bankcore.ledger import public as ledger
from tests.conftest import NOW, OPENING_DAY
from tests.factories import loans as tested

pytestmark = pytest.mark.usefixtures("bank")


def day() -> Day:
    open_day = ledger.business_date()
    state = Day(day=open_day, now=NOW, chance=random.Random(open_day.isoformat()))
    state.begin("lending")
    return state


def test_the_demo_bank_lends_and_tends_and_its_books_agree():
    bank.ensure(day=OPENING_DAY, now=NOW)
    for _ in range(3):
        lending.lend(day())
        lending.tend(day())
        tested.close_day(ledger.business_date() + timedelta(days=1))
    lent, _ = accounts.loans.page(chosen=accounts.loans.LoanFilter(), limit=10)
    assert len(lent) == 3
    assert {loan.state for loan in lent} <= {"ACTIVE", "WRITTEN_OFF", "RESTRUCTURED"}
    assert tested.clean()


def test_a_demo_day_run_twice_lends_once():
    bank.ensure(day=OPENING_DAY, now=NOW)
    lending.lend(day())
    lending.lend(day())
    assert len(accounts.loans.page(chosen=accounts.loans.LoanFilter(), limit=10)[0]) == 1
