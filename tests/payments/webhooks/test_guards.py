"""What PostgreSQL itself refuses, whoever writes: the services are not asked here."""

from datetime import timedelta

import pytest
from django.db import (
    IntegrityError,
    InternalError,
    ProgrammingError,
    connection,
    transaction,
)

from payments.webhooks.models import Attempt, Delivery, Endpoint, EndpointSecret, Event
from tests.payments.webhooks.events import SECRET, endpoint, happened

pytestmark = pytest.mark.usefixtures("bank")
REFUSALS = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def delivery(now) -> Delivery:
    endpoint("*")
    happened(at=now)
    made = Delivery.objects.get()
    Attempt.objects.create(delivery=made, number=1, started_at=now)
    return made


def refused(statement: str, *values) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except REFUSALS:
        return True
    return False


@pytest.mark.parametrize(
    "table",
    ["event", "endpoint", "endpointsecret", "delivery", "attempt"],
)
def test_no_row_is_ever_deleted(delivery, table):
    assert refused(f"DELETE FROM webhooks_{table}")  # noqa: S608 - of the list above


def test_an_event_never_changes(delivery):
    assert refused("UPDATE webhooks_event SET payload = ''")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("endpoint", "merchant", "acct_other"),
        ("endpointsecret", "endpoint_id", 7),
        ("delivery", "event_id", 7),
        ("delivery", "endpoint_id", 7),
        ("attempt", "number", 7),
        ("attempt", "delivery_id", 7),
    ],
)
def test_what_a_row_is_of_never_changes(delivery, table, column, value):
    assert refused(f"UPDATE webhooks_{table} SET {column} = %s", value)  # noqa: S608 - of the list


def test_an_attempt_gets_one_answer(delivery, now):
    Attempt.objects.update(answered_at=now, status=500)
    with pytest.raises(REFUSALS), transaction.atomic():
        Attempt.objects.update(status=200)
    with pytest.raises(REFUSALS), transaction.atomic():
        Attempt.objects.update(answered_at=None)
    assert Attempt.objects.get().status == 500


def test_an_attempt_is_not_answered_before_it_was_made(delivery, now):
    with pytest.raises(REFUSALS), transaction.atomic():
        Attempt.objects.update(answered_at=now - timedelta(seconds=1))


def test_the_owner_of_the_tables_changes_no_event_and_no_answer_either():
    """Triggers hold where no right is missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'webhooks%%'"
        )
        found = set(cursor.fetchall())
    tables = ("event", "endpoint", "endpointsecret", "delivery", "attempt")
    assert {(f"webhooks_{table}", "rows_stay") for table in tables} <= found
    assert ("webhooks_event", "rows_never_change") in found
    assert ("webhooks_attempt", "attempt_changed") in found


def test_an_event_goes_to_an_endpoint_once(delivery, now):
    with pytest.raises(REFUSALS), transaction.atomic():
        Delivery.objects.create(event=delivery.event, endpoint=delivery.endpoint, next_at=now)


def test_an_event_goes_to_its_own_merchant_alone(delivery, now):
    other = endpoint("*", merchant="acct_other")
    with pytest.raises(REFUSALS), transaction.atomic():
        Delivery.objects.create(event=delivery.event, endpoint=other, next_at=now)
    assert Delivery.objects.count() == 1


def test_two_events_of_an_object_have_two_numbers(delivery, now):
    with pytest.raises(REFUSALS), transaction.atomic():
        Event.objects.create(
            object_id="evt_2",
            merchant="acct_demo",
            type="a.b",
            subject="pi_1",
            sequence=1,
            payload=b"{}",
            created_at=now,
        )


def test_an_endpoint_has_one_current_secret(delivery, now):
    with pytest.raises(REFUSALS), transaction.atomic():
        EndpointSecret.objects.create(endpoint=delivery.endpoint, secret=SECRET, created_at=now)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "DISABLED"},
        {"disabled_reason": "it is enabled"},
        {"state": "FAILING"},
        {"deleted_at": "2026-03-02T10:00Z"},
    ],
)
def test_an_endpoint_is_what_it_says(delivery, values):
    with pytest.raises(REFUSALS), transaction.atomic():
        Endpoint.objects.update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "DELIVERED"},
        {"settled_at": "2026-03-02T10:00Z"},
        {
            "state": "DEAD",
            "settled_at": "2026-03-02T10:00Z",
            "lease_until": "2026-03-02T10:00Z",
        },
    ],
)
def test_a_delivery_is_what_it_says(delivery, values):
    with pytest.raises(REFUSALS), transaction.atomic():
        Delivery.objects.update(**values)


def test_a_secret_is_no_plain_text_in_its_table(delivery):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_endpointsecret")
        (stored,) = cursor.fetchone()
    assert SECRET.encode() not in bytes(stored)
