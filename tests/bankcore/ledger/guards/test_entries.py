"""Entries that do not add up are refused by PostgreSQL itself, whoever writes them."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError

from tests.bankcore.ledger.guards.raw import USD
from tests.conftest import NOW, OPENING_DAY

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_a_correct_booking_is_carried_into_the_balances(raw):
    anna, ben = raw.account(funds=100), raw.account()
    raw.book((anna, 2, -40, 60), (ben, 1, 40, 40))
    assert raw.balance(anna) == (40, 100, 0, 2)
    assert raw.balance(ben) == (0, 40, 0, 1)


def test_legs_that_do_not_sum_to_zero_are_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="sum to 1, not to zero"):
        raw.book((anna, 2, -40, 60), (ben, 1, 41, 41))
    assert raw.balance(anna) == (0, 100, 0, 1)


def test_a_single_leg_is_refused(raw):
    with pytest.raises(IntegrityError, match="not to zero"):
        raw.book((raw.account(), 1, 40, 40))


def test_legs_that_balance_only_across_currencies_are_refused(raw):
    euros, dollars = raw.account(funds=100), raw.account(currency=USD, funds=100)
    number = 10**13
    raw.add_transaction(number)
    with pytest.raises(IntegrityError, match="not to zero"):
        raw.run(
            """
            INSERT INTO ledger_entry (account_id, seq, amount, balance_after, txn_id, booking_date,
                                      value_date, leg, currency)
            VALUES (%s, 2, -5, 95, %s, %s, %s, 1, 978), (%s, 2, 5, 105, %s, %s, %s, 2, 840)""",
            [euros, number, OPENING_DAY, OPENING_DAY, dollars, number, OPENING_DAY, OPENING_DAY],
        )


def test_a_leg_in_another_currency_than_its_account_is_refused(raw):
    anna, dollars = raw.account(funds=100), raw.account(currency=USD)
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -40, 60), (dollars, 1, 40, 40))


def test_a_leg_on_no_account_is_refused(raw):
    anna = raw.account(funds=100)
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -40, 60), (10**15, 1, 40, 40))


@pytest.mark.parametrize("seq", [1, 3, 4])
def test_a_gap_or_repetition_in_the_numbering_is_refused(raw, seq):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError):
        raw.book((anna, seq, -40, 60), (ben, 1, 40, 40))


def test_a_gap_within_one_transaction_is_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -40, 60), (ben, 1, 20, 20), (ben, 3, 20, 40))


@pytest.mark.parametrize("balance_after", [59, 61, 100])
def test_a_wrong_balance_after_is_refused(raw, balance_after):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -40, balance_after), (ben, 1, 40, 40))


def test_a_wrong_balance_in_the_midst_of_a_transaction_is_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -40, 60), (ben, 1, 20, 21), (ben, 2, 20, 40))


def test_a_debit_below_the_floor_is_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -101, -1), (ben, 1, 101, 101))


def test_a_dip_below_the_floor_is_refused_though_cured_at_once(raw):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -101, -1), (anna, 3, 1, 0), (ben, 1, 100, 100))


def test_a_debit_of_held_money_is_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    raw.run(
        """
        INSERT INTO ledger_hold (account_id, currency, amount, reference, placed_at)
        VALUES (%s, 978, 60, 'x', %s)""",
        [anna, NOW],
    )
    assert raw.balance(anna) == (0, 100, 60, 1)
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -41, 59), (ben, 1, 41, 41))


def test_an_account_without_floor_may_be_overdrawn(raw):
    own, ben = raw.account(kind="INTERNAL"), raw.account()
    raw.book((own, 1, -40, -40), (ben, 1, 40, 40))
    assert raw.balance(own) == (40, 0, 0, 1)


def test_a_closed_account_takes_no_entry(raw):
    anna, ben = raw.account(funds=100), raw.account()
    raw.run("UPDATE ledger_balance SET status = 4 WHERE account_id = %s", [ben])
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 2, -40, 60), (ben, 1, 40, 40))


def test_an_account_with_money_on_it_cannot_be_closed(raw):
    with pytest.raises(IntegrityError, match="closed_is_empty"):
        raw.run(
            "UPDATE ledger_balance SET status = 4 WHERE account_id = %s", [raw.account(funds=1)]
        )


def test_a_floor_above_what_is_available_is_refused(raw):
    with pytest.raises(IntegrityError, match="ledger_balance_floor"):
        raw.run("UPDATE ledger_balance SET floor = 2 WHERE account_id = %s", [raw.account(funds=1)])


def close_until(raw, last_day) -> None:
    raw.run(
        """
        INSERT INTO ledger_period (first_day, last_day, closed_at, closed_by)
        VALUES ('0001-01-01', %s, %s, 'system:raw')""",
        [last_day, NOW],
    )


@pytest.mark.parametrize("days", [0, 1])
def test_a_booking_in_a_closed_period_is_refused(raw, days):
    anna, ben = raw.account(funds=100), raw.account()
    close_until(raw, OPENING_DAY + timedelta(days=1))
    with pytest.raises(IntegrityError, match="is closed"):
        raw.book((anna, 2, -1, 99), (ben, 1, 1, 1), day=OPENING_DAY + timedelta(days=days))
    raw.book((anna, 2, -1, 99), (ben, 1, 1, 1), day=OPENING_DAY + timedelta(days=2))


def test_a_booking_date_without_a_partition_is_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="no partition"):
        raw.book((anna, 2, -1, 99), (ben, 1, 1, 1), day=OPENING_DAY.replace(year=2090))


def test_legs_without_their_transaction_are_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    with pytest.raises(IntegrityError, match="do not come with it"):
        raw.add_legs(10**14, (anna, 2, -1, 99), (ben, 1, 1, 1))


def test_legs_dated_otherwise_than_their_transaction_are_refused(raw):
    anna, ben = raw.account(funds=100), raw.account()
    raw.add_transaction(10**14)
    with pytest.raises(IntegrityError, match="do not come with it"):
        raw.add_legs(10**14, (anna, 2, -1, 99), (ben, 1, 1, 1), day=OPENING_DAY + timedelta(days=1))


@pytest.mark.parametrize("amount", [0, 10**17 + 1, -(10**17) - 1])
def test_an_entry_of_nothing_or_beyond_all_bounds_is_refused(raw, amount):
    own, other = raw.account(kind="INTERNAL"), raw.account(kind="INTERNAL")
    with pytest.raises((IntegrityError, DataError)):
        raw.book((own, 1, amount, amount), (other, 1, -amount, -amount))


def test_copy_is_checked_like_insert(raw):
    anna, ben = raw.account(funds=100), raw.account()
    raw.add_transaction(10**14)
    day = OPENING_DAY.isoformat()
    lines = [(anna, 2, -1, 99, 10**14, day, day, 1, 978), (ben, 1, 2, 2, 10**14, day, day, 2, 978)]
    with pytest.raises(IntegrityError, match="sum to 1"):
        raw.copy_legs(lines)
    assert raw.balance(anna) == (0, 100, 0, 1)


def test_one_number_on_two_booking_dates_does_not_hide_a_gap(raw):
    anna, ben = raw.account(funds=100), raw.account()
    first, second = OPENING_DAY, OPENING_DAY + timedelta(days=1)
    raw.add_transaction(10**14, day=first)
    raw.add_transaction(10**14 + 1, day=second)
    old, new = first.isoformat(), second.isoformat()
    # Numbers 2, 2 and 4 where 2, 3 and 4 belong; the primary key holds the booking date too.
    lines = [
        (anna, 2, -1, 99, 10**14, old, old, 1, 978),
        (anna, 2, -1, 98, 10**14 + 1, new, new, 1, 978),
        (anna, 4, -1, 97, 10**14 + 1, new, new, 2, 978),
        (ben, 1, 1, 1, 10**14, old, old, 2, 978),
        (ben, 2, 2, 3, 10**14 + 1, new, new, 3, 978),
    ]
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.copy_legs(lines)
    assert raw.balance(anna) == (0, 100, 0, 1)


def test_a_transaction_is_reversed_once_and_not_by_itself(raw):
    statement = "INSERT INTO ledger_reversal (reverses_id, txn_id, reason) VALUES (%s, %s, 'x')"
    raw.run(statement, [1, 2])
    for values in ([1, 3], [3, 2], [5, 5]):
        with pytest.raises(IntegrityError):
            raw.run(statement, values)


def test_a_key_is_stored_once_with_either_a_result_or_a_refusal(raw):
    statement = """
        INSERT INTO ledger_idem
          (key, source, operation, result_id, created_at, booking_date, request_hash, refusal)
        VALUES ('00000000-0000-0000-0000-000000000001', 3, 1, %s, %s, %s, sha256(''), %s)"""
    raw.run(statement, [1, NOW, OPENING_DAY, None])
    with pytest.raises(IntegrityError, match="ledger_idem_pkey"):
        raw.run(statement, [1, NOW, OPENING_DAY, None])
    for result, refusal in ((None, None), (1, "{}")):
        with pytest.raises(IntegrityError, match="ledger_idem_check"):
            raw.run(statement, [result, NOW, OPENING_DAY, refusal])


def looked_at(raw) -> dict[str, int]:
    """Return how often this database transaction has read each month's transactions so far."""
    return dict(
        raw.run(
            """
            SELECT relname, (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int
            FROM pg_stat_xact_user_tables WHERE relname LIKE 'ledger_txn_2%%'"""
        )
    )


def test_a_booking_reads_the_transactions_of_its_own_month_alone(raw):
    raw.run(
        "SELECT ledger_make_partitions(%s, %s)", [OPENING_DAY, OPENING_DAY + timedelta(days=62)]
    )
    anna, ben = raw.account(funds=100), raw.account()
    before = looked_at(raw)
    raw.book((anna, 2, -40, 60), (ben, 1, 40, 40))
    after = looked_at(raw)
    assert len(after) >= 3
    assert {month for month in after if after[month] > before[month]} == {
        f"ledger_txn_{OPENING_DAY:%Y_%m}"
    }
