"""The demo bank's statements and letters."""

import random

import pytest

from accounts import public as accounts
from accounts.models import Letter, StatementDocument
from bankcore.demo import bank, statements
from bankcore.demo.day import Day
from bankcore.endofday import public as endofday
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def day() -> Day:
    bank.ensure(day=OPENING_DAY, now=NOW)
    state = Day(day=OPENING_DAY, now=NOW, chance=random.Random(1))
    statements.choose_cycles(now=NOW)
    endofday.close_business_day(actor=TESTER, now=NOW)
    return state


def test_a_company_gets_its_statement_of_the_day_in_every_format(day):
    for _ in range(2):  # a day that is resumed does it again
        statements.hand_out(day)
    assert StatementDocument.objects.count() == len(accounts.STATEMENT_FORMATS)


def test_a_person_gets_a_confirmation_of_balances(day):
    for _ in range(2):
        statements.write_letters(day)
    assert Letter.objects.get().customer.name == "Demo Person 01"
