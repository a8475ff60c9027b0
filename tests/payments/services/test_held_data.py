"""The customer is told of everything that payments holds, and what never paid is forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts import public as accounts
from bankcore.db.transactions import use_case
from payments import public as payments
from payments.models import BulkLine, StandingOrder
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.files import csv_file, line
from tests.payments.services import orders

pytestmark = pytest.mark.usefixtures("bank")
LATER = datetime(2036, 3, 3, 8, tzinfo=UTC)


@pytest.fixture
def anna() -> accounts.AccountRef:
    return factories.account(funds=100)


def owner_of(account) -> object:
    return accounts.get_account(account_id=account.account_id).customer_id


@use_case
def erase(account) -> dict[str, int]:
    return payments.erase_unpaid(customer_id=owner_of(account), now=LATER)


def export(account) -> dict:
    return accounts.export_customer(customer_id=owner_of(account), actor=TESTER, now=NOW)


def cancelled(account):
    order = orders.give(account, orders.CREDITOR, eur(5), start=OPENING_DAY + timedelta(days=40))
    return payments.cancel_standing_order(order_id=order.order_id, actor=TESTER, now=NOW)


def test_orders_files_and_cheques_are_in_the_export(anna):
    orders.once(anna, orders.CREDITOR, eur(5))
    orders.run()
    payments.submit_bulk_file(
        data=csv_file([line(anna)]),
        name="wages.csv",
        customer_id=owner_of(anna),
        actor=TESTER,
        now=NOW,
    )
    payments.issue_cheque_book(
        leaves=payments.ChequeRange(account_id=anna.account_id, first_number=1, last_number=5),
        actor=TESTER,
        now=NOW,
    )
    told = export(anna)
    (order,) = told["standing_orders"]
    assert (order["amount"], order["creditor_name"]) == ("5.00 EUR", "Stadtwerke")
    (done,) = told["standing_order_dates"]
    assert (done["state"], done["amount"]) == ("EXECUTED", "5.00 EUR")
    assert told["payments_to_other_banks"][0]["amount"] == "5.00 EUR"
    assert told["payment_files"][0]["name"] == "wages.csv"
    assert told["payment_file_lines"][0]["creditor_name"]
    assert told["cheque_books"][0]["last_number"] == 5
    assert (told["cheques"], told["cheques_paid_in"], told["exchanges"]) == ([], [], [])


def test_nobody_else_s_orders_are_told(anna):
    orders.once(factories.account(funds=10), orders.CREDITOR, eur(5))
    assert export(anna)["standing_orders"] == []


def test_the_creditor_of_an_order_that_never_paid_is_erased(anna):
    cancelled(anna)
    assert erase(anna)["unpaid_orders"] == 1
    row = StandingOrder.objects.get()
    assert (row.creditor_iban, row.creditor_name, row.remittance) == ("Erased", "Erased", "")
    assert erase(anna)["unpaid_orders"] == 0


def test_the_creditor_of_an_order_that_has_paid_stays_with_the_books(anna):
    orders.once(anna, orders.CREDITOR, eur(5))
    orders.run()
    assert StandingOrder.objects.get().state == "ENDED"
    assert erase(anna)["unpaid_orders"] == 0
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        StandingOrder.objects.update(
            creditor_iban="Erased", creditor_name="Erased", remittance="", end_to_end_id=""
        )


def test_nothing_else_of_a_finished_order_can_be_changed(anna):
    cancelled(anna)
    for change in ({"creditor_name": "Another"}, {"amount_minor": 1}, {"state": "ACTIVE"}):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            StandingOrder.objects.update(**change)


def test_the_creditor_of_a_refused_line_is_erased(anna):
    payments.submit_bulk_file(
        data=csv_file([line(anna), line(anna, amount="x")]),
        name="wages.csv",
        customer_id=owner_of(anna),
        actor=TESTER,
        now=NOW,
    )
    assert erase(anna)["refused_file_lines"] == 1
    waiting, refused = BulkLine.objects.order_by("number")
    assert (refused.creditor_name, refused.creditor_iban) == ("Erased", "")
    assert waiting.creditor_name not in {"", "Erased"}


def test_days_are_written_as_days(anna):
    cancelled(anna)
    assert date.fromisoformat(export(anna)["standing_orders"][0]["start"]) > OPENING_DAY
