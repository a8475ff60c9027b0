"""What has happened is told to the endpoints that asked for it, in the order of each object."""

import json
import threading

import pytest
from django.db import connection, transaction

from bankcore import clock
from bankcore.db.transactions import use_case
from payments.webhooks import public as webhooks
from payments.webhooks.models import Delivery, Event
from tests.payments.webhooks.events import MERCHANT, endpoint, happened


@pytest.mark.usefixtures("bank")
class TestRecording:
    def test_an_event_is_kept_as_the_bytes_that_are_sent(self):
        event_id = happened(amount=1250, livemode=True)
        event = Event.objects.get(object_id=event_id)
        told = json.loads(bytes(event.payload))
        assert told["id"] == event_id
        assert told["object"] == "event"
        assert told["type"] == "payment_intent.succeeded"
        assert told["livemode"] is True
        assert told["data"]["object"]["amount"] == 1250
        assert told["sequence"] == event.sequence == 1

    def test_the_events_of_an_object_are_numbered_in_their_order(self):
        happened("payment_intent.created")
        happened(subject="pi_2")
        happened("payment_intent.succeeded")
        found = Event.objects.filter(subject="pi_1").order_by("id")
        assert list(found.values_list("sequence", "type")) == [
            (1, "payment_intent.created"),
            (2, "payment_intent.succeeded"),
        ]

    @pytest.mark.parametrize(
        ("filters", "told"),
        [
            (["*"], True),
            (["payment_intent.*"], True),
            (["payment_intent.succeeded"], True),
            (["paymentXintent.*"], False),
            (["refund.*", "payment_intent.succeeded"], True),
            (["payment_intent.canceled"], False),
            (["payment_inten.*"], False),
        ],
    )
    def test_endpoints_are_told_what_their_filters_mean(self, filters, told):
        endpoint(*filters)
        happened()
        assert Delivery.objects.exists() is told

    def test_an_underscore_of_a_filter_is_no_wildcard(self):
        endpoint("payment_intent.succeeded")
        happened("paymentxintent.succeeded")
        assert not Delivery.objects.exists()

    def test_others_and_stopped_endpoints_are_told_nothing(self):
        endpoint("*", merchant="acct_other")
        endpoint("*", state="DISABLED", disabled_reason="by the merchant")
        happened()
        assert not Delivery.objects.exists()

    def test_what_is_taken_back_is_told_nobody(self):
        endpoint("*")

        def fail() -> None:
            webhooks.record_event(
                merchant=MERCHANT, type="a.b", object={}, subject="pi_1", now=clock.now()
            )
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            use_case(fail)()
        assert not Event.objects.exists()
        assert not Delivery.objects.exists()

    def test_what_is_no_name_of_an_event_is_refused(self):
        with pytest.raises(ValueError, match="no type"):
            happened("Payment succeeded")
        assert not Event.objects.exists()


@pytest.mark.usefixtures("committed_bank")
def test_two_at_once_about_one_object_get_two_numbers():
    ready = threading.Barrier(2)

    def one() -> None:
        with transaction.atomic():
            ready.wait(timeout=10)
            webhooks.record_event(
                merchant=MERCHANT, type="a.b", object={}, subject="pi_1", now=clock.now()
            )
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=20)
    found = Event.objects.filter(subject="pi_1").values_list("sequence", flat=True)
    assert sorted(found) == [1, 2]
