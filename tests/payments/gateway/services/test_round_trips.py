"""How often an authorisation asks the database: a number that may fall, and must not grow back."""

from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from payments.gateway.domain.intents import CaptureMethod
from payments.gateway.domain.views import ConfirmOrder
from payments.gateway.models import StateChange
from payments.gateway.services import intents
from tests.conftest import NOW
from tests.payments.gateway import shops

# Each use case begins and ends one more time in a test than it does in the bank: savepoints.
_SAVEPOINTS = 2


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
