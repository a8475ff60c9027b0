"""One connection's session: signed on or not, and the keys that sign its messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bankcore.counterparties.card_network import keys
from bankcore.counterparties.card_network.codec import Message

SIGN_ON, SIGN_OFF, NEW_KEY, ECHO = "0001", "0002", "0101", "0301"
_OVERLAP = timedelta(seconds=10)
_ECHOED = (7, 11, 32, 70)


@dataclass(slots=True)
class Session:
    """Keys of one connection; `offered` is a key that the bank has not acknowledged yet."""

    zone: bytes = field(repr=False)
    signed_on: bool = False
    key: bytes = field(default=b"", repr=False)
    offered: bytes = field(default=b"", repr=False)
    _old: bytes = field(default=b"", repr=False)
    _old_until: datetime | None = None

    def accepts(self, message: Message, now: datetime) -> bool:
        """Tell whether the message may be acted on: signed, by a key that is good now."""
        if message.mti == "0800" and message.fields.get(70) == SIGN_ON:
            return True
        if not self.key or not message.mac:
            return False
        if not self.signed_on and message.mti[1] != "8":
            return False
        return any(
            keys.is_mac(key=key, data=message.signed, given=message.mac)
            for key in self._good_keys(now)
        )

    def manage(self, request: Mapping[int, str], now: datetime) -> tuple[Message, bytes]:
        """Return the 0810 to a sign-on, echo, key change or sign-off, and the key that signs it.

        The key is b"" for sign-on's answer, which has no MAC.
        """
        code, signer, added = request.get(70, ""), self.key, {39: "00"}
        if code in {SIGN_ON, NEW_KEY}:
            added[48] = self._change(now)
        if code == SIGN_ON:
            signer, self.signed_on, self._old = b"", True, b""
        elif code == SIGN_OFF:
            self.signed_on = False
        elif code not in {NEW_KEY, ECHO}:
            added[39] = "12"
        fields = {number: request[number] for number in _ECHOED if number in request}
        return Message("0810", fields | added), signer

    def offer(self) -> str:
        """Return DE48 with a new key from the network; in use once the bank acknowledges."""
        self.offered = keys.new_session_key()
        return _de48(self.offered, self.zone)

    def acknowledge(self, answer: Mapping[int, str], now: datetime) -> None:
        """Put the offered key in use, as the bank has it."""
        if self.offered and answer.get(39) == "00" and answer.get(70, NEW_KEY) == NEW_KEY:
            self._use(self.offered, now)
            self.offered = b""

    def _good_keys(self, now: datetime) -> list[bytes]:
        good = [self.key]
        if self.offered:
            good.append(self.offered)
        if self._old and self._old_until and now < self._old_until:
            good.append(self._old)
        return good

    def _change(self, now: datetime) -> str:
        key = keys.new_session_key()
        self._use(key, now)
        return _de48(key, self.zone)

    def _use(self, key: bytes, now: datetime) -> None:
        self._old, self._old_until, self.key = self.key, now + _OVERLAP, key


def _de48(key: bytes, zone: bytes) -> str:
    wrapped = keys.wrapped(key=key, zone=zone)
    return f"11{len(wrapped):02d}{wrapped}"
