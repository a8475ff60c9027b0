"""What the database itself keeps true of orders and files, whoever writes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from payments.models import BulkFile, BulkLine, StandingOrder, StandingOrderExecution
from tests import factories
from tests.factories import eur
from tests.payments.files import CREDITOR, csv_file, line
from tests.payments.services.orders import give, run
from tests.payments.services.test_bulk_files import submit

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def order(bank):
    anna, ben = factories.account(), factories.account(funds=10)
    give(anna, CREDITOR, eur(10))
    give(ben, anna, eur(1), rule=factories.payments.AmountRule.SWEEP)
    run()
    submit(csv_file([line(anna)]), anna)


def refused_by(constraint: str, change) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change()


FIXED = StandingOrder.objects.filter(rule="FIXED")
SWEEP = StandingOrder.objects.filter(rule="SWEEP")
PENDING = StandingOrderExecution.objects.filter(state="PENDING")


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("rows", "change", "constraint"),
    [
        (FIXED, {"amount_minor": 0}, "payments_order_amount"),
        (SWEEP, {"amount_minor": -1}, "payments_order_amount"),
        (FIXED, {"rule": "ALL"}, "payments_order_amount"),
        (FIXED, {"creditor_iban": ""}, "payments_order_one_payee"),
        (FIXED, {"creditor_name": ""}, "payments_order_one_payee"),
        (SWEEP, {"creditor_iban": CREDITOR}, "payments_order_one_payee"),
        (FIXED, {"state": "ENDED"}, "payments_order_over_has_no_next"),
        (FIXED, {"next_nominal_date": None}, "payments_order_next_date"),
        (FIXED, {"every": 0}, "payments_order_counts"),
        (FIXED, {"retries": -1}, "payments_order_counts"),
        (FIXED, {"day_of_month": 32}, "payments_order_counts"),
        (FIXED, {"times": 0}, "payments_order_counts"),
        (PENDING, {"state": "EXECUTED"}, "payments_execution_by_a_transaction"),
        (PENDING, {"txn_id": 5}, "payments_execution_by_a_transaction"),
        (PENDING, {"state": "FAILED", "last_refusal": ""}, "payments_execution_says_why_not"),
        (BulkLine.objects, {"state": "BOOKED"}, "payments_line_came_to_one_thing"),
        (BulkLine.objects, {"txn_id": 5}, "payments_line_came_to_one_thing"),
        (BulkLine.objects, {"state": "SCHEDULED"}, "payments_line_came_to_one_thing"),
        (BulkLine.objects, {"state": "REFUSED"}, "payments_line_refused_for_a_reason"),
        (BulkLine.objects, {"refusal_code": "x"}, "payments_line_refused_for_a_reason"),
        (BulkLine.objects, {"amount_minor": 0}, "payments_line_amount_positive"),
        (BulkFile.objects, {"state": "REFUSED"}, "payments_file_refused_for_a_reason"),
        (BulkFile.objects, {"refusal_code": "x"}, "payments_file_refused_for_a_reason"),
    ],
)
def test_a_row_that_says_what_cannot_be_is_refused(rows, change, constraint):
    refused_by(constraint, lambda: rows.all().update(**change))


@pytest.mark.usefixtures("order")
def test_an_order_does_not_pay_its_own_account():
    account_id = SWEEP.get().account_id
    refused_by(
        "payments_order_two_accounts", lambda: SWEEP.all().update(credit_account_id=account_id)
    )


@pytest.mark.usefixtures("order")
def test_a_line_is_in_its_file_once_and_a_date_in_its_order_once():
    row = BulkLine.objects.get()
    row.pk = None
    refused_by("payments_line_once_a_file", lambda: row.save(force_insert=True))
    date = PENDING.get()
    date.pk = None
    refused_by("payments_execution_once_a_date", lambda: date.save(force_insert=True))


@pytest.mark.usefixtures("order")
def test_a_file_is_taken_once_by_content_and_by_message_id():
    file = BulkFile.objects.get()
    file.pk, file.public_id = None, factories.uuid4()
    refused_by("payments_file_same_content_once", lambda: file.save(force_insert=True))
    BulkFile.objects.update(message_id="M-1")
    file.sha256, file.message_id = "0" * 64, "M-1"
    refused_by("payments_file_same_message_once", lambda: file.save(force_insert=True))


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    "table",
    ["payments_standingorder", "payments_standingorderexecution", "payments_bulkfile",
     "payments_bulkline"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["application", "owner"])
def test_nobody_removes_what_was_ordered(table, role):
    with transaction.atomic(), connection.cursor() as cursor:
        if role == "owner":
            cursor.execute("RESET ROLE")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - one of the four above
        cursor.execute("SET ROLE bankcore_app")


@pytest.mark.usefixtures("order")
def test_an_order_that_is_over_is_not_brought_back():
    FIXED.all().update(state="CANCELLED", next_due_date=None, next_nominal_date=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        FIXED.all().update(state="ACTIVE")


@pytest.mark.usefixtures("order")
def test_a_processed_file_is_not_opened_again():
    BulkFile.objects.update(state="PROCESSED")
    with pytest.raises(DatabaseError), transaction.atomic():
        BulkFile.objects.update(state="RECEIVED")
