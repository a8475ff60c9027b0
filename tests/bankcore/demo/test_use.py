"""Use of the demo bank's accounts."""

import random

import pytest

from accounts import public as accounts
from bankcore.demo import bank as demo_bank
from bankcore.demo import use
from bankcore.demo.day import Day
from tests.bankcore.ledger.books import state
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur

pytestmark = pytest.mark.usefixtures("bank")


def test_the_demo_banks_accounts_are_used_and_a_second_run_changes_nothing():
    demo_bank.ensure(day=OPENING_DAY, now=NOW)
    day = Day(day=OPENING_DAY, now=NOW, chance=random.Random(1))
    for _ in range(2):
        use.ensure_use(day=OPENING_DAY, now=NOW)
        use.use_of_accounts(day)
        before = state()
    use.use_of_accounts(day)
    assert state() == before
    third, shared = (demo_bank.demo_accounts()[number].account_id for number in (2, 1))
    assert accounts.overdraft_of_account(account_id=third).in_force == eur(500)
    fees, _ = accounts.page_of_fees(account_id=third, limit=10)
    assert [each.state for each in fees] == ["refunded"]
    assert len(accounts.use_of_account(account_id=shared, day=OPENING_DAY).signatories) == 2
