# ruff: noqa: S608 - statements are put together from this suite's own words
"""What PostgreSQL itself refuses about drawers and cheques, past all of the bank's code."""

import itertools

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from payments import public as payments
from payments.domain.cheques import CHEQUE_CHANGES, COLLECTION_CHANGES
from payments.domain.drawers import ALLOWED
from payments.models import Cheque, ChequePayment, CollectedCheque, DrawerSession, TellerDrawer
from tests import factories
from tests.bankcore.ledger import books
from tests.bankcore.ledger.guards.raw import RawBooks
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.services.counter import (
    book_of,
    close,
    collect,
    open_drawer,
    pay_cheque,
    staff,
)


@pytest.fixture
def raw(bank) -> RawBooks:
    return RawBooks(connections["default"])


@pytest.fixture
def session(raw) -> DrawerSession:
    open_drawer(staff())
    return DrawerSession.objects.get()


@pytest.fixture
def anna(bank):
    account = factories.account(funds=100)
    book_of(account, 1, 3)
    return account


TABLES = [
    *("tellerdrawer", "drawersession", "cashmovement", "chequebook"),
    *("cheque", "chequepayment", "collectedcheque"),
]


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_ever_removed(raw, table):
    for statement in (f"DELETE FROM payments_{table}", f"TRUNCATE payments_{table} CASCADE"):
        with pytest.raises(DatabaseError, match="permission denied"):
            raw.run(statement)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.django_db(databases=["default", "owner"])
def test_not_even_by_the_owner(bank, table):
    with pytest.raises(DatabaseError, match="append-only"):
        RawBooks(connections["owner"]).run(f"DELETE FROM payments_{table}")


@pytest.mark.parametrize("table", ["tellerdrawer", "cashmovement", "chequebook", "chequepayment"])
@pytest.mark.django_db(databases=["default", "owner"])
def test_what_happened_is_not_rewritten(bank, table):
    statement = f"UPDATE payments_{table} SET id = id"
    for alias, words in (("default", "permission denied"), ("owner", "append-only")):
        with pytest.raises(DatabaseError, match=words):
            RawBooks(connections[alias]).run(statement)


@pytest.mark.parametrize(
    "column", ["drawer_id", "teller_id", "currency", "opened_at", "opening_minor", "public_id"]
)
def test_how_a_session_was_opened_does_not_change(session, raw, column):
    with pytest.raises(DatabaseError, match="permission denied"):
        raw.run(f"UPDATE payments_drawersession SET {column} = {column}")


def test_a_drawer_has_one_open_session(session, raw):
    with pytest.raises(IntegrityError, match="payments_one_open_drawer"):
        _copy_session(raw, session)


def _copy_session(raw, session, **changed) -> None:
    values = {"teller_id": session.teller_id, "currency": session.currency} | changed
    raw.run(
        "INSERT INTO payments_drawersession (public_id, drawer_id, teller_id, currency, state,"
        " opened_at, opening_minor, difference_reason, closed_by)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'OPEN', now(), 0, '', '')",
        [session.drawer_id, values["teller_id"], values["currency"]],
    )


@pytest.mark.parametrize("column", ["teller_id", "currency"])
def test_a_session_is_its_drawers_own(session, raw, column):
    close(payments.get_drawer(drawer_id=session.drawer.public_id), eur(1_000), teller=staff())
    other = int(staff("teller-2").id) if column == "teller_id" else 840
    with pytest.raises(IntegrityError, match="payments_session_of_its_drawer"):
        _copy_session(raw, session, **{column: other})


def test_a_drawers_books_are_in_its_currency(session, raw):
    with pytest.raises(IntegrityError, match="payments_drawer_in_its_currency"):
        raw.run(
            "INSERT INTO payments_tellerdrawer (public_id, teller_id, branch, currency,"
            " ledger_account_id) VALUES (gen_random_uuid(), %s, 'X', 840, %s)",
            [session.teller_id, books.bank_account("2100")],
        )


@pytest.mark.parametrize(
    ("count", "counted", "expected", "difference", "reason", "guard"),
    [
        ('{"100": 2}', 300, 300, 0, "", "count_adds_up"),
        ('{"100": -2, "500": 1}', 300, 300, 0, "", "count_adds_up"),
        ('{"100": 3}', 300, 200, 0, "", "payments_drawer_difference"),
        ('{"100": 3}', 300, 200, 100, "", "difference_explained"),
        (None, 300, 300, 0, "", "payments_drawer_difference"),
    ],
)
def test_a_count_adds_up_and_is_explained(
    session, raw, count, counted, expected, difference, reason, guard
):
    with pytest.raises(IntegrityError, match=guard):
        raw.run(
            "UPDATE payments_drawersession SET state = 'CLOSED', count = %s::jsonb,"
            " counted_minor = %s, expected_minor = %s, difference_minor = %s,"
            " difference_reason = %s, closed_at = now()",
            [count, counted, expected, difference, reason],
        )


