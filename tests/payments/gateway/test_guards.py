"""PostgreSQL keeps payments as they are, whoever writes."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from payments.gateway.domain.authentications import AuthenticationState
from payments.gateway.domain.disputes import DISPUTE, DisputeStage
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.operations import OperationState
from payments.gateway.domain.states import INTENT, OPERATION
from payments.gateway.models import Operation, PaymentIntent, StateChange
from tests.payments.gateway import shops

PENDING = AuthenticationState.PENDING
TABLES = {
    "intent": (IntentState, INTENT),
    "operation": (OperationState, OPERATION),
    "dispute": (DisputeStage, DISPUTE),
    "authentication": (
        AuthenticationState,
        {(PENDING, each): each for each in AuthenticationState if each is not PENDING},
    ),
}


def refuses(statement: str, *values, match: str) -> None:
    with (
        pytest.raises((IntegrityError, ProgrammingError), match=match),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


@pytest.mark.parametrize("what", TABLES)
def test_postgresql_lets_through_the_changes_of_the_table_and_no_others(bank, what):
    states, table = TABLES[what]
    wanted = {(before, after) for (before, _), after in table.items() if before != after}
    found = set()
    with connection.cursor() as cursor:
        for before, after in itertools.permutations(states, 2):
            cursor.execute("SELECT gateway_state_change_allowed(%s, %s, %s)", [what, before, after])
            if cursor.fetchone()[0]:
                found.add((before, after))
    assert found == wanted


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("gateway_paymentintent", "state = 'REVIEW'"),
        ("gateway_paymentintent", "currency = 'USD'"),
        ("gateway_paymentintent", "merchant_id = merchant_id + 1"),
    ],
)
def test_a_payment_stays_what_it_is(shop, table, change):
    shops.confirmed(shop)
    refuses(f"UPDATE {table} SET {change}", match="stays what it is|does not go")  # noqa: S608


@pytest.mark.parametrize(
    "column", ["amount_minor", "kind", "connector", "currency", "intent_id", "public_id"]
)
def test_the_application_has_no_right_to_change_what_an_operation_is(shop, column):
    shops.confirmed(shop)
    refuses(f"UPDATE gateway_operation SET {column} = {column}", match="permission denied")  # noqa: S608


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ("amount_minor = amount_minor + 1", "stays what it is"),
        ("state = 'QUEUED'", "does not go"),
        ("txn_id = txn_id + 1000", "booked and settled once"),
    ],
)
def test_not_even_the_owner_changes_an_operation(committed_bank, settings, change, match):
    settings.GATEWAY_CONNECTORS = "tests.payments.gateway.networks.CONNECTORS"
    shops.confirmed(shops.merchant())
    with (
        pytest.raises(IntegrityError, match=match),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(f"UPDATE gateway_operation SET {change} WHERE kind = 'CAPTURE'")  # noqa: S608
    assert Operation.objects.filter(kind="CAPTURE", state="SUCCEEDED").count() == 1


def test_an_operation_is_settled_once_even_by_the_owner(committed_bank, settings):
    settings.GATEWAY_CONNECTORS = "tests.payments.gateway.networks.CONNECTORS"
    shops.confirmed(shops.merchant())
    settle = "UPDATE gateway_operation SET settlement_batch = %s WHERE kind = 'CAPTURE'"
    with connections["owner"].cursor() as cursor:
        cursor.execute(settle, [1])
        for other in (2, None):
            with pytest.raises(IntegrityError, match="booked and settled once"):
                cursor.execute(settle, [other])
    assert Operation.objects.get(kind="CAPTURE").settlement_batch == 1


def test_a_settled_operation_writes_no_index_that_nothing_asks(bank):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'gateway_operation'")
        found = [definition.partition(" USING ")[2] for (definition,) in cursor.fetchall()]
    assert "btree (intent_id, id)" in found
    assert "btree (intent_id)" not in found
    assert not [each for each in found if "pattern_ops" in each]


@pytest.mark.parametrize("table", ["gateway_statechange", "gateway_merchantfees"])
def test_history_and_terms_are_added_to_and_never_changed(shop, table):
    shops.confirmed(shop)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        refuses(statement, match="permission denied")


@pytest.mark.parametrize(
    "table", ["gateway_paymentintent", "gateway_operation", "gateway_merchant"]
)
def test_payments_are_not_deleted(shop, table):
    shops.confirmed(shop)
    refuses(f"DELETE FROM {table}", match="permission denied")  # noqa: S608


@pytest.mark.parametrize(
    "counters",
    [
        "captured_minor = authorised_minor + 1",
        "refunding_minor = captured_minor + 1",
        "disputed_minor = captured_minor + 1",
        "voided_minor = 1",
        "capturing_minor = -1",
    ],
)
def test_counters_never_say_more_than_there_was(shop, counters):
    shops.confirmed(shop)
    refuses(f"UPDATE gateway_paymentintent SET {counters}", match="gateway_")  # noqa: S608


def test_an_operation_is_of_an_authorisation_of_its_own_payment(shop):
    shops.confirmed(shop)
    other = Operation.objects.get(
        intent__object_id=shops.confirmed(shop).object_id, kind="AUTHORISE"
    )
    row = Operation.objects.filter(kind="CAPTURE").earliest("pk")
    row.pk, row.object_id, row.txn_id, row.original = None, "cap_x", None, other
    row.public_id = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError, match="no authorisation"), transaction.atomic():
        row.save(force_insert=True)


def test_every_change_of_a_payment_is_in_its_history(shop):
    paid = shops.confirmed(shop)
    row = PaymentIntent.objects.get(object_id=paid.object_id)
    told = StateChange.objects.filter(intent=row).order_by("pk")
    assert [(each.event, each.after) for each in told] == [
        ("MADE", "REQUIRES_CONFIRMATION"),
        ("CONFIRMED", "PROCESSING"),
        ("MADE", "QUEUED"),
        ("APPROVED", "SUCCEEDED"),
        ("MADE", "QUEUED"),
        ("APPROVED", "SUCCEEDED"),
        ("CAPTURED", "SUCCEEDED"),
    ]
