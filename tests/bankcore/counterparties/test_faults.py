"""Each fault by order does what its name says, to so many messages and no more."""

import time

import pytest

from tests.bankcore.counterparties.acquirer import cmac, original, purchase, reversal


@pytest.fixture(params=["visa", "mastercard"])
def wire(connect, request):
    return connect(request.param)


def is_silent(wire, seconds: float = 0.3) -> bool:
    try:
        wire.raw(seconds)
    except TimeoutError:
        return True
    return False


def is_open(network, wire, asked) -> bool:
    return asked[37] in {row["rrn"] for row in network.state(wire.network)["open"]}


def approves(wire) -> bool:
    return wire.ask("0100", purchase())["39"] == "00"


def test_a_dropped_request_was_never_seen(network, wire):
    network.fault("drop_request")
    asked = purchase()
    wire.send("0100", asked)
    assert is_silent(wire)
    assert not is_open(network, wire, asked)
    assert approves(wire)


def test_a_dropped_answer_was_decided(network, wire):
    network.fault("drop_answer")
    asked = purchase()
    wire.send("0100", asked)
    assert is_silent(wire)
    assert is_open(network, wire, asked)
    assert wire.ask("0101", asked)["39"] == "00"


def test_a_fault_meets_as_many_messages_as_ordered_of_the_type_ordered(network, wire):
    network.fault("drop_answer", count=2, on="0400")
    asked = purchase()
    assert wire.ask("0100", asked)["39"] == "00"
    void = reversal(asked)
    for _ in range(2):
        wire.send("0400", void)
        assert is_silent(wire)
    assert wire.ask("0400", void)["39"] == "00"


def test_an_answer_may_come_twice(network, wire):
    network.fault("twice")
    wire.send("0100", purchase())
    assert wire.raw() == wire.raw()
    assert approves(wire)


@pytest.mark.parametrize("kind", ["late", "delay"])
def test_an_answer_may_be_late(network, wire, kind):
    network.fault(kind, seconds=0.5)
    asked = purchase()
    began = time.monotonic()
    wire.send("0100", asked)
    assert wire.read()["39"] == "00"
    assert time.monotonic() - began >= 0.5


def test_what_is_late_was_decided_and_what_is_delayed_was_not(network, wire):
    for kind, decided in (("late", True), ("delay", False)):
        network.fault(kind, seconds=0.5)
        asked = purchase()
        wire.send("0100", asked)
        time.sleep(0.1)
        assert is_open(network, wire, asked) is decided
        wire.read()


def test_a_delayed_request_that_was_reversed_meanwhile_does_not_stand(network, wire):
    network.fault("delay", seconds=0.4)
    asked = purchase()
    wire.send("0100", asked)
    assert wire.ask("0420", reversal(asked, de39="68"))["39"] == "25"
    assert wire.read()["39"] == "05"
    assert not is_open(network, wire, asked)


def test_a_connection_may_close_after_the_decision(network, wire):
    network.fault("close")
    asked = purchase()
    wire.send("0100", asked)
    with pytest.raises(ConnectionError):
        wire.raw()
    assert is_open(network, wire, asked)


def test_an_answer_may_come_byte_by_byte(network, wire):
    network.fault("split")
    wire.send("0100", purchase())
    assert wire.read()["39"] == "00"
    assert approves(wire)


def test_two_answers_may_come_in_one_segment(network, wire):
    network.fault("merge", seconds=5)
    first, second = purchase(), purchase()
    wire.send("0100", first)
    assert is_silent(wire)
    wire.send("0100", second)
    wire.raw()
    assert wire.buffer  # the other came with it
    assert wire.read()["11"] == second[11]


def test_a_held_answer_comes_alone_where_no_other_follows(network, wire):
    network.fault("merge", seconds=0.4)
    wire.send("0100", purchase())
    assert is_silent(wire, 0.2)
    assert wire.read()["39"] == "00"


def test_an_answer_may_have_a_wrong_mac(network, wire):
    network.fault("wrong_mac")
    wire.send("0100", purchase())
    raw = wire.raw()
    assert cmac(wire.key, raw[:-8]) != raw[-8:]


def test_an_answer_may_tell_another_amount_or_currency_or_no_terminal(network, wire):
    asked = purchase(amount=1000)
    for kind in ("wrong_amount", "wrong_currency", "no_terminal"):
        network.fault(kind)
    amount, currency, terminal = (wire.ask("0100", purchase(amount=1000)) for _ in range(3))
    assert int(amount["4"]) == 1001
    assert currency["49"] not in {asked[49], amount["49"]}
    assert (terminal["39"], "41" in terminal, "41" in amount) == ("00", False, True)


def test_an_answer_may_be_garbage(network, wire):
    network.fault("garbage")
    wire.send("0100", purchase())
    assert wire.raw() == bytes(range(0xF0, 0x100)) * 3
    assert approves(wire)


def test_the_network_may_sign_off(network, wire):
    network.fault("sign_off")
    assert approves(wire)
    told = wire.read()
    assert (told["t"], told["70"]) == ("0800", "0002")
    wire.send("0100", purchase())
    assert is_silent(wire)
    wire.sign_on()
    assert approves(wire)


def test_a_stand_in_is_told_on_the_next_connection_until_it_is_acknowledged(network, connect, wire):
    network.fault("stand_in")
    asked = purchase(amount=1700)
    wire.send("0100", asked)
    with pytest.raises(ConnectionError):
        wire.raw()
    for mti in ("0120", "0121"):
        again = connect(wire.network)
        advice = again.read()
        assert (advice["t"], advice["39"], int(advice["4"])) == (mti, "00", 1700)
        assert (advice["90"], advice["37"]) == (original(asked), asked[37])
        assert len(advice["38"]) == 6
    assert network.state(wire.network)["advices_waiting"] == 1
    again.send("0130", {7: advice["7"], 11: advice["11"], 32: advice["32"], 39: "00"})
    assert is_silent(connect(wire.network))
    assert network.state(wire.network)["advices_waiting"] == 0
    assert is_open(network, wire, asked)


def test_a_fault_may_be_for_one_network_alone(network, visa, mastercard):
    network.fault("drop_answer", network="visa")
    assert approves(mastercard)
    visa.send("0100", purchase())
    assert is_silent(visa)


@pytest.mark.parametrize("order", [{"kind": "earthquake"}, {"kind": "late", "on": "0999"}, {}])
def test_an_order_that_is_not_understood_is_refused(network, order):
    status, content = network.ask("POST", "/faults", order)
    assert status == 400
    assert content["detail"]


def test_a_fault_may_be_for_network_management(network, wire):
    network.fault("drop_answer", on="0800")
    wire.send("0800", {7: "1125101500", 11: "000001", 70: "0301"})
    assert is_silent(wire)
    assert wire.ask("0800", {7: "1125101500", 11: "000001", 70: "0301"})["39"] == "00"
