"""What a posting reads does not grow with what is booked already."""

import pytest
from django.db import connection

from bankcore.ledger.public import Posted
from tests.bankcore.ledger.books import customer_account, post
from tests.conftest import NOW, OPENING_DAY
from tests.factories import posting

pytestmark = pytest.mark.usefixtures("bank")


def rows_read() -> int:
    """Return how many of the month's transactions this database transaction has read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read
            FROM pg_stat_xact_user_tables WHERE relname = %s""",
            [f"ledger_txn_{OPENING_DAY:%Y_%m}"],
        )
        return cursor.fetchone()[0]


def reads_of(count: int, anna: int, ben: int) -> int:
    before = rows_read()
    booked = post(postings=[posting((anna, -1), (ben, 1)) for _ in range(count)], now=NOW)
    assert all(isinstance(outcome, Posted) for outcome in booked)
    return rows_read() - before


def test_a_transaction_is_found_by_its_key_however_many_its_month_has():
    anna, ben = customer_account(funds=1_000), customer_account()
    assert reads_of(1, anna, ben) == 1
    assert reads_of(300, anna, ben) == 300
    assert reads_of(1, anna, ben) == 1
