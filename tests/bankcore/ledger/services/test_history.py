"""Reading the journal page by page."""

from datetime import timedelta

import pytest

from bankcore.ledger import public as ledger
from tests.bankcore.ledger.books import book, customer_account
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna() -> int:
    anna, ben = customer_account(funds=100), customer_account()
    for minor in range(1, 5):
        book((anna, -minor), (ben, minor))
    return anna


def page(account_id: int, limit: int = 2, **chosen) -> list[ledger.EntryLine]:
    return ledger.entries(account_id=account_id, chosen=ledger.EntryFilter(**chosen), limit=limit)


def amounts(lines) -> list[int]:
    return [line.amount.minor for line in lines]


def test_entries_come_newest_first(anna):
    assert amounts(page(anna, limit=10)) == [-4, -3, -2, -1, 100]


def test_pages_join_without_a_gap_though_money_moves_meanwhile(anna):
    first = page(anna)
    book((anna, -50), (customer_account(), 50))
    second = page(anna, before_seq=first[-1].seq)
    third = page(anna, before_seq=second[-1].seq)
    assert amounts([*first, *second, *third]) == [-4, -3, -2, -1, 100]
    assert page(anna, before_seq=third[-1].seq) == []


def test_entries_of_chosen_days_only(anna):
    ledger.close_business_day(actor=TESTER, now=NOW)
    book((anna, -50), (customer_account(), 50))
    next_day = OPENING_DAY + timedelta(days=1)
    assert amounts(page(anna, limit=10, first_day=next_day)) == [-50]
    assert amounts(page(anna, limit=10, last_day=OPENING_DAY)) == [-4, -3, -2, -1, 100]
    assert page(anna, first_day=next_day + timedelta(days=1)) == []


def test_a_page_holds_no_more_than_a_thousand_entries():
    assert page(customer_account(), limit=10**6) == []


def test_no_other_accounts_entries_are_shown(anna):
    assert {line.account_id for line in page(anna, limit=10)} == {anna}


def test_a_transaction_that_never_was_is_not_found():
    with pytest.raises(ledger.TransactionNotFound):
        ledger.transaction(txn_id=10**15)
