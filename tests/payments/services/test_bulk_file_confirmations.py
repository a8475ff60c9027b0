"""A customer's file of payments is paid once the customer has confirmed its totals."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import public as accounts
from bankcore.identity import public as identity
from bankcore.identity.models import Confirmation
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import BulkFile
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.payments.files import csv_file, line
from tests.payments.services import online
from tests.payments.services.movements import left

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna():
    return online.customer("anna")


@pytest.fixture
def ben():
    return factories.account()


def send(who, *lines, customer_id=None):
    return payments.submit_bulk_file(
        data=csv_file(lines),
        name="wages.csv",
        customer_id=customer_id or who.customer.customer_id,
        actor=who.actor,
        now=NOW,
    )


def ask(who, file):
    return payments.ask_to_confirm_bulk_file(file_id=file.file_id, actor=who.actor, now=NOW)


def confirm(who, file, confirmation_id):
    return payments.confirm_bulk_file(
        file_id=file.file_id, confirmation_id=confirmation_id, actor=who.actor, now=NOW
    )


def process(file) -> None:
    payments.process_bulk_file(file_id=file.file_id, actor=TESTER, now=NOW)
    payments.process_waiting_bulk_files(
        day=date(2026, 3, 2), next_day=date(2026, 3, 3), actor=TESTER, now=NOW
    )


def announced() -> int:
    return Event.objects.filter(name="payments.bulk_file_received").count()


def test_a_file_is_paid_once_its_totals_are_confirmed(anna, ben):
    file = send(anna, line(anna.account, ben, "10.00"), line(anna.account, ben, "2.50"))
    assert file.state is payments.FileState.UNSIGNED
    asked = ask(anna, file)
    assert asked.amounts == "12.50 EUR"
    assert asked.payee == f"2 payments of the file with SHA-256 {file.sha256}"
    assert confirm(anna, file, anna.confirm(asked)).state is payments.FileState.RECEIVED
    process(file)
    assert left(ben) == eur("12.50")
    assert Confirmation.objects.get().used_for == f"bulk_file:{file.file_id}"


def test_nothing_of_an_unconfirmed_file_is_paid_by_anybody(anna, ben):
    file = send(anna, line(anna.account, ben, "10.00"))
    for confirmation_id in (None, ask(anna, file).confirmation_id):
        with pytest.raises(identity.ConfirmationRequired):
            confirm(anna, file, confirmation_id)
    process(file)
    assert (left(ben), announced()) == (eur(0), 0)
    assert BulkFile.objects.get().state == "UNSIGNED"
    with pytest.raises(DatabaseError, match="has not confirmed"), transaction.atomic():
        connection.cursor().execute("UPDATE payments_bulkline SET state = 'BOOKED', txn_id = 1")


def test_confirmed_twice_it_is_paid_once(anna, ben):
    file = send(anna, line(anna.account, ben, "10.00"))
    confirmed = anna.confirm(ask(anna, file))
    states = [confirm(anna, file, confirmed).state for _ in range(2)]
    assert states == ["RECEIVED", "RECEIVED"]
    assert announced() == 1


def test_the_confirmation_of_one_file_is_not_anothers(anna, ben):
    first = send(anna, line(anna.account, ben, "10.00"))
    second = send(anna, line(anna.account, ben, "10.00"), line(anna.account, ben, "x"))
    with pytest.raises(identity.ConfirmationDoesNotMatch):
        confirm(anna, second, anna.confirm(ask(anna, first)))
    assert {each.state for each in BulkFile.objects.all()} == {"UNSIGNED"}


def test_a_file_of_which_nothing_can_be_paid_asks_for_nothing(anna):
    file = send(anna, line(anna.account, amount="x"))
    assert file.state is payments.FileState.RECEIVED


def test_another_customers_file_is_neither_asked_for_nor_confirmed_nor_sent(anna, ben):
    other = online.customer("other")
    file = send(other, line(other.account, ben, "10.00"))
    with pytest.raises(payments.BulkFileNotFound):
        ask(anna, file)
    with pytest.raises(payments.BulkFileNotFound):
        confirm(anna, file, other.confirm(ask(other, file)))
    with pytest.raises(payments.NoSuchDebtor):
        send(anna, line(other.account, ben, "11.00"), customer_id=other.customer.customer_id)
    assert BulkFile.objects.count() == 1
    assert accounts.get_account(account_id=ben.account_id).posted == eur(0)


@pytest.mark.parametrize("state", ["PROCESSED", "REFUSED"])
def test_an_unsigned_file_is_not_over_without_being_signed(anna, ben, state):
    send(anna, line(anna.account, ben, "10.00"))
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(
            "UPDATE payments_bulkfile SET state = %s, refusal_code = %s",
            [state, "x" if state == "REFUSED" else ""],
        )
    assert BulkFile.objects.get().state == "UNSIGNED"


def test_a_signed_file_is_not_unsigned_again(anna, ben):
    payments.submit_bulk_file(
        data=csv_file([line(anna.account, ben, "1.00")]),
        name="x",
        customer_id=anna.customer.customer_id,
        actor=TESTER,
        now=NOW,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE payments_bulkfile SET state = 'UNSIGNED'")
