"""One connection of the bank: segments in, messages out, and what is ordered to go wrong."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bankcore.counterparties.card_network import keys
from bankcore.counterparties.card_network.codec import Message, Unframer, decode, encode, frame
from bankcore.counterparties.card_network.faults import Order
from bankcore.counterparties.card_network.messages import FAMILIES
from bankcore.counterparties.card_network.network import Network
from bankcore.counterparties.card_network.session import NEW_KEY, SIGN_OFF, SIGN_ON, Session

REPEAT_SECONDS = 5.0
_GARBAGE = bytes(range(0xF0, 0x100)) * 3


class Connection(asyncio.Protocol):
    """The network's end of one connection."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.session = Session(network.zone)
        self._transport: asyncio.Transport | None = None
        self._unframer = Unframer()
        self._held = b""
        self._later: list[asyncio.TimerHandle] = []
        self._repeats: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection; small answers leave at once."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        given = transport.get_extra_info("socket")
        if given is not None:
            given.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.network.connections.append(self)
        self.network.store.count(self.network.name, "connections")

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection with its keys."""
        self._transport = None
        self.session.signed_on = False
        with contextlib.suppress(ValueError):
            self.network.connections.remove(self)
        for timer in [*self._later, self._repeats]:
            if timer:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Deal with every message that is complete."""
        for body in self._unframer.feed(data):
            message = self.network.read(body)
            if message is not None:
                self._take(message)

    # In

    def _take(self, message: Message) -> None:
        network, now = self.network, self.network.now()
        if not self.session.accepts(message, now):
            network.store.count(network.name, "not_accepted")
            return
        network.store.count(network.name, message.mti)
        order = network.faults.take(network.name, message.mti)
        if order:
            network.store.count(network.name, f"fault_{order.kind}")
        if order and order.kind == "drop_request":
            return
        wait = order.seconds if order and order.kind == "delay" else 0.0
        act = partial(self._act, message, order)
        if wait:
            self._after(wait, act)
        else:
            act()

    def _act(self, message: Message, order: Order | None) -> None:
        if message.mti in FAMILIES:
            self.network.deal(self, message, order)
        elif message.mti == "0800":
            self._manage(message, order)
        elif message.mti == "0810":
            self.session.acknowledge(message.fields, self.network.now())
        elif message.mti == "0130":
            self.network.acknowledge(message.fields)

    def _manage(self, message: Message, order: Order | None) -> None:
        answer, signer = self.session.manage(message.fields, self.network.now())
        body = encode(answer, self.network.dialect, with_mac=bool(signer))
        self._go_wrong(body, order, lambda given: self._sealed(given, signer))
        if message.fields.get(70) == SIGN_ON:
            self._tell_advices()

    # Out

    def answer(self, body: bytes, order: Order | None) -> None:
        """Send an answer that is kept, in the way that is ordered."""
        if self._transport is None:
            return
        if order is None and not self._held:
            self._transport.write(frame(self._sealed(body, self.session.key)))
            return
        self._go_wrong(body, order, lambda given: self._sealed(given, self.session.key))

    def _go_wrong(self, body: bytes, order: Order | None, seal: Callable[[bytes], bytes]) -> None:
        kind = order.kind if order else ""
        if kind == "drop_answer":
            return
        if kind in {"close", "stand_in"}:
            self._close()
            return
        if order and kind == "late":
            self._after(order.seconds, lambda: self._send(frame(seal(body))))
            return
        self._send_wrong(frame(seal(self._altered(body, kind))), order)
        if kind == "sign_off":
            self.sign_off()

    def _send_wrong(self, sent: bytes, order: Order | None) -> None:
        """Send an answer so that its bytes, or their segments, are what is ordered."""
        kind = order.kind if order else ""
        if kind == "split":
            self._send_bytes(sent)
        elif order and kind == "merge" and not self._held:
            self._hold(sent, order.seconds)
        elif kind == "twice":
            self._send(sent + sent)
        elif kind == "garbage":
            self._send(frame(_GARBAGE))
        elif kind == "wrong_mac":
            self._send(sent[:-1] + bytes([sent[-1] ^ 0xFF]))
        else:
            self._send(sent)

    def _altered(self, body: bytes, kind: str) -> bytes:
        """Return the answer with the one field changed that `kind` names."""
        if kind not in {"wrong_amount", "wrong_currency", "no_terminal"}:
            return body
        message = decode(body + bytes(8), self.network.dialect)
        fields = dict(message.fields)
        if kind == "wrong_amount":
            fields[4] = f"{int(fields.get(4, '0')) + 1:012d}"
        elif kind == "wrong_currency":
            fields[49] = "0392" if fields.get(49) != "0392" else "0840"
        else:
            fields.pop(41, None)
        return encode(replace(message, fields=fields), self.network.dialect, with_mac=True)

    def _sealed(self, body: bytes, key: bytes) -> bytes:
        return body + keys.mac(key=key, data=body) if key else body

    def _hold(self, sent: bytes, seconds: float) -> None:
        """Keep an answer back for the next one, or for so long where none comes."""
        self._held = sent
        self._after(seconds, lambda: self._send(b""))

    def _send(self, sent: bytes) -> None:
        together, self._held = self._held + sent, b""
        if self._transport is not None and together:
            self._transport.write(together)

    def _send_bytes(self, sent: bytes) -> None:
        """Send byte by byte: without Nagle's delay each leaves in a segment of its own."""
        for number in range(len(sent)):
            self._send(sent[number : number + 1])

    def _after(self, seconds: float, act: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        self._later = [timer for timer in self._later if timer.when() > loop.time()]
        self._later.append(loop.call_later(seconds, act))

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    # The network's own messages

    def own(self, message: Message) -> None:
        """Send a message of the network's own."""
        body = encode(message, self.network.dialect, with_mac=True)
        self._send(frame(self._sealed(body, self.session.key)))
        self.network.store.count(self.network.name, f"sent_{message.mti}")

    def sign_off(self) -> None:
        """Tell the bank that the network leaves; nothing is acted on until it signs on anew."""
        self._network_message(SIGN_OFF)
        self.session.signed_on = False

    def change_key(self) -> None:
        """Bring the bank another MAC key."""
        self._network_message(NEW_KEY, self.session.offer())

    def _network_message(self, code: str, de48: str = "") -> None:
        de7, stan = self.network.stamp()
        fields = {7: de7, 11: stan, 70: code} | ({48: de48} if de48 else {})
        self.own(Message("0800", fields))

    def _tell_advices(self) -> None:
        """Tell the advices that are not acknowledged, and again until they are."""
        if not self.session.signed_on:
            return
        told = self.network.advices()
        for message in told:
            self.own(message)
        if self._repeats:
            self._repeats.cancel()
        self._repeats = None
        if told:
            loop = asyncio.get_running_loop()
            self._repeats = loop.call_later(REPEAT_SECONDS, self._tell_advices)
