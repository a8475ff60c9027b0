"""The link's process: the one that may write to a network, woken when something is queued."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from django.db import connection

from bankcore import clock
from payments.cards.domain.specs import DIALECTS
from payments.cards.repositories import links
from payments.cards.services.link import Link, Options
from payments.cards.services.outgoing import nothing
from payments.vault import public as vault

logger = logging.getLogger(__name__)

_THREADS: Final = 8
_LOCK_SECONDS: Final = 0.5
_NOTE_SECONDS: Final = 1.0


class _Lock(threading.Thread):
    """Holds the networks' locks in a session of its own, and listens there for what is queued.

    PostgreSQL frees the locks when the session ends; then `lost` is called, and nothing may be
    written any more.
    """

    def __init__(
        self,
        networks: Sequence[str],
        *,
        held: Callable[[], None],
        queued: Callable[[str], None],
        lost: Callable[[Exception], None],
    ) -> None:
        super().__init__(name="card-link-lock", daemon=True)
        self._networks = networks
        self._held, self._queued, self._lost = held, queued, lost
        self.ending = threading.Event()

    def run(self) -> None:
        """Take the locks, tell so, and listen until `ending`."""
        try:
            if self._take_all():
                self._held()
            while not self.ending.is_set():
                for network in links.wait_for_queued(seconds=_NOTE_SECONDS):
                    self._queued(network)
        except Exception as error:  # noqa: BLE001 - whatever it is, the session is gone
            self._lost(error)
        finally:
            connection.close()

    def _take_all(self) -> bool:
        for network in self._networks:
            while not links.hold(network):
                logger.info("another process has the link to %s", network)
                if self.ending.wait(_LOCK_SECONDS):
                    return False
        return True


class Process:
    """Runs the links of some networks until stopped."""

    def __init__(
        self,
        options: dict[str, Options],
        *,
        socket_path: Path | str,
        at: Callable[[str], None] = nothing,
    ) -> None:
        """Take where each network is and where security codes come in."""
        self._options, self._socket_path, self._at = options, socket_path, at
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Have `run` sign off and return; to be called in the loop's thread."""
        self._stopped.set()

    async def run(self) -> None:
        """Wait for the locks, then work until `stop`; raises what ended it otherwise."""
        loop = asyncio.get_running_loop()
        held, lost = asyncio.Event(), loop.create_future()
        found: dict[str, Link] = {}
        lock = _Lock(
            list(self._options),
            held=lambda: _call(loop, held.set),
            queued=lambda network: _call(loop, lambda: _wake(found, network)),
            lost=lambda error: _call(loop, lambda: _fail(lost, error)),
        )
        lock.start()
        try:
            if await self._first(asyncio.ensure_future(held.wait()), lost=lost):
                await self._work(found, lost)
        finally:
            lock.ending.set()
            await asyncio.to_thread(lock.join, 3 * _NOTE_SECONDS)

    async def _work(self, found: dict[str, Link], lost: asyncio.Future[None]) -> None:
        with (
            vault.SecurityCodes(self._socket_path) as codes,
            _threads() as threads,
        ):
            for name, options in self._options.items():
                found[name] = Link(
                    DIALECTS[name], options, codes, threads=threads, now=clock.now, at=self._at
                )
            logger.info("the card link is running")
            running = [asyncio.create_task(link.run()) for link in found.values()]
            try:
                await self._first(*running, lost=lost)
                for link in found.values():
                    link.stop()
                await asyncio.gather(*running)
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)

    async def _first(self, *work: asyncio.Future[Any], lost: asyncio.Future[None]) -> bool:
        """Wait for any of `work`, the end or the loss of the lock; returns whether to go on.

        Each future is waited for by itself: a gathering of them that nobody asks for its outcome
        once they are cancelled would complain of that when it is collected.
        """
        stopping = asyncio.ensure_future(self._stopped.wait())
        done, _ = await asyncio.wait({*work, stopping, lost}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for each in done - {stopping}:
            each.result()
        return not self._stopped.is_set()


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """Give threads for the database, each with a connection of its own until the end."""
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="card-link") as threads:
        try:
            yield threads
        finally:
            all_there = threading.Barrier(_THREADS)
            list(threads.map(lambda _: _leave(all_there), range(_THREADS)))


def _leave(all_there: threading.Barrier) -> None:
    """Close a thread's connection; the barrier sees to it that each thread does so once."""
    with suppress(threading.BrokenBarrierError):
        all_there.wait(timeout=5)
    connection.close()


def _call(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(what)


def _wake(found: dict[str, Link], network: str) -> None:
    if network in found:
        found[network].wake()


def _fail(lost: asyncio.Future[None], error: Exception) -> None:
    if not lost.done():
        lost.set_exception(error)
