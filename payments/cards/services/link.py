"""The link to one network: connects, signs on, sends what is queued, takes what is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from payments.cards.domain import codec, requests
from payments.cards.domain.codec import Message, Unreadable
from payments.cards.domain.specs import Dialect
from payments.cards.repositories import links, messages
from payments.cards.services import answers, outgoing, timeouts
from payments.cards.services.connection import Connection, LinkDown
from payments.cards.services.outgoing import Outgoing
from payments.vault import public as vault

logger = logging.getLogger(__name__)
R = TypeVar("R")

_LOOK_SECONDS: Final = 0.25
_TIMER_SECONDS: Final = 0.25
_TELL_SECONDS: Final = 5.0
_MISSED_ECHOES: Final = 3
_PARTING_LOOKS: Final = 20
_ANSWERS_AT_ONCE: Final = 32


class Codes(Protocol):
    """Where security codes are until they are sent: payments.vault.public.SecurityCodes."""

    def take(self, token: str) -> str:
        """Return the code of a card, once; "" where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where a network is and how patient the link is, in seconds."""

    host: str
    port: int
    zone_key: bytes = field(repr=False)
    answer_seconds: float = 20.0
    echo_seconds: float = 60.0
    key_seconds: float = 86_400.0
    reversal_seconds: float = 5.0
    first_pause: float = 0.5
    longest_pause: float = 30.0

    @staticmethod
    def of(network: str, *, zone_key: bytes) -> Options:
        """Return what the settings say of a network."""
        host, port = settings.CARD_NETWORKS[network]
        return Options(
            host=host,
            port=port,
            zone_key=zone_key,
            answer_seconds=settings.CARD_ANSWER_SECONDS,
            echo_seconds=settings.CARD_ECHO_SECONDS,
            key_seconds=settings.CARD_KEY_SECONDS,
        )


class Link:
    """One network's connection for as long as the process lives.

    `at` is called with a name at each point where a process may die: tests die there.
    """

    def __init__(
        self,
        dialect: Dialect,
        options: Options,
        codes: Codes,
        *,
        threads: Executor,
        now: Callable[[], datetime],
        at: Callable[[str], None] = outgoing.nothing,
    ) -> None:
        """Take what the link works with; `run` does the work."""
        self.name = dialect.name
        self._dialect, self._options, self._codes = dialect, options, codes
        self._threads, self._now, self._at = threads, now, at
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._answering = asyncio.Semaphore(_ANSWERS_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._was_on = False

    def wake(self) -> None:
        """Look at once for what was queued; to be called in the loop's own thread."""
        self._wake.set()

    def stop(self) -> None:
        """Take up nothing new, sign off, and let `run` return."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Settle what an earlier process left, then keep the connection until `stop`.

        Raises what the database does: the process must end then, as its lock is gone as well.
        """
        await self._in_thread(
            timeouts.settle_after_restart, connector=self.name, started_at=self._now()
        )
        timer = asyncio.create_task(self._timer())
        keeping = asyncio.create_task(self._keep())
        try:
            done, _ = await asyncio.wait({timer, keeping}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            timer.cancel()
            keeping.cancel()
            await asyncio.gather(timer, keeping, *self._tasks, return_exceptions=True)

    async def _keep(self) -> None:
        """Connect, and connect again with growing pauses, until stopped."""
        pause = self._options.first_pause
        while not self._stopping.is_set():
            try:
                await self._session()
            except (LinkDown, OSError, TimeoutError) as error:
                pause = self._options.first_pause if self._was_on else pause
                await self._tell_down(str(error) or type(error).__name__)
                await self._rest(pause)
                pause = min(pause * 2, self._options.longest_pause)

    async def _session(self) -> None:
        """Hold one connection from its making to its end; raises LinkDown."""
        self._was_on = False
        streams = await asyncio.wait_for(
            asyncio.open_connection(self._options.host, self._options.port), 5
        )
        link = Connection(self._dialect, streams, zone_key=self._options.zone_key, now=self._now)
        reading = asyncio.create_task(self._read(link))
        working: list[asyncio.Task[None]] = [reading]
        try:
            await link.sign_on()
            self._was_on = True
            await self._tell_up()
            working += [
                asyncio.create_task(self._send(link)),
                asyncio.create_task(self._echo(link)),
            ]
            done, _ = await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            await self._sign_off(link)
        finally:
            for task in working:
                task.cancel()
            # At once: whoever ends this because the lock is gone may not wait for what follows.
            link.let_go()
            await asyncio.gather(*working, return_exceptions=True)
            await link.close()

    async def _send(self, link: Connection) -> None:
        """Send what is queued and what is to be taken back, until stopped; raises LinkDown."""
        while not self._stopping.is_set():
            self._wake.clear()
            queued = await self._claim()
            ready = await asyncio.gather(*(self._complete(each) for each in queued))
            for each, message in zip(queued, ready, strict=True):
                if message is not None:
                    self._write(link, each, message)
                    await link.drain()
                    self._at("reversal_written" if message["t"] == "0420" else "written")
            if not queued:
                await self._until_woken(_LOOK_SECONDS)

    async def _claim(self) -> list[Outgoing]:
        """Return what is to be sent: reversals after all that was sent before them."""
        now = self._now()
        fresh = await self._in_thread(
            outgoing.claim_queued,
            connector=self.name,
            now=now,
            answer_within=timedelta(seconds=self._options.answer_seconds),
            at=self._at,
        )
        if fresh:
            self._at("sent")
        back = await self._in_thread(
            outgoing.claim_reversals,
            connector=self.name,
            now=self._now(),
            first_pause=timedelta(seconds=self._options.reversal_seconds),
        )
        return [*fresh, *back]

    async def _complete(self, each: Outgoing) -> Message | None:
        """Return a message with its card's number and code; None where the vault has no such card.

        Nothing is sent then, and the reversal that follows in time tells the network so.
        """
        try:
            message = await self._in_thread(outgoing.with_card, each)
        except vault.NoSuchCard:
            logger.exception("%s: message %s has no card", self.name, each.message_id)
            return None
        if each.wants_code:
            message |= requests.additional(self._codes.take(each.token), each.proof)
        return message

    def _write(self, link: Connection, each: Outgoing, message: Message) -> None:
        """Put one message on the wire, unless its time is over: its reversal may be there then."""
        if each.not_after is not None and self._now() >= each.not_after:
            return
        try:
            link.write(message)
        except Unreadable:
            logger.exception("%s: message %s cannot be encoded", self.name, each.message_id)

    async def _read(self, link: Connection) -> None:
        """Take whatever the network says until the connection ends; raises LinkDown."""
        while True:
            message = await link.read()
            if link.hear(message):
                continue
            if message["t"] == "0800":
                if not link.answer_management(message):
                    text = "the network has signed off"
                    raise LinkDown(text)
                continue
            await self._answering.acquire()
            task = asyncio.create_task(self._take(link, message))
            self._tasks.add(task)
            task.add_done_callback(self._taken)

    def _taken(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._answering.release()

    async def _take(self, link: Connection, message: Message) -> None:
        """Apply one message. What fails stays unanswered in the books, and is taken back."""
        is_advice = message["t"] in {"0120", "0121"}
        self._at("answered")
        take = answers.take_advice if is_advice else answers.apply_answer
        try:
            state = await self._in_thread(
                take, connector=self.name, message=message, now=self._now()
            )
        except Unreadable as error:
            logger.warning("%s > not taken: %s", self.name, error)
            return
        except Exception:  # the reader must live, and the message's time will decide
            logger.exception("%s > %s failed", self.name, codec.for_logs(message))
            return
        logger.info("%s > %s %s", self.name, message["t"], state)
        if is_advice:
            try:
                link.write(requests.answer(message, code="00"))
            except LinkDown:
                logger.info("%s: an advice is not acknowledged, and comes again", self.name)

    async def _echo(self, link: Connection) -> None:
        """See that the network lives, and take a new key now and then; raises LinkDown."""
        missed, key_age = 0, 0.0
        while True:
            await asyncio.sleep(self._options.echo_seconds)
            key_age += self._options.echo_seconds
            try:
                await link.ask(requests.ECHO)
                missed = 0
                await self._tell(last_echo_at=self._now(), last_heard_at=self._now())
                if key_age >= self._options.key_seconds:
                    await link.change_key()
                    key_age = 0.0
                    await self._tell(key_since=self._now())
            except Unreadable as error:
                logger.warning("%s: no new key: %s", self.name, error)
            except TimeoutError:
                missed += 1
                if missed >= _MISSED_ECHOES:
                    text = f"{missed} echoes were not answered"
                    raise LinkDown(text) from None

    async def _timer(self) -> None:
        """Do what time decides, connected or not, and tell that the process lives."""
        told = 0.0
        loop = asyncio.get_running_loop()
        while True:
            if await self._in_thread(timeouts.run_due, connector=self.name, now=self._now()):
                self._wake.set()
            if loop.time() - told >= _TELL_SECONDS:
                await self._tell()
                told = loop.time()
            await asyncio.sleep(_TIMER_SECONDS)

    async def _sign_off(self, link: Connection) -> None:
        """Wait a moment for answers that are on their way, and say good-bye."""
        for _ in range(_PARTING_LOOKS):
            if not await self._in_thread(messages.count_unanswered, connector=self.name):
                break
            await asyncio.sleep(_TIMER_SECONDS)
        await link.ask(requests.SIGN_OFF)
        await self._tell(signed_on=False, connected_since=None, detail="signed off")

    async def _tell_up(self) -> None:
        now = self._now()
        logger.info("%s is signed on", self.name)
        await self._in_thread(outgoing.hurry_reversals, connector=self.name, now=now)
        await self._tell(
            signed_on=True, connected_since=now, last_heard_at=now, key_since=now, detail=""
        )

    async def _tell_down(self, why: str) -> None:
        logger.warning("%s is down: %s", self.name, why)
        await self._tell(signed_on=False, connected_since=None, detail=why[:200])

    async def _tell(self, **changes: Any) -> None:
        await self._in_thread(links.tell, self.name, at=self._now(), **changes)

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _until_woken(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return

    async def _in_thread(self, work: Callable[..., R], *args: Any, **given: Any) -> R:
        """Do something with the database in one of the threads, whose connections are kept."""
        call = partial(_with_connection, partial(work, *args, **given))
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)


def _with_connection(work: Callable[[], R]) -> R:
    try:
        return work()
    except (DatabaseError, InterfaceError):
        connection.close()
        raise
