# ruff: noqa: S608 - statements are put together from this suite's own words
"""A hold only moves on; PostgreSQL sees to it, and keeps what is held in step."""

import pytest
from django.db import IntegrityError, ProgrammingError

from tests.bankcore.ledger.guards.raw import USD
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def anna(raw) -> int:
    return raw.account(funds=100)


def place(raw, account_id: int, amount: int = 60, currency: int = 978) -> int:
    return raw.run(
        """
        INSERT INTO ledger_hold (account_id, currency, amount, reference, placed_at)
        VALUES (%s, %s, %s, 'x', %s) RETURNING id""",
        [account_id, currency, amount, NOW],
    )[0][0]


def change(raw, hold_id: int, what: str) -> None:
    raw.run(f"UPDATE ledger_hold SET {what} WHERE id = %s", [hold_id])


def test_placing_and_releasing_moves_what_is_held(raw, anna):
    hold_id = place(raw, anna)
    assert raw.balance(anna) == (0, 100, 60, 1)
    change(raw, hold_id, "captured = 20")
    assert raw.balance(anna) == (0, 100, 40, 1)
    change(raw, hold_id, "released = 40, state = 'CAPTURED'")
    assert raw.balance(anna) == (0, 100, 0, 1)


def test_a_hold_of_more_than_is_available_is_refused(raw, anna):
    place(raw, anna)
    with pytest.raises(IntegrityError, match="ledger_balance_floor"):
        place(raw, anna, 41)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_hold_of_nothing_or_less_is_refused(raw, anna, amount):
    with pytest.raises(IntegrityError):
        place(raw, anna, amount)


def test_a_hold_in_another_currency_is_refused(raw, anna):
    with pytest.raises(IntegrityError):
        place(raw, anna, currency=USD)


@pytest.mark.parametrize("what", ["captured = 19", "captured = 0, released = 20"])
def test_a_hold_does_not_move_backwards(raw, anna, what):
    hold_id = place(raw, anna)
    change(raw, hold_id, "captured = 20")
    with pytest.raises(IntegrityError, match="only moves"):
        change(raw, hold_id, what)


@pytest.mark.parametrize(
    "what", ["captured = 61", "captured = 30, released = 31", "captured = -1", "released = -1"]
)
def test_a_hold_is_not_used_up_beyond_its_amount_nor_below_nothing(raw, anna, what):
    with pytest.raises(IntegrityError):
        change(raw, place(raw, anna), what)


@pytest.mark.parametrize(
    "what",
    ["captured = 60", "state = 'RELEASED'", "captured = 20, state = 'CAPTURED'"],
)
def test_a_hold_is_open_exactly_as_long_as_something_is_left(raw, anna, what):
    with pytest.raises(IntegrityError, match="resolved_once"):
        change(raw, place(raw, anna), what)


@pytest.mark.parametrize(
    "what", ["state = 'EXPIRED'", "version = 9", "captured = 0, released = 0, state = 'OPEN'"]
)
def test_a_resolved_hold_stays_as_it_is(raw, anna, what):
    hold_id = place(raw, anna)
    change(raw, hold_id, "released = 60, state = 'RELEASED'")
    with pytest.raises(IntegrityError):
        change(raw, hold_id, what)


@pytest.mark.parametrize("what", ["amount = 70", "account_id = account_id + 1", "currency = 840"])
def test_a_hold_keeps_its_amount_and_account(raw, anna, what):
    with pytest.raises((IntegrityError, ProgrammingError)):
        change(raw, place(raw, anna), what)


def test_a_hold_keeps_its_number(raw, anna):
    with pytest.raises((IntegrityError, ProgrammingError)):
        change(raw, place(raw, anna), "id = id + 1000")
