"""Servers whose clocks are an hour off: requests, business days and webhooks bear it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import stripe

from bankcore import clock
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.gateway.domain.views import CaptureOrder, ConfirmOrder, IntentOrder
from payments.gateway.models import Operation, PaymentIntent, SentRequest
from payments.gateway.services import intents, requests
from payments.webhooks import public as webhooks
from payments.webhooks.models import Attempt, Delivery
from tests.factories import eur
from tests.payments.faults import agreement
from tests.payments.gateway import networks, shops
from tests.payments.webhooks.events import SECRET, endpoint, happened
from tests.payments.webhooks.receivers import Receiver, receiving

HOUR = timedelta(hours=1)
SKEWS = pytest.mark.parametrize("skew", [HOUR, -HOUR], ids=["ahead", "behind"])
RIGHT = clock.now


def order(shop, card) -> IntentOrder:
    return IntentOrder(
        amount=eur(150),
        payment_method=card.object_id,
        capture_method="MANUAL",
        description=shop.name,
    )


@pytest.fixture
def doubled(committed_bank, settings):
    """Give a shop whose network is a double: it keeps what it was asked."""
    del committed_bank
    settings.GATEWAY_CONNECTORS = "tests.payments.gateway.networks.CONNECTORS"
    networks.forget()
    return shops.merchant()


def test_a_server_whose_clock_takes_a_living_request_for_dead_makes_nothing_twice(doubled):
    def begin(now: datetime) -> requests.Begun:
        return requests.begin(client_id="shop", key="order-1", content="POST /", now=now)

    card, now = shops.card(doubled), clock.now()
    slow = begin(now)
    hasty = begin(now + HOUR)
    assert (slow.public_id, slow.tries, hasty.tries) == (hasty.public_id, 1, 2)
    seen = set()
    for each in (hasty, slow):
        given = {"merchant": doubled, "idempotency": each.public_id, "actor": shops.SHOP}
        made = intents.create(order=order(doubled, card), now=now, **given)
        told = intents.confirm(intent=made.object_id, order=ConfirmOrder(), now=now, **given)
        seen.add((told.object_id, told.state))
        answer = requests.Answer(status=200, body=f"of try {each.tries}")
        requests.finish(begun=each, answer=answer, object_id=told.object_id, now=now)
    assert len(seen) == PaymentIntent.objects.count() == len(networks.VISA.orders) == 1
    assert SentRequest.objects.get().answer == "of try 2"
    assert begin(now + HOUR).answer == begin(now - HOUR).answer is not None


@SKEWS
def test_money_moves_on_the_business_day_that_is_open_whatever_the_clock_says(doubled, skew):
    paid = shops.authorised(doubled)
    midnight = datetime.combine(ledger.business_date(), time(0, 0), UTC)
    intents.capture(
        merchant=doubled,
        intent=paid.object_id,
        order=CaptureOrder(amount=Money(4_000, paid.amount.currency), is_final=False),
        idempotency=uuid4(),
        actor=shops.SHOP,
        now=midnight + timedelta(days=1) + skew,
    )
    capture = Operation.objects.get(kind="CAPTURE")
    assert capture.business_date == ledger.business_date()
    agreement.books()


@SKEWS
def test_webhooks_of_a_bank_an_hour_off_are_refused_and_told_again_when_it_is_right(
    committed_bank, settings, skew
):
    settings.WEBHOOK_ALLOWED_NETWORKS = ("127.0.0.0/8",)

    def judge(number: int) -> tuple[int, dict[str, str]]:
        headers, body = receiver.heard[number]
        try:
            stripe.Webhook.construct_event(body, headers["Stripe-Signature"], SECRET)
        except stripe.SignatureVerificationError:
            return 400, {}
        # The library refuses what is old; what is of the future, receivers must refuse.
        stamp = int(headers["webhook-timestamp"])
        return (200 if abs(stamp - RIGHT().timestamp()) < 300 else 400), {}

    receiver = Receiver(answer=judge)
    with receiving(receiver):
        endpoint("*", url=receiver.url)
        event = happened(at=RIGHT() - 2 * HOUR)
        Delivery.objects.update(next_at=RIGHT() - 2 * HOUR)

        def deliver(now: datetime) -> int:
            return webhooks.deliver_due(most=5, jitter=lambda: 0.5, clock=lambda: now)

        assert deliver(RIGHT() + skew) == 1
        assert Delivery.objects.get().state == "WAITING"
        # A clock that was ahead has put the next try off by as much.
        Delivery.objects.update(next_at=RIGHT())
        assert deliver(RIGHT()) == 1
    assert receiver.ids == [event, event]
    assert [each.status for each in Attempt.objects.order_by("pk")] == [400, 200]
    assert Delivery.objects.get().state == "DELIVERED"
