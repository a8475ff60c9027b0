"""Sign-on, MAC and keys, on both wires."""

import socket
import time

import pytest

from tests.bankcore.counterparties.acquirer import purchase, stamp, stan


@pytest.fixture(params=["visa", "mastercard"])
def name(request) -> str:
    return request.param


def manage(wire, code: str, key: bytes | None = None) -> dict[str, str]:
    wire.send("0800", {7: stamp(), 11: stan(), 70: code}, key)
    return wire.read(check=False)


def is_silent(wire) -> bool:
    try:
        wire.raw(0.3)
    except TimeoutError:
        return True
    return False


def test_nothing_is_acted_on_before_sign_on(network, connect, name):
    wire = connect(name, sign_on=False)
    asked = purchase()
    wire.send("0100", asked, key=bytes(32))
    assert is_silent(wire)
    assert asked[37] not in {row["rrn"] for row in network.state(name)["open"]}


def test_the_key_of_a_session_comes_wrapped_under_the_zone_key(connect, name):
    first, second = connect(name), connect(name)
    assert len(first.key) == 32
    assert first.key != second.key


def test_an_echo_is_answered(connect, name):
    answer = manage(connect(name), "0301")
    assert (answer["t"], answer["39"], answer["70"]) == ("0810", "00", "0301")


@pytest.mark.parametrize("key", [bytes(32), b""])
def test_a_message_with_a_wrong_mac_or_none_is_not_acted_on(network, connect, name, key):
    wire = connect(name)
    asked = purchase()
    wire.send("0100", asked, key=key)
    assert is_silent(wire)
    assert asked[37] not in {row["rrn"] for row in network.state(name)["open"]}
    assert wire.ask("0100", purchase())["39"] == "00"


def test_a_changed_byte_makes_the_mac_wrong(connect, name):
    wire = connect(name)
    sent = bytearray(wire.packed("0100", purchase(amount=1000)))
    sent[-20] ^= 1
    wire.socket.sendall(bytes(sent))
    assert is_silent(wire)


def test_after_sign_off_nothing_is_acted_on_until_sign_on(connect, name):
    wire = connect(name)
    assert manage(wire, "0002")["39"] == "00"
    wire.send("0100", purchase())
    assert is_silent(wire)
    wire.sign_on()
    assert wire.ask("0100", purchase())["39"] == "00"


def test_the_bank_may_ask_for_another_key_and_use_both_for_a_while(connect, name):
    wire = connect(name)
    old = wire.key
    wire.send("0800", {7: stamp(), 11: stan(), 70: "0101"})
    answer = wire.read()  # signed with the key before
    wire.key = wire.unwrap(answer["48"])
    assert wire.key != old
    assert wire.ask("0100", purchase())["39"] == "00"
    wire.send("0100", purchase(), key=old)
    assert wire.read()["39"] == "00"  # answered under the new key


def test_the_network_may_bring_another_key(network, connect, name):
    wire = connect(name)
    old = wire.key
    network.order("POST", "/key-change", {"network": name})
    brought = wire.read()
    assert (brought["t"], brought["70"]) == ("0800", "0101")
    assert wire.ask("0100", purchase())["39"] == "00"  # still the key before
    wire.key = wire.unwrap(brought["48"])
    wire.send("0810", {7: brought["7"], 11: brought["11"], 39: "00", 70: "0101"}, old)
    assert wire.ask("0100", purchase())["39"] == "00"


def test_a_message_may_come_in_pieces_and_several_in_one(connect, name):
    wire = connect(name)
    wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    several = [purchase() for _ in range(3)]
    stream = b"".join(wire.packed("0100", asked) for asked in several)
    for at in range(0, len(stream), 7):
        wire.socket.sendall(stream[at : at + 7])
        time.sleep(0.001)
    assert [wire.read()["11"] for _ in several] == [asked[11] for asked in several]
    wire.socket.sendall(b"".join(wire.packed("0100", asked) for asked in several))
    assert [wire.read()["11"] for _ in several] == [asked[11] for asked in several]


def test_bytes_that_are_no_message_cost_nothing_but_themselves(connect, name):
    wire = connect(name)
    wire.socket.sendall((64).to_bytes(2, "big") + bytes(range(64)))
    assert is_silent(wire)
    assert wire.ask("0100", purchase())["39"] == "00"
