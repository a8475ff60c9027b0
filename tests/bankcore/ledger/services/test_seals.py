# ruff: noqa: S608 - statements are put together from this suite's own words
"""Sealing the journal: a change behind the bank's back is found."""

import pytest
from django.db import connections

from bankcore.ledger import public as ledger
from bankcore.ledger.models import Seal
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import book, customer_account
from tests.bankcore.ledger.damage import damage
from tests.conftest import NOW, in_threads
from tests.factories import TESTER, request_key

pytestmark = pytest.mark.usefixtures("committed_bank")


@pytest.fixture
def booked(committed_bank) -> int:
    """Book three transactions, one of them a reversal, and return the first's id."""
    anna, ben = customer_account(funds=100), customer_account()
    first = book((anna, -40), (ben, 40), narrative="Rent").txn_id
    books.reverse(txn_id=first, reason="Error", request=request_key(), actor=TESTER, now=NOW)
    books.wait_until_final()
    return first


def seal_check() -> ledger.InvariantCheck:
    return next(check for check in ledger.verify() if check.code == "I12")


def test_what_is_booked_is_sealed_once(booked):
    assert ledger.seal(now=NOW) == 3
    assert ledger.seal(now=NOW) == 0
    assert seal_check().holds
    assert seal_check().checked == 3


def test_every_seal_follows_from_the_one_before(booked):
    ledger.seal(now=NOW)
    anna, ben = customer_account(funds=100), customer_account()
    book((anna, -40), (ben, 40))
    books.wait_until_final()
    assert ledger.seal(now=NOW) == 2
    first, second = Seal.objects.order_by("id")
    assert bytes(second.prev_sha256) == bytes(first.sha256)
    assert bytes(first.prev_sha256) == bytes(32)
    assert second.from_xid == first.to_xid
    assert seal_check().holds


def test_what_is_booked_after_the_seal_does_not_break_it(booked):
    ledger.seal(now=NOW)
    book((customer_account(funds=5), -5), (customer_account(), 5))
    assert seal_check().holds


def test_transactions_under_way_wait_for_the_next_seal(booked):
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        book((customer_account(funds=5), -5), (customer_account(), 5))
        assert ledger.seal(now=NOW) == 3
        assert ledger.seal(now=NOW) == 0
        cursor.execute("COMMIT")
    books.wait_until_final()
    assert ledger.seal(now=NOW) == 2
    assert seal_check().holds


def test_seals_made_at_once_do_not_overlap(booked):
    sealed = in_threads(4, lambda _: ledger.seal(now=NOW))
    assert sorted(sealed) == [0, 0, 0, 3]
    assert seal_check().holds


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_txn SET narrative = 'Gift' WHERE id = {first}",
        "UPDATE ledger_txn SET actor = 'user:1' WHERE id = {first}",
        "UPDATE ledger_txn SET value_date = value_date - 30 WHERE id = {first}",
        "UPDATE ledger_txn SET created_at = created_at - interval '1 us' WHERE id = {first}",
        "UPDATE ledger_txn SET kind = 1 WHERE id = {first}",
        "UPDATE ledger_txn SET xid = xid + 1 WHERE id = {first}",
        "UPDATE ledger_entry SET amount = amount * 2 WHERE txn_id = {first}",
        "UPDATE ledger_entry SET value_date = value_date - 1 WHERE txn_id = {first}",
        "UPDATE ledger_entry SET balance_after = 0 WHERE txn_id = {first}",
        "UPDATE ledger_entry SET leg = 3 - leg WHERE txn_id = {first}",
        "UPDATE ledger_reversal SET reason = 'Other' WHERE reverses_id = {first}",
        "DELETE FROM ledger_reversal WHERE reverses_id = {first}",
        "DELETE FROM ledger_entry WHERE txn_id = {first}",
        "DELETE FROM ledger_txn WHERE id = {first}",
        "UPDATE ledger_seal SET sha256 = sha256('x')",
        "UPDATE ledger_seal SET prev_sha256 = sha256('x')",
        "UPDATE ledger_seal SET txn_count = txn_count + 1",
        "UPDATE ledger_seal SET from_xid = from_xid + 1",
    ],
)
def test_tampering_is_found(booked, tampering):
    ledger.seal(now=NOW)
    damage(tampering.format(first=booked))
    check = seal_check()
    assert not check.holds
    assert check.example == f"seal {Seal.objects.get().id}"


def test_the_first_seal_that_differs_is_named(booked):
    ledger.seal(now=NOW)
    book((customer_account(funds=5), -5), (customer_account(), 5))
    books.wait_until_final()
    ledger.seal(now=NOW)
    first, second = Seal.objects.order_by("id")
    damage(f"UPDATE ledger_seal SET sha256 = sha256('x') WHERE id = {second.id}")
    assert (seal_check().violations, seal_check().example) == (1, f"seal {second.id}")
    damage(f"DELETE FROM ledger_seal WHERE id = {first.id}")
    assert not seal_check().holds
