"""Payments over the real wire, to the networks' own process, with every fault that it has."""

import pytest

from bankcore import clock
from payments.cards.models import NetworkMessage
from payments.gateway.domain.intents import IntentState
from payments.gateway.models import Operation
from tests.payments.cards import till

pytestmark = pytest.mark.usefixtures("link_up")


def authorisation_of(payment):
    return Operation.objects.get(
        intent__object_id=getattr(payment, "object_id", payment), kind="AUTHORISE"
    )


def open_at(network, payment, name="visa") -> int:
    """Return what the network still holds of a payment, in minor units."""
    ours = {(each.stan, each.fields["7"]) for each in till.messages(payment) if each.stan}
    found = network.state(name)["open"]
    return sum(each["amount_minor"] for each in found if (each["stan"], each["de7"]) in ours)


@pytest.mark.parametrize("name", ["visa", "mastercard"])
def test_an_approval_is_there_before_the_shop_stops_waiting(shop, network, name):
    payment = till.pay(shop, till.card(shop, till.APPROVES[name]))
    assert payment.state == IntentState.REQUIRES_CAPTURE
    operation, message = authorisation_of(payment), till.messages(payment)[0]
    assert operation.network_reference == message.rrn
    assert operation.authorisation_code == message.authorisation_code != ""
    assert open_at(network, payment, name) == 10_000


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000000002", "do_not_honor"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
    ],
)
def test_a_decline_says_why_in_the_gateways_words(shop, number, code):
    payment = till.pay(shop, till.card(shop, number))
    assert payment.state == IntentState.REQUIRES_PAYMENT_METHOD
    assert authorisation_of(payment).decline_code == code


def test_half_an_approval_is_an_approval_of_half(shop, network):
    payment = till.pay(shop, till.card(shop, "5105105105105100"), 10_000)
    assert authorisation_of(payment).approved_minor == 5_000
    assert open_at(network, payment, "mastercard") == 5_000


def test_a_capture_goes_by_file_and_is_done_at_once(shop):
    payment = till.capture(shop, till.pay(shop, till.card(shop)))
    assert payment.state == IntentState.SUCCEEDED
    assert till.message_states(payment) == [("0100", "ANSWERED")]
    capture = Operation.objects.get(intent__object_id=payment.object_id, kind="CAPTURE")
    assert capture.network_reference == till.messages(payment)[0].rrn


@pytest.mark.parametrize("name", ["visa", "mastercard"])
def test_a_void_takes_the_hold_away_at_the_network(shop, network, name):
    payment = till.void(shop, till.pay(shop, till.card(shop, till.APPROVES[name])))
    assert payment.state == IntentState.CANCELED
    assert till.message_states(payment) == [("0100", "ANSWERED"), ("0400", "ANSWERED")]
    assert open_at(network, payment, name) == 0


def test_nothing_of_a_card_is_in_the_tables(shop):
    payment = till.void(shop, till.pay(shop, till.card(shop)))
    for message in till.messages(payment):
        assert till.APPROVES["visa"] not in f"{message.fields} {message.answer}"
        assert "3012" not in message.fields.values()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", ["drop_request", "drop_answer", "close", "wrong_mac", "garbage"])
def test_what_is_not_answered_is_taken_back_and_never_thought_of_as_failed(shop, network, fault):
    method = till.card(shop)
    network.fault(fault)
    till.pay_in_background(shop, method)
    till.wait_for(lambda: till.operation_states(till.latest()) == [("AUTHORISE", "REVERSED")])
    till.wait_for(till.all_acknowledged)
    payment = till.latest()
    assert till.operation_states(payment) == [("AUTHORISE", "REVERSED")]
    assert till.message_states(payment) == [("0100", "TIMED_OUT"), ("0420", "ANSWERED")]
    assert open_at(network, payment) == 0


@pytest.mark.usefixtures("impatient")
def test_a_late_approval_changes_nothing_and_the_reversal_stands(shop, network):
    method = till.card(shop)
    network.fault("late", seconds=2.5)
    till.pay_in_background(shop, method)
    till.wait_for(lambda: till.inbound_states(till.latest()) == [("0110", "LATE")])
    till.wait_for(till.all_acknowledged)
    assert till.operation_states(till.latest()) == [("AUTHORISE", "REVERSED")]
    assert open_at(network, till.latest()) == 0


@pytest.mark.usefixtures("impatient")
def test_a_reversal_is_repeated_with_the_same_elements_until_it_is_acknowledged(shop, network):
    method = till.card(shop)
    network.fault("drop_answer")
    network.fault("drop_answer", on="0420", count=2)
    till.pay_in_background(shop, method)
    till.wait_for(lambda: till.operation_states(till.latest()) == [("AUTHORISE", "REVERSED")])
    till.wait_for(till.all_acknowledged)
    reversal = till.messages(till.latest())[-1]
    assert (reversal.mti, reversal.stored_reversal.tries) == ("0420", 3)
    assert open_at(network, till.latest()) == 0


def test_an_answer_that_comes_twice_counts_once(shop, network):
    network.fault("twice")
    payment = till.pay(shop, till.card(shop))
    till.wait_for(lambda: till.inbound_states(payment) == [("0110", "DUPLICATE")])
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]


@pytest.mark.parametrize("fault", ["split", "no_terminal", "delay"])
def test_an_answer_in_pieces_or_without_a_terminal_is_an_answer(shop, network, fault):
    network.fault(fault, seconds=0.3)
    payment = till.pay(shop, till.card(shop))
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]


def test_two_answers_in_one_segment_are_two_answers(shop, network):
    method = till.card(shop)
    network.fault("merge", count=2)
    other = till.pay_in_background(shop, method)
    payment = till.pay(shop, method)
    other.join(timeout=20)
    assert payment.state == IntentState.REQUIRES_CAPTURE
    assert till.operation_states(till.latest()) == [("AUTHORISE", "SUCCEEDED")]


@pytest.mark.parametrize("fault", ["wrong_amount", "wrong_currency"])
def test_an_approval_of_something_else_waits_for_people(shop, network, fault):
    network.fault(fault)
    payment = till.pay(shop, till.card(shop))
    assert payment.state == IntentState.CONFLICTED


def test_what_the_network_decided_in_our_stead_is_taken(shop, network):
    network.fault("stand_in")
    payment = till.pay(shop, till.card(shop))
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]
    assert till.inbound_states(payment) == [("0120", "APPLIED")]
    till.wait_for(lambda: network.state()["advices_waiting"] == 0)


def test_a_network_that_signs_off_is_signed_on_to_anew(shop, network):
    network.fault("sign_off")
    till.pay(shop, till.card(shop))
    till.wait_for(lambda: network.state()["signed_on"] == 1)
    till.wait_for(lambda: till.VISA.health(now=clock.now()).is_up)
    payment = till.pay(shop, till.card(shop))
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]


def test_a_new_key_from_the_network_is_taken_without_a_message_lost(shop, network):
    network.order("POST", "/key-change", {"network": "visa"})
    payment = till.pay(shop, till.card(shop))
    assert till.operation_states(payment) == [("AUTHORISE", "SUCCEEDED")]


def test_the_link_is_up_as_long_as_it_is_signed_on(network):
    assert till.VISA.health(now=clock.now()).is_up


def test_no_number_is_given_twice(shop):
    numbers = NetworkMessage.objects.exclude(stan="").values_list("connector", "stan")
    assert len(set(numbers)) == numbers.count() > 0
