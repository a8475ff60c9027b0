"""What is declared is published, with the version of its schema; nothing else is."""

import pytest
from django.db import connection

from bankcore.outbox import public as outbox
from bankcore.outbox.models import Event
from payments.domain.events import TransferBooked
from tests.bankcore.outbox.declaring import declare, said
from tests.conftest import NOW
from tests.factories.happened import OtherHappened, ThingHappened

pytestmark = pytest.mark.usefixtures("bank")


def booked(**changed):
    told = {
        "transaction_id": "4711",
        "amount": "12.00",
        "currency": "EUR",
        "booking_date": "2026-03-02",
    }
    return TransferBooked(**{**told, **changed})


def test_an_event_is_written_as_it_was_declared():
    outbox.publish(booked(), subject="transaction:4711", at=NOW)
    event = Event.objects.get()
    assert (event.name, event.version) == ("payments.transfer_booked", 1)
    assert (event.subject, event.occurred_at) == ("transaction:4711", NOW)
    assert event.payload == {
        "transaction_id": "4711",
        "amount": "12.00",
        "currency": "EUR",
        "booking_date": "2026-03-02",
    }


def test_another_version_is_written_as_such(monkeypatch):
    second = declare({"n": said(int)}, name="test.happened", version=2)
    monkeypatch.setattr("tests.factories.happened.EVENTS._types", {second})
    outbox.publish(second(n=1), subject="thing:1", at=NOW)
    assert Event.objects.get().version == 2


def test_several_events_are_written_in_their_order():
    outbox.publish_many(
        happened=[("thing:1", ThingHappened(n=1)), ("thing:2", OtherHappened())], at=NOW
    )
    assert list(Event.objects.order_by("id").values_list("name", "subject")) == [
        ("test.happened", "thing:1"),
        ("test.other", "thing:2"),
    ]


def test_what_is_not_declared_is_not_published():
    with pytest.raises(outbox.NotDeclared):
        outbox.publish(declare({})(), subject="thing:1", at=NOW)
    assert not Event.objects.exists()


def test_the_events_of_tests_are_no_events_of_the_bank(settings):
    settings.OUTBOX_EVENTS = "bankcore.events.EVENTS"
    with pytest.raises(outbox.NotDeclared):
        outbox.publish(OtherHappened(), subject="thing:1", at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"amount": 12}, {"amount": "12,00"}, {"currency": None}, {"booking_date": NOW}]
)
def test_what_does_not_hold_what_it_declares_is_not_published(wrong):
    with pytest.raises(outbox.NotDeclared):
        outbox.publish(booked(**wrong), subject="transaction:4711", at=NOW)
    assert not Event.objects.exists()


def test_one_that_is_wrong_keeps_the_others_back():
    happened = [("thing:1", ThingHappened(n=1)), ("thing:2", ThingHappened(n="2"))]
    with pytest.raises(outbox.NotDeclared):
        outbox.publish_many(happened=happened, at=NOW)
    assert not Event.objects.exists()


def test_an_event_about_something_else_is_not_published():
    with pytest.raises(outbox.NotDeclared):
        outbox.publish(booked(), subject="account:4711", at=NOW)
    assert not Event.objects.exists()


def test_what_was_written_before_there_were_versions_is_of_the_first():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_event (event_id, name, subject, payload, occurred_at)"
            " VALUES (gen_random_uuid(), 'test.other', 'thing:1', '{}', now())"
        )
    assert Event.objects.get().version == 1
