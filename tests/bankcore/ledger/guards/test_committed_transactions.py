"""A transaction is whole when it is committed: nothing is added to it, or booked late."""

import pytest
from django.db import IntegrityError, connections

from tests.bankcore.ledger.guards.raw import RawBooks
from tests.conftest import NOW, OPENING_DAY


@pytest.fixture(params=["default", "owner"], ids=["application", "owner"])
def committed(request, committed_bank) -> RawBooks:
    return RawBooks(connections[request.param])


def test_legs_are_not_added_later_to_an_old_transaction(committed):
    anna, ben = committed.account(funds=100), committed.account()
    old = committed.book((anna, 2, -40, 60), (ben, 1, 40, 40))
    with pytest.raises(IntegrityError, match="do not come with it"):
        committed.add_legs(old, (anna, 3, -1, 59), (ben, 2, 1, 41))
    assert committed.balance(anna) == (40, 100, 0, 2)


def test_a_transaction_begun_without_legs_gets_none_later(committed):
    anna, ben = committed.account(funds=100), committed.account()
    committed.add_transaction(10**14)
    with pytest.raises(IntegrityError, match="do not come with it"):
        committed.add_legs(10**14, (anna, 2, -1, 99), (ben, 1, 1, 1))


def test_a_booking_after_the_close_of_its_day_is_refused(committed):
    anna, ben = committed.account(funds=100), committed.account()
    committed.run(
        """
        INSERT INTO ledger_period (first_day, last_day, closed_at, closed_by)
        VALUES ('0001-01-01', %s, %s, 'system:raw')""",
        [OPENING_DAY, NOW],
    )
    with pytest.raises(IntegrityError, match="is closed"):
        committed.book((anna, 2, -1, 99), (ben, 1, 1, 1))
    assert committed.run("SELECT count(*) FROM ledger_entry WHERE account_id = %s", [anna]) == [
        (1,)
    ]
