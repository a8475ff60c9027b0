"""The bank's clock an hour off the network's, or the web's off the link's: nobody pays twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from bankcore import clock
from payments.gateway.domain.views import ConfirmOrder, IntentOrder
from payments.gateway.models import Operation
from payments.gateway.services import intents, routing
from tests.factories import eur
from tests.payments.cards import till
from tests.payments.faults import agreement
from tests.payments.gateway import shops

HOUR = timedelta(hours=1)
RIGHT = clock.now


def confirmed(shop, card, *, now: datetime):
    """Authorise as a web server does whose clock says `now`."""
    order = IntentOrder(amount=eur(150), payment_method=card.object_id, capture_method="MANUAL")
    given = {"merchant": shop, "actor": shops.SHOP, "now": now}
    made = intents.create(order=order, idempotency=uuid4(), **given)
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


def test_a_web_server_an_hour_ahead_of_the_link_takes_it_for_gone_and_asks_nothing(shop, network):
    made = Operation.objects.count()
    with pytest.raises(routing.NoRoute):
        confirmed(shop, till.card(shop), now=clock.now() + HOUR)
    assert Operation.objects.count() == made
    agreement.everywhere(network)
