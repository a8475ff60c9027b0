"""Authorisations raised, and given back in part, at the networks' own process."""

import time
from uuid import uuid4

import pytest

from bankcore import clock
from bankcore.money import Currency, Money
from payments.cards.models import StanSequence
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.views import CaptureOrder
from payments.gateway.models import Operation
from payments.gateway.services import increments, intents
from tests.payments.cards import till
from tests.payments.cards.test_network import open_at
from tests.payments.gateway import shops

pytestmark = pytest.mark.usefixtures("link_up")
EUR = Currency.of("EUR")


def given(shop, payment) -> dict:
    return {
        "merchant": shop, "intent": payment.object_id, "idempotency": uuid4(),
        "actor": shops.SHOP, "now": clock.now(),
    }  # fmt: skip


def raised(shop, payment, minor):
    return increments.increment(amount=Money(minor, EUR), **given(shop, payment))


def captured_in_part(shop, payment, minor):
    order = CaptureOrder(amount=Money(minor, EUR), is_final=False)
    return intents.capture(order=order, **given(shop, payment))


def void_state(payment) -> str:
    return Operation.objects.get(intent__object_id=payment.object_id, kind="VOID").state


@pytest.mark.parametrize("name", ["visa", "mastercard"])
def test_a_raise_is_held_by_the_network_on_top_of_the_first(shop, network, name):
    payment = till.pay(shop, till.card(shop, till.APPROVES[name]))
    payment = raised(shop, payment, 15_000)
    assert payment.state == IntentState.REQUIRES_CAPTURE
    assert shops.counters(payment) == {"authorised": 15_000}
    assert till.message_states(payment) == [("0100", "ANSWERED"), ("0100", "ANSWERED")]
    assert open_at(network, payment, name) == 15_000


@pytest.mark.parametrize("name", ["visa", "mastercard"])
def test_a_void_after_a_raise_gives_all_of_it_back(shop, network, name):
    payment = raised(shop, till.pay(shop, till.card(shop, till.APPROVES[name])), 15_000)
    assert till.void(shop, payment).state == IntentState.CANCELED
    assert open_at(network, payment, name) == 0


@pytest.mark.usefixtures("impatient")
def test_a_raise_that_is_not_answered_is_taken_back_and_the_first_stays(shop, network):
    payment = till.pay(shop, till.card(shop))
    network.fault("drop_answer")
    raised(shop, payment, 15_000)
    till.wait_for(till.all_acknowledged)
    assert till.message_states(payment) == [
        ("0100", "ANSWERED"), ("0100", "TIMED_OUT"), ("0420", "ANSWERED"),
    ]  # fmt: skip
    assert shops.counters(payment) == {"authorised": 10_000}
    assert open_at(network, payment) == 10_000


@pytest.mark.parametrize("name", ["visa", "mastercard"])
def test_what_is_not_captured_is_given_back_and_the_captured_part_stays(shop, network, name):
    payment = till.pay(shop, till.card(shop, till.APPROVES[name]))
    captured_in_part(shop, payment, 4_000)
    till.void(shop, payment)
    reversal = till.messages(payment)[-1]
    assert (reversal.mti, reversal.state, reversal.remaining_minor) == ("0400", "ANSWERED", 4_000)
    assert void_state(payment) == "SUCCEEDED"
    assert open_at(network, payment, name) == 4_000


def test_a_part_given_back_without_an_answer_is_given_back_once(shop, network):
    payment = till.pay(shop, till.card(shop))
    captured_in_part(shop, payment, 4_000)
    network.fault("drop_answer", on="0400")
    till.void(shop, payment)
    till.wait_for(till.all_acknowledged)
    till.wait_for(lambda: void_state(payment) == "SUCCEEDED")
    assert open_at(network, payment) == 4_000


def test_numbers_go_on_from_one_after_the_last(shop, network):
    till.pay(shop, till.card(shop))
    # A message is known by its number and second: a million messages take longer than one.
    time.sleep(1.1)
    today = StanSequence.objects.filter(connector="visa").order_by("-day")
    today.filter(pk=today[0].pk).update(last=999_998)
    payments = [till.pay(shop, till.card(shop)) for _ in range(3)]
    assert [till.messages(each)[0].stan for each in payments] == ["999999", "000001", "000002"]
    assert [open_at(network, each) for each in payments] == [10_000] * 3
    till.void(shop, payments[1])
    assert [open_at(network, each) for each in payments] == [10_000, 0, 10_000]
