"""A merchant is written to when the bank gives its endpoint up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from accounts import public as accounts
from accounts.domain.customer_file import Contact, ContactKind
from bankcore import clock
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.outbox.models import Event as OutboxEvent
from payments.gateway import tasks
from payments.webhooks import public as webhooks
from payments.webhooks.models import Endpoint, Event
from tests import factories
from tests.conftest import NOW
from tests.payments.gateway import shops
from tests.payments.webhooks.events import endpoint, happened
from tests.payments.webhooks.receivers import Receiver, receiving

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def shop():
    """Return a shop with an address for business and one for advertising."""
    made = shops.merchant()
    for value, marketing in (("shop@demo.example", False), ("news@demo.example", True)):
        accounts.add_contact(
            customer_id=made.customer_id,
            contact=Contact(kind=ContactKind.EMAIL, value=value, marketing=marketing),
            actor=factories.TESTER,
            now=NOW,
        )
    return made


def told() -> list[dict]:
    return [
        {"event_id": str(row.event_id), "payload": row.payload}
        for row in OutboxEvent.objects.filter(name="webhooks.endpoint_disabled")
    ]


def stopped(shop, **values) -> Endpoint:
    return endpoint(
        "*",
        merchant=shop.object_id,
        state="DISABLED",
        disabled_reason="The receiver has failed for 72 hours.",
        **values,
    )


def send(row: Endpoint) -> None:
    tasks.tell_of_disabled_endpoint(
        {
            "event_id": str(uuid4()),
            "payload": {"merchant": row.merchant, "endpoint": row.object_id},
        }
    )


def test_after_days_of_failures_the_merchant_is_written_to_once(shop, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    now = clock.now()
    with receiving(Receiver()) as receiver:
        receiver.answer = lambda _number: (500, {})
        row = endpoint("*", merchant=shop.object_id, url=receiver.url)
        happened(merchant=shop.object_id)
        for moment in (now + timedelta(seconds=20), now + timedelta(hours=73)):
            assert told() == []
            webhooks.deliver_due(most=5, jitter=lambda: 0.5, clock=lambda at=moment: at)
    (event,) = told()
    assert event["payload"] == {"merchant": shop.object_id, "endpoint": row.object_id}
    assert Event.objects.get(type="webhook_endpoint.disabled").subject == row.object_id
    tasks.tell_of_disabled_endpoint(event)
    (message,) = mail.outbox
    assert message.to == ["shop@demo.example"]
    assert row.object_id in message.subject
    assert "72 hours" in message.body


def test_staff_who_stop_an_endpoint_have_its_merchant_told_and_the_merchant_itself_is_not(shop):
    programme = Actor(
        ActorKind.API_CLIENT,
        "demo",
        Rights(permissions=frozenset({"webhooks.manage_endpoints"})),
    )
    own = endpoint("*", merchant=shop.object_id)
    webhooks.update_endpoint(
        merchant=shop.object_id,
        endpoint=own.object_id,
        change=webhooks.EndpointChange(is_enabled=False),
        actor=programme,
        now=NOW,
    )
    assert told() == []
    other = endpoint("*", merchant=shop.object_id, number=2)
    webhooks.stop_endpoint(
        merchant=shop.object_id,
        endpoint=other.object_id,
        reason="Not known",
        actor=factories.TESTER,
        now=NOW,
    )
    assert [each["payload"]["endpoint"] for each in told()] == [other.object_id]


def test_the_message_has_no_password_of_the_address(shop):
    send(stopped(shop, url="https://u:pw@shop.example/hooks?token=secret"))
    body = mail.outbox[0].body
    assert "https://shop.example/hooks\n" in body
    assert "pw" not in body
    assert "secret" not in body


def test_nothing_is_written_where_it_is_no_longer_so_or_nobody_can_be_reached(shop, caplog):
    row = stopped(shop)
    Endpoint.objects.update(state="ENABLED", disabled_reason="")
    send(row)
    Endpoint.objects.update(state="DISABLED", disabled_reason="x", deleted_at=NOW)
    send(row)
    send(Endpoint(merchant="acct_nobody", object_id="we_nobody"))
    silent = stopped(shops.merchant())
    assert not caplog.records
    send(silent)
    assert mail.outbox == []
    assert "No address" in caplog.text