def test_a_counted_drawer_has_asked_for_approval(session, raw):
    with pytest.raises(IntegrityError, match="payments_drawer_counted_and_asked"):
        raw.run(
            "UPDATE payments_drawersession SET state = 'COUNTED', count = '{}',"
            " counted_minor = 0, expected_minor = 0, difference_minor = 0"
        )


def test_no_cash_moves_in_a_closed_session(session, raw):
    drawer = payments.get_drawer(drawer_id=session.drawer.public_id)
    close(drawer, eur(1_000), teller=staff())
    with pytest.raises(DatabaseError, match="no cash moves"):
        raw.run(
            "INSERT INTO payments_cashmovement (session_id, reason, amount_minor, txn_id, at)"
            " VALUES (%s, 'DEPOSIT', 1, 1, now())",
            [session.pk],
        )
    with pytest.raises(DatabaseError, match="does not go from CLOSED"):
        raw.run("UPDATE payments_drawersession SET state = 'OPEN', closed_at = NULL")


def test_the_ledger_keeps_a_drawer_from_going_below_zero(session, raw):
    floor = raw.run(
        "SELECT floor FROM ledger_balance WHERE account_id = %s",
        [TellerDrawer.objects.get().ledger_account_id],
    )
    assert floor == [(0,)]
    seq = raw.balance(session.drawer.ledger_account_id)[3]
    vault = books.bank_account("1000")
    debits, credits_, _, vault_seq = raw.balance(vault)
    base = credits_ - debits
    with pytest.raises(IntegrityError, match="floor"):
        raw.book(
            (session.drawer.ledger_account_id, seq + 1, 100_001, 1),
            (vault, vault_seq + 1, -100_001, base - 100_001),
        )


def _payment(cheque: Cheque, txn_id: int) -> ChequePayment:
    return ChequePayment(
        cheque=cheque,
        txn_id=txn_id,
        amount_minor=1,
        currency=978,
        payee="x",
        credit_account_id=cheque.account_id,
        request_key=cheque.account_id,
        paid_at=NOW,
    )


def test_a_cheque_has_one_payment(anna):
    cheque = Cheque.objects.get(number=1)
    _payment(cheque, 1).save()
    with pytest.raises(IntegrityError, match="cheque_id"):
        _payment(cheque, 2).save()


def test_a_paid_or_stopped_cheque_takes_no_payment(anna, raw):
    pay_cheque(anna, 1, eur(1), to=factories.account())
    raw.run("UPDATE payments_cheque SET state = 'STOPPED', stop_reason = 'x' WHERE number = 2")
    for number in (1, 2):
        payment = _payment(Cheque.objects.get(number=number), 10**6 + number)
        with pytest.raises(DatabaseError, match="not to be paid"), transaction.atomic():
            payment.save()


def test_a_cheque_is_marked_paid_by_a_payment_only(anna, raw):
    with pytest.raises(DatabaseError, match="paid by a payment"):
        raw.run("UPDATE payments_cheque SET state = 'PAID' WHERE number = 1")


def test_a_number_is_given_out_once(anna):
    cheque = Cheque.objects.get(number=1)
    cheque.pk = None
    with pytest.raises(IntegrityError, match="payments_cheque_number_once"):
        cheque.save()


def test_a_cheque_of_another_bank_is_credited_once(anna):
    collect(anna, eur(1))
    row = CollectedCheque.objects.get()
    row.pk, row.public_id = None, anna.account_id
    row.credit_txn_id, row.hold_id = -1, -1
    with pytest.raises(IntegrityError, match="payments_cheque_collected_once"):
        row.save()


@pytest.mark.parametrize(
    ("function", "changes"),
    [
        ("payments_session_changed", ALLOWED),
        ("payments_cheque_changed", CHEQUE_CHANGES),
        ("payments_collection_changed", COLLECTION_CHANGES),
    ],
    ids=["session", "cheque", "collection"],
)
def test_postgresql_lets_through_the_changes_of_the_state_tables_only(raw, function, changes):
    text = raw.run("SELECT pg_get_functiondef(%s::regproc)", [function])[0][0]
    for before, after in itertools.product(changes, changes):
        named = f"('{before}', '{after}')" in text
        assert named == (after in changes[before]), (before, after)
