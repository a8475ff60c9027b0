"""Events: written with the change they tell of, handed over at least once, oldest first."""

from datetime import timedelta

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from tests.conftest import NOW, in_threads
from tests.factories.happened import OtherHappened, ThingHappened

SUBSCRIPTIONS = {"test.happened": ("one", "two")}


def publish(*numbers: int) -> None:
    for number in numbers:
        outbox.publish(ThingHappened(n=number), subject=f"thing:{number}", at=NOW)


class Broker:
    """Takes messages, until told not to."""

    def __init__(self, *, refuses_after: int = 10**6) -> None:
        self.taken: list[tuple[str, int]] = []
        self._left = refuses_after

    def send(self, task: str, message) -> None:
        if len(self.taken) >= self._left:
            message = "not now"
            raise BrokerError(message)
        self.taken.append((task, message["payload"]["n"]))


def deliver(broker: Broker) -> int:
    return outbox.deliver(subscriptions=SUBSCRIPTIONS, send=broker.send, now=NOW)


@pytest.mark.usefixtures("bank")
def test_an_event_goes_with_the_change_it_tells_of():
    with transaction.atomic():
        publish(1)
        transaction.set_rollback(True)
    assert deliver(Broker()) == 0


@pytest.mark.usefixtures("committed_bank")
def test_nothing_is_published_outside_a_use_case():
    with pytest.raises(transaction.TransactionManagementError):
        publish(1)


@pytest.mark.usefixtures("bank")
def test_events_reach_every_subscriber_once_in_order():
    publish(1, 2)
    broker = Broker()
    assert deliver(broker) == 2
    assert broker.taken == [("one", 1), ("two", 1), ("one", 2), ("two", 2)]
    assert deliver(broker) == 0


@pytest.mark.usefixtures("bank")
def test_what_the_broker_did_not_take_waits_and_comes_again():
    publish(1, 2)
    with pytest.raises(BrokerError):
        deliver(Broker(refuses_after=3))
    assert outbox.backlog(now=NOW).waiting == 2
    broker = Broker()
    assert deliver(broker) == 2
    assert len(broker.taken) == 4


@pytest.mark.usefixtures("bank")
def test_an_event_nobody_subscribed_to_is_delivered_to_nobody():
    outbox.publish(OtherHappened(), subject="thing:x", at=NOW)
    assert deliver(Broker()) == 1
    assert outbox.backlog(now=NOW).waiting == 0


@pytest.mark.usefixtures("committed_bank")
def test_two_relays_never_take_the_same_event():
    use_case(publish)(*range(500))
    brokers = [Broker(), Broker()]

    def relay(number: int) -> None:
        while deliver(brokers[number]):
            pass

    assert in_threads(2, relay) == [None, None]
    taken = [n for broker in brokers for task, n in broker.taken if task == "one"]
    assert sorted(taken) == list(range(500))
    assert outbox.backlog(now=NOW).waiting == 0


@pytest.mark.usefixtures("committed_bank")
def test_a_waiting_relay_wakes_when_an_event_is_written():
    def act(number: int) -> float:
        import time

        started = time.monotonic()
        if number:
            time.sleep(0.5)
            use_case(publish)(1)
        else:
            outbox.wait(seconds=20)
        return time.monotonic() - started

    waited, _ = in_threads(2, act)
    assert waited < 15


@pytest.mark.usefixtures("bank")
def test_what_a_broker_may_have_forgotten_goes_again_and_what_is_older_than_a_day_does_not():
    publish(1)
    deliver(Broker())
    publish(2)
    later = NOW + timedelta(hours=2)
    outbox.deliver(subscriptions=SUBSCRIPTIONS, send=Broker().send, now=later)
    assert outbox.deliver_again(reached=lambda: None, now=NOW + timedelta(hours=25)) == 1
    broker = Broker()
    assert deliver(broker) == 1
    assert broker.taken == [("one", 2), ("two", 2)]
