"""Blocking many accounts at once."""

import pytest

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.services import accounts
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import customer_account

pytestmark = pytest.mark.usefixtures("bank")
Status = ledger.AccountStatus
set_status_of_many = use_case(ledger.set_status_of_many)


def statuses(*account_ids: int) -> list[ledger.AccountStatus]:
    return [ledger.balance(account_id=each).status for each in account_ids]


def test_many_accounts_are_blocked_with_as_few_statements_as_one(django_assert_max_num_queries):
    some = [customer_account() for _ in range(5)]
    with django_assert_max_num_queries(4):  # two of them begin and end the use case
        set_status_of_many(account_ids=some, status=Status.DEBIT_BLOCKED)
    assert set(statuses(*some)) == {Status.DEBIT_BLOCKED}


def test_where_one_is_closed_or_missing_none_is_blocked():
    anna, closed = customer_account(), customer_account()
    books.set_status(account_id=closed, status=Status.CLOSED)
    with pytest.raises(accounts.AccountAlreadyClosed):
        set_status_of_many(account_ids=[anna, closed], status=Status.FROZEN)
    with pytest.raises(accounts.AccountNotFound):
        set_status_of_many(account_ids=[anna, 10**12], status=Status.FROZEN)
    assert statuses(anna, closed) == [Status.OPEN, Status.CLOSED]


def test_accounts_are_not_closed_many_at_once():
    with pytest.raises(ValueError, match="one by one"):
        set_status_of_many(account_ids=[customer_account()], status=Status.CLOSED)
