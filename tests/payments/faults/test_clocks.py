"""Clocks an hour apart: nothing is charged twice, kept for nothing, or lost."""

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
from tests.payments.cards import till
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


def confirmed(shop, card, *, now: datetime):
    """Authorise as a web server does whose clock says `now`."""
    given = {"merchant": shop, "actor": shops.SHOP, "now": now}
    made = intents.create(order=order(shop, card), idempotency=uuid4(), **given)
    return intents.confirm(
        intent=made.object_id, order=ConfirmOrder(), idempotency=uuid4(), **given
    )


@pytest.fixture(params=[HOUR, -HOUR], ids=["ahead", "behind"])
def skewed(request, standing_link, monkeypatch):
    """Let the bank's clock be an hour off, the link's too, and right again after."""
    standing_link.stop()
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: RIGHT() + request.param)
        standing_link.start()
        yield
        standing_link.stop()
    standing_link.start()


@pytest.mark.usefixtures("skewed", "impatient")
def test_a_bank_an_hour_off_the_network_is_answered_and_takes_back_what_it_must(shop, network):
    card = till.card(shop)
    paid = till.pay(shop, card, 10_000)
    assert paid.state == "REQUIRES_CAPTURE"
    assert till.capture(shop, paid).state == "SUCCEEDED"
    network.order("POST", "/key-change", {"network": "visa"})
    assert till.void(shop, till.pay(shop, card, 10_100)).state == "CANCELED"
    network.fault("close")
    unknown = till.pay(shop, card, 10_200)
    till.wait_for(till.all_acknowledged, seconds=40)
    assert till.operation_states(unknown) == [("AUTHORISE", "REVERSED")]
    agreement.everywhere(network)


def test_a_web_server_an_hour_behind_the_link_asks_too_late_and_charges_nothing(
    shop, standing_link, network
):
    payment = confirmed(shop, till.card(shop), now=clock.now() - HOUR)
    till.wait_for(lambda: till.operation_states(payment) == [("AUTHORISE", "NOT_SENT")])
    assert till.message_states(payment) == [("0100", "ABANDONED")]
    agreement.everywhere(network)


def test_a_web_server_an_hour_ahead_of_the_link_is_answered_once(shop, standing_link, network):
    payment = confirmed(shop, till.card(shop), now=clock.now() + HOUR)
    assert payment.state == "REQUIRES_CAPTURE"
    agreement.everywhere(network)


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
