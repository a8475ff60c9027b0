"""What PostgreSQL refuses of customers, whoever asks."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from accounts import public as accounts
from accounts.models import Customer, CustomerStatusChange
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, people

pytestmark = pytest.mark.usefixtures("bank")


def execute(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values) or None)


def add_change(customer_id, before, after) -> None:
    execute(
        "INSERT INTO accounts_customerstatuschange"
        " (customer_id, from_status, to_status, reason, actor, at, blocked_accounts)"
        " SELECT id, %s, %s, 'x', 'x', now(), '[]' FROM accounts_customer WHERE public_id = %s",
        before, after, customer_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    "change", ["status = 'CLOSED'", "risk_rating = 'LOW'", "review_on = '2030-01-01'"]
)
def test_status_and_rating_are_not_set_beside_their_history(change):
    factories.customer()
    with pytest.raises(IntegrityError, match="follow from their histories"):
        execute(f"UPDATE accounts_customer SET {change}")  # noqa: S608 - no input
    assert Customer.objects.get().status == "ACTIVE"


BEGIN = (
    "INSERT INTO accounts_customer (public_id, kind, name, registered_at, risk_rating)"
    " VALUES (gen_random_uuid(), 'PERSON', 'Demo Person', now(), {});"
    "SET CONSTRAINTS ALL IMMEDIATE"
)


def test_no_customer_begins_without_a_history():
    execute(BEGIN.format("NULL"))
    change = CustomerStatusChange.objects.get()
    assert (change.from_status, change.to_status, change.actor) == (
        None, "ACTIVE", "system:database",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="rating that nobody gave"):
        execute(BEGIN.format("'LOW'"))


@pytest.mark.parametrize(
    ("before", "after"),
    [("PROSPECT", "PENDING_KYC"), ("ACTIVE", "PROSPECT"), ("ACTIVE", "GONE"), (None, "ACTIVE"),
     (None, "CLOSED")],
)  # fmt: skip
def test_a_step_that_does_not_follow_is_refused(before, after):
    customer = factories.customer()
    with pytest.raises(IntegrityError):
        add_change(customer.customer_id, before, after)
    assert CustomerStatusChange.objects.count() == 1


def test_a_step_carries_the_status_along():
    customer = factories.customer()
    add_change(customer.customer_id, "ACTIVE", "DORMANT")
    assert Customer.objects.get().status == "DORMANT"


@pytest.mark.parametrize(
    "sql",
    ["UPDATE accounts_customerstatuschange SET reason = 'y'",
     "DELETE FROM accounts_customerstatuschange",
     "UPDATE accounts_riskassessment SET rating = 'LOW'",
     "DELETE FROM accounts_riskassessment",
     "UPDATE accounts_kyccheck SET result = 'PASSED'",
     "DELETE FROM accounts_kyccheck"],
)  # fmt: skip
def test_histories_are_not_changed(sql):
    people.add_papers(people.prospect())
    with pytest.raises(ProgrammingError, match="permission denied"):
        execute(sql)


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", ["customerstatuschange", "riskassessment", "kyccheck"])
def test_histories_are_not_changed_by_their_owner_either(table):
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM accounts_{table}")  # noqa: S608 - no input


def test_owners_do_not_have_more_than_the_whole():
    company = people.prospect(people.company())
    row = Customer.objects.get(public_id=company)
    insert = (
        "INSERT INTO accounts_beneficialowner"
        " (customer_id, name, date_of_birth, nationality, share, control, recorded_at)"
        " VALUES (%s, 'Demo Owner', '', 'DE', %s, 'OWNERSHIP', now())"
    )
    execute(insert, row.pk, 60)
    with pytest.raises(IntegrityError, match="more than the whole"):
        execute(insert, row.pk, "40.01")
    execute(insert, row.pk, 40)
    with pytest.raises(IntegrityError, match="accounts_owner_share"):
        execute(insert, row.pk, -1)


def test_one_address_of_a_kind_is_current():
    customer = Customer.objects.get(public_id=people.prospect())
    insert = (
        "INSERT INTO accounts_address (customer_id, kind, street, postcode, city, country,"
        " valid_from) VALUES (%s, 'POSTAL', '', '', 'X', 'DE', '2026-01-01')"
    )
    execute(insert, customer.pk)
    with pytest.raises(IntegrityError, match="accounts_address_one_current"):
        execute(insert, customer.pk)


def test_a_company_does_not_die_in_the_database_either():
    company = factories.customer(kind="COMPANY")
    with pytest.raises(IntegrityError, match="company_lives"):
        add_change(company.customer_id, "ACTIVE", "DECEASED")


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [("UPDATE accounts_customerdocument SET sha256 = ''", "accounts_document_sha256"),
     ("UPDATE accounts_customerdocument SET size = 0", "accounts_document_size"),
     ("UPDATE accounts_documentreminder SET threshold_days = 14",
      "accounts_document_reminder_threshold"),
     ("UPDATE accounts_address SET valid_to = valid_from", "accounts_address_some_days"),
     ("UPDATE accounts_address SET kind = 'HOLIDAY'", "accounts_address_kind"),
     ("UPDATE accounts_taxresidence SET no_tin_reason = 'x'",
      "accounts_tax_residence_tin_or_reason"),
     ("UPDATE accounts_taxresidence SET tin = NULL, tin_index = NULL",
      "accounts_tax_residence_tin_or_reason"),
     ("UPDATE accounts_customer SET erased_at = now()", "accounts_customer_erased_is_closed"),
     ("UPDATE accounts_customer SET name = ''", "accounts_customer_named")],
)  # fmt: skip
def test_what_must_not_be_is_refused(sql, constraint):
    customer_id = people.prospect()
    people.add_papers(customer_id)
    people.upload(customer_id, expires_on=OPENING_DAY)
    accounts.remind_of_expiring_documents(
        day=OPENING_DAY, next_day=OPENING_DAY, actor=TESTER, now=NOW
    )
    with pytest.raises(IntegrityError, match=constraint):
        execute(sql)


def test_the_note_of_a_check_can_be_emptied():
    people.check_passed(people.prospect(), accounts.KycKind.ADDRESS, note="Seen")
    execute("UPDATE accounts_kyccheck SET note = NULL")
