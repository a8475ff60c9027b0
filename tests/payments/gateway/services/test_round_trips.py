"""How often an authorisation asks the database: a number that may fall, and must not grow back."""

from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from payments.gateway.domain.intents import CaptureMethod
from payments.gateway.domain.views import ConfirmOrder
from payments.gateway.models import (
    Merchant,
    Operation,
    PaymentIntent,
    PaymentMethod,
    StateChange,
)
from payments.gateway.repositories import intents as rows
from payments.gateway.services import finding, intents
from tests.conftest import NOW
from tests.payments.gateway import shops
from tests.payments.gateway.presentation.merchants import Shop

# Each use case begins and ends one more time in a test than it does in the bank: savepoints.
_SAVEPOINTS = 2


@pytest.fixture
def paid_shop(bank) -> Shop:
    found = Shop()
    card = found.card()
    for _ in range(3):
        found.paid(payment_method=card)
    return found


def test_a_payment_is_made_in_nine_statements(shop, django_assert_max_num_queries):
    method = shops.card(shop)
    with django_assert_max_num_queries(9 + _SAVEPOINTS):
        shops.made(shop, method)


def test_a_payment_is_confirmed_screened_and_authorised_in_36_statements(
    shop, django_assert_max_num_queries
):
    method = shops.card(shop)
    shops.authorised(shop, method)  # whatever a process reads once
    payment = shops.made(shop, method, capture_method=CaptureMethod.MANUAL)
    with django_assert_max_num_queries(36 + 2 * _SAVEPOINTS):
        shops.confirm(shop, payment, payment_method=method.object_id)
    assert shops.counters(payment) == {"authorised": 10_000}


def test_the_method_that_a_payment_has_already_is_not_given_to_it_again(shop):
    method = shops.card(shop)
    payment = shops.made(shop, method)
    shops.confirm(shop, payment, payment_method=method.object_id)
    assert not StateChange.objects.filter(event="METHOD_GIVEN").exists()


def test_a_repeated_confirmation_reads_and_writes_nothing_more(shop):
    payment, key = shops.made(shop), uuid4()
    given = {"merchant": shop, "intent": payment.object_id, "order": ConfirmOrder()}
    given |= {"idempotency": key, "actor": shops.SHOP, "now": NOW}
    first = intents.begin_confirm(**given)
    with CaptureQueriesContext(connection) as seen:
        assert intents.begin_confirm(**given) == first
    assert not [each for each in seen.captured_queries if each["sql"].startswith("UPDATE")]


@pytest.mark.parametrize("is_given", [True, False])
def test_a_method_that_was_taken_away_meanwhile_is_not_charged(shop, is_given):
    method = shops.card(shop)
    payment = shops.made(shop, method)
    PaymentMethod.objects.update(detached_at=NOW)
    given = {"payment_method": method.object_id} if is_given else {}
    with pytest.raises(finding.ObjectNotFound):
        shops.confirm(shop, payment, **given)
    assert not Operation.objects.exists()


def test_a_merchant_who_was_suspended_meanwhile_takes_no_payment(shop):
    payment = shops.made(shop)
    Merchant.objects.update(state="SUSPENDED")
    with pytest.raises(finding.MerchantNotActive):
        shops.confirm(shop, payment)
    with pytest.raises(finding.MerchantNotActive):
        shops.made(shop)
    assert PaymentIntent.objects.count() == 1
    assert not Operation.objects.exists()


def test_what_a_locked_row_is_told_is_what_the_database_has(shop):
    payment = shops.authorised(shop)
    with transaction.atomic():
        row = rows.lock_by_pk(PaymentIntent.objects.get(object_id=payment.object_id).pk)
        rows.change(row, description="Shoes", capture_method=CaptureMethod.AUTOMATIC)
        rows.count(row, capturing=1_000)
    kept = PaymentIntent.objects.get(pk=row.pk)
    for field in PaymentIntent._meta.concrete_fields:
        assert getattr(row, field.attname) == getattr(kept, field.attname), field.attname
    assert (kept.description, kept.capturing_minor) == ("Shoes", 1_000)


def test_a_row_that_is_gone_is_changed_by_nobody(shop):
    row = PaymentIntent(pk=404)
    with pytest.raises(ObjectDoesNotExist), transaction.atomic():
        rows.count(row, authorised=1)


@pytest.mark.parametrize("kind", ["payment_intents", "charges", "balance_transactions"])
def test_a_page_of_many_is_read_in_as_many_statements_as_a_page_of_one(paid_shop, kind):
    paid_shop.get(f"/v1/{kind}")
    counts = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            answer = paid_shop.get(f"/v1/{kind}", limit=limit)
        counts.append(len(seen))
        assert len(answer.json()["data"]) == limit
    assert counts[0] == counts[1]


def test_a_page_of_payment_links_is_read_in_as_many_statements_as_a_page_of_one(paid_shop):
    for name in ("A pen", "A book", "A cup"):
        body = {"amount": 500, "currency": "eur", "description": name}
        assert paid_shop.post("/v1/payment_links", body).status_code == 200
    counts = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            paid_shop.get("/v1/payment_links", limit=limit)
        counts.append(len(seen))
    assert counts[0] == counts[1]
