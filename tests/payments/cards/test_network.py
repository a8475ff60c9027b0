"""Payments over the real wire, to the networks' own process."""

import pytest

from bankcore import clock
from payments.cards.models import NetworkMessage, StoredReversal
from payments.gateway.domain.intents import IntentState
from payments.gateway.models import Operation
from tests.payments.cards import till


@pytest.mark.parametrize("name", ["visa", "mastercard"])
def test_an_approval_is_there_before_the_shop_stops_waiting(link, shop, name):
    link(name)
    payment = till.pay(shop, till.card(shop, till.APPROVES[name]))
    assert payment.state == IntentState.REQUIRES_CAPTURE
    operation = Operation.objects.get()
    message = NetworkMessage.objects.get()
    assert operation.network_reference == message.rrn
    assert operation.authorisation_code == message.authorisation_code != ""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000000002", "do_not_honor"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
    ],
)
def test_a_decline_says_why_in_the_gateways_words(link, shop, number, code):
    link()
    payment = till.pay(shop, till.card(shop, number))
    assert payment.state == IntentState.REQUIRES_PAYMENT_METHOD
    assert Operation.objects.get().decline_code == code


def test_half_an_approval_is_an_approval_of_half(link, shop):
    link("mastercard")
    till.pay(shop, till.card(shop, "5105105105105100"), 10_000)
    assert Operation.objects.get().approved_minor == 5_000


def test_a_capture_goes_by_file_and_is_done_at_once(link, shop):
    link()
    payment = till.capture(shop, till.pay(shop, till.card(shop)))
    assert payment.state == IntentState.SUCCEEDED
    assert till.message_states() == [("0100", "ANSWERED")]
    capture = Operation.objects.get(kind="CAPTURE")
    assert capture.network_reference == NetworkMessage.objects.get().rrn


def test_a_void_takes_the_hold_away_at_the_network(link, shop, network):
    link()
    payment = till.void(shop, till.pay(shop, till.card(shop)))
    assert payment.state == IntentState.CANCELED
    assert till.message_states() == [("0100", "ANSWERED"), ("0400", "ANSWERED")]
    assert open_at(network) == 0


def open_at(network, name="visa") -> int:
    """Return what the network still holds of this test's payments, in minor units."""
    ours = set(NetworkMessage.objects.filter(mti="0100").values_list("rrn", flat=True))
    found = network.state(name)["open"]
    return sum(each["open_minor"] for each in found if each["rrn"] in ours)


def test_nothing_of_a_card_is_in_the_tables(link, shop):
    link()
    till.void(shop, till.pay(shop, till.card(shop)))
    for message in NetworkMessage.objects.all():
        assert till.APPROVES["visa"] not in f"{message.fields} {message.answer}"
        assert "3012" not in message.fields.values()


@pytest.mark.parametrize("fault", ["drop_request", "drop_answer", "close", "wrong_mac", "garbage"])
def test_what_is_not_answered_is_taken_back_and_never_thought_of_as_failed(
    link, shop, network, fault, monkeypatch
):
    link()
    network.fault(fault)
    shorten(monkeypatch)
    till.pay(shop, till.card(shop))
    till.wait_for(till.all_acknowledged)
    assert till.operation_states() == [("AUTHORISE", "REVERSED")]
    assert till.message_states() == [("0100", "TIMED_OUT"), ("0420", "ANSWERED")]
    assert StoredReversal.objects.get().acknowledged_at is not None
    assert open_at(network) == 0


def shorten(monkeypatch, seconds: float = 1.5) -> None:
    """Let authorisations wait less long than payers do."""
    from datetime import timedelta

    from payments.gateway.services import charges

    assert hasattr(charges, "DEADLINE")
    monkeypatch.setattr(charges, "DEADLINE", timedelta(seconds=seconds))


def test_the_link_is_up_as_long_as_it_is_signed_on(link, shop):
    running = link()
    assert till.VISA.health(now=clock.now()).is_up
    running.stop()
    assert not till.VISA.health(now=clock.now()).is_up
