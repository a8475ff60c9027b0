"""One connection to a network: frames, MACs, and the messages about the link itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import Final

from payments.cards.domain import codec, macs, requests
from payments.cards.domain.codec import Message, Unreadable
from payments.cards.domain.session_keys import SessionKeys
from payments.cards.domain.specs import Dialect

logger = logging.getLogger(__name__)

_ANSWER_SECONDS: Final = 5.0
_WRAPPED_KEY: Final = "11"
_KEYLESS: Final = frozenset({requests.SIGN_ON})
# Never twice within a process: a network gives the stored answer to what it has seen.
_STANS: Final = count(1)


class LinkDown(Exception):
    """The connection is of no use any more; another is made."""


class Connection:
    """Reads and writes whole messages. Only the process that holds the link's lock makes one."""

    def __init__(
        self,
        dialect: Dialect,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        *,
        zone_key: bytes,
        now: Callable[[], datetime],
    ) -> None:
        """Take the two streams of a connection that was just made."""
        self.dialect = dialect
        self.keys = SessionKeys()
        self._reader, self._writer = streams
        self._zone_key, self._now = zone_key, now
        self._asked: dict[tuple[str, str], asyncio.Future[Message]] = {}

    def write(self, message: Message, *, key: bytes | None = None) -> None:
        """Put a message on the wire, signed under the current key; raises LinkDown, Unreadable."""
        if self._writer.is_closing():
            message_text = "the connection is closed"
            raise LinkDown(message_text)
        raw = self._bytes(message, key or self.keys.current)
        logger.debug("%s < %s", self.dialect.name, codec.for_logs(message))
        self._writer.write(len(raw).to_bytes(2, "big") + raw)

    async def drain(self) -> None:
        """Wait until the network takes what was written; raises LinkDown."""
        try:
            await asyncio.wait_for(self._writer.drain(), _ANSWER_SECONDS)
        except (OSError, TimeoutError) as error:
            raise LinkDown(str(error) or "the network reads nothing") from None

    async def read(self) -> Message:
        """Return the next message that is one of this network's; raises LinkDown.

        What cannot be read, or is signed with a wrong MAC, is logged and passed over.
        """
        while True:
            raw = await self._frame()
            try:
                return self._message(raw)
            except Unreadable as error:
                logger.warning("%s > not taken: %s", self.dialect.name, error)

    async def ask(self, code: str) -> Message:
        """Send a message about the link and return its answer; raises LinkDown, TimeoutError."""
        stan = f"{next(_STANS) % 1_000_000:06}"
        message = requests.management(code, stan=stan, moment=self._now())
        key = stan, message["7"]
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._asked[key] = answer
        try:
            self.write(message)
            return await asyncio.wait_for(answer, _ANSWER_SECONDS)
        finally:
            del self._asked[key]

    async def sign_on(self) -> None:
        """Begin the session and take its MAC key; raises LinkDown."""
        try:
            answer = await self.ask(requests.SIGN_ON)
            self._accepted(answer)
            self._install(answer)
        except (TimeoutError, Unreadable) as error:
            message = f"not signed on: {error or 'no answer'}"
            raise LinkDown(message) from None

    async def change_key(self) -> None:
        """Ask the network for another MAC key; raises LinkDown, TimeoutError, Unreadable."""
        answer = await self.ask(requests.NEW_KEY)
        self._accepted(answer)
        self._install(answer)

    def hear(self, message: Message) -> bool:
        """Take an answer to `ask`; returns False for anything else."""
        if message["t"] != "0810":
            return False
        waiting = self._asked.get((message["11"], message["7"]))
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        return True

    def answer_management(self, message: Message) -> bool:
        """Answer a network's 0800; returns whether the session goes on.

        The answer to a new key is signed under the one before it, which both ends have for sure.
        """
        code, before = message["70"], self.keys.current
        verdict = "00"
        if code == requests.NEW_KEY:
            try:
                self._install(message)
            except Unreadable as error:
                logger.warning("%s > key not taken: %s", self.dialect.name, error)
                verdict = "96"
        self.write(requests.answer(message, code=verdict), key=before)
        return code != requests.SIGN_OFF

    def let_go(self) -> None:
        """Write nothing any more."""
        self._writer.close()

    async def close(self) -> None:
        """Let the connection go, and wait a moment until it is gone."""
        self.let_go()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), 1)

    def _install(self, message: Message) -> None:
        wrapped = codec.subelements(message.get("48", "")).get(_WRAPPED_KEY, "")
        self.keys.install(macs.unwrap(wrapped, self._zone_key), now=self._now())

    def _accepted(self, answer: Message) -> None:
        if answer["39"] != "00":
            message = f"the network answers {answer['39']}"
            raise LinkDown(message)

    async def _frame(self) -> bytes:
        try:
            length = int.from_bytes(await self._reader.readexactly(2), "big")
            if not 0 < length <= codec.LONGEST:
                message = f"a frame of {length} bytes"
                raise LinkDown(message)
            return await self._reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            message = "the network has closed the connection"
            raise LinkDown(message) from None

    def _message(self, raw: bytes) -> Message:
        message = codec.decode(raw, self.dialect.spec)
        codec.check(message)
        if not self._is_sign_on(message):
            macs.verify(raw, message, self.keys.taken(now=self._now()))
        logger.debug("%s > %s", self.dialect.name, codec.for_logs(message))
        return message

    def _is_sign_on(self, message: Message) -> bool:
        """Return whether a message is the one that may come unsigned: sign-on's answer, once."""
        asked = (message.get("11", ""), message.get("7", "")) in self._asked
        return message["t"] == "0810" and self.keys.current is None and asked

    def _bytes(self, message: Message, key: bytes | None) -> bytes:
        if key is not None:
            return macs.signed(message, self.dialect.spec, key)
        if message["t"] == "0800" and message["70"] in _KEYLESS:
            return codec.encode(message, self.dialect.spec)
        text = "not signed on"
        raise LinkDown(text)
