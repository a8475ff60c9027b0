"""kill -9 of the network's host amid authorise, capture and settle: nothing is held for nothing."""

from __future__ import annotations

import threading
import time

import pytest

from bankcore import clock
from bankcore.ledger import public as ledger
from payments.cards.models import StoredReversal
from payments.gateway.models import Operation
from payments.gateway.services import routing
from tests.payments.cards import till
from tests.payments.faults import agreement, day

# What the host has done when it dies, and what becomes of the payment.
STEPS = {
    "it has not read the message": "drop_request",
    "it has decided and not answered": "drop_answer",
    "its answer waits": "late",
}


def up() -> bool:
    return till.VISA.health(now=clock.now()).is_up


@pytest.fixture
def ready(shop, standing_link):
    """Give the shop once the link is signed on."""
    till.wait_for(up, seconds=40)
    return shop


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("step", STEPS)
def test_a_network_killed_amid_an_authorisation_holds_nothing_when_it_is_back(ready, network, step):
    card, before = till.card(ready), StoredReversal.objects.count()
    network.fault(STEPS[step], seconds=30.0)
    waiting = till.pay_in_background(ready, card)
    till.wait_for(lambda: till.message_states(till.latest()) == [("0100", "SENT")])
    till.wait_for(lambda: network.order("GET", "/state")["faults_waiting"] == 0)
    network.kill()
    till.wait_for(lambda: till.operation_states(till.latest()) == [("AUTHORISE", "UNKNOWN")])
    assert till.message_states(till.latest()) == [("0100", "TIMED_OUT"), ("0420", "QUEUED")]
    network.start()
    till.wait_for(till.all_acknowledged, seconds=40)
    waiting.join(timeout=20)
    assert till.operation_states(till.latest()) == [("AUTHORISE", "REVERSED")]
    assert StoredReversal.objects.count() == before + 1
    agreement.everywhere(network)


@pytest.mark.usefixtures("impatient")
def test_a_network_killed_amid_a_reversal_hears_of_it_until_it_acknowledges(ready, network):
    card = till.card(ready)
    network.fault("drop_answer")
    network.fault("drop_answer", on="0420", count=100)
    waiting = till.pay_in_background(ready, card, 11_000)
    till.wait_for(lambda: StoredReversal.objects.filter(state="OPEN", tries__gte=2).exists())
    network.kill()
    network.start()
    till.wait_for(till.all_acknowledged, seconds=40)
    waiting.join(timeout=20)
    assert till.operation_states(till.latest()) == [("AUTHORISE", "REVERSED")]
    agreement.everywhere(network)


@pytest.fixture
def away(ready, network):
    """Kill the network, and have it back after."""
    network.kill()
    till.wait_for(lambda: not up())
    yield
    network.start()
    till.wait_for(up, seconds=40)
    agreement.everywhere(network)


@pytest.mark.usefixtures("away")
def test_nothing_is_asked_of_a_network_that_is_known_to_be_away(ready):
    made = Operation.objects.count()
    with pytest.raises(routing.NoRoute):
        till.pay(ready, till.card(ready), 12_000)
    assert Operation.objects.count() == made


@pytest.mark.usefixtures("away", "impatient")
def test_what_is_asked_before_it_is_known_that_the_network_is_away_is_not_sent(ready, monkeypatch):
    monkeypatch.setattr(routing, "_is_reached", lambda *_, **__: True)
    payment = till.pay(ready, till.card(ready), 12_100)
    assert payment.state == "REQUIRES_PAYMENT_METHOD"
    assert till.operation_states(payment) == [("AUTHORISE", "NOT_SENT")]


def test_a_network_killed_around_the_days_end_pays_what_was_captured_once(ready, network, settings):
    settings.GATEWAY_EXCHANGE_FOLDER = network.folder
    card = till.card(ready, "4000056655665556")  # one that was not tried so often of late
    for minor in (13_000, 14_000):
        till.capture(ready, till.pay(ready, card, minor))
    day.make_file()
    network.kill()
    network.start()
    ending = threading.Thread(target=_try_to_clear, args=(network, ledger.business_date()))
    ending.start()
    time.sleep(0.01)
    network.kill()
    ending.join(timeout=30)
    network.start()
    day.clear(network)
    day.clear(network)
    assert day.take_files().refused == ()
    day.reconcile()
    day.settle()
    till.wait_for(up)
    agreement.everywhere(network)
    agreement.reconciled()


def _try_to_clear(network, date) -> None:
    try:
        network.clear(date, network="visa")
    except (OSError, ValueError, AssertionError):
        return
