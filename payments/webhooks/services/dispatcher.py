"""The dispatcher: takes what is due, sends it in several threads, and wakes on new events."""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from bankcore.db.transactions import Busy
from payments.webhooks.domain.schedule import Jitter
from payments.webhooks.repositories import deliveries
from payments.webhooks.services import dispatching
from payments.webhooks.services.dispatching import Sending

logger = logging.getLogger(__name__)

_POLL_SECONDS: Final = 1.0
_LONGEST_PAUSE: Final = 10.0
# How tries are spread: nothing that anybody must not guess.
spread: Final[Jitter] = random.random
_AWAY: Final = (OperationalError, InterfaceError, Busy)


@dataclass(slots=True)
class Dispatcher:
    """Sends webhooks until stopped, `senders` at once; any number of processes may run.

    No endpoint gets more than half of the senders: one that answers slowly, or never, leaves the
    rest to the others.
    """

    senders: int
    jitter: Jitter
    clock: Callable[[], datetime]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _wake: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _under_way: Counter[int] = field(default_factory=Counter)

    def stop(self, *_signal: object) -> None:
        """Have `run` return once what is under way has been answered."""
        self._stopping.set()
        self._wake.set()

    def run(self) -> None:
        """Send what is due until stopped. A database that is away is waited for."""
        listener = threading.Thread(target=self._listen, daemon=True)
        listener.start()
        pause = _POLL_SECONDS
        with ThreadPoolExecutor(self.senders, thread_name_prefix="webhooks") as pool:
            while not self._stopping.is_set():
                self._wake.clear()
                try:
                    taken = self._take(pool)
                    pause = _POLL_SECONDS
                except _AWAY as error:
                    logger.warning("webhooks wait: %s", error)
                    connection.close()
                    self._stopping.wait(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
                    continue
                if not taken:
                    self._wake.wait(_POLL_SECONDS)
        listener.join(2 * _POLL_SECONDS)

    def _take(self, pool: ThreadPoolExecutor) -> int:
        with self._lock:
            under_way = dict(self._under_way)
        free = self.senders - sum(under_way.values())
        if free <= 0:
            return 0
        batch = dispatching.take_due(
            most=free,
            each=max(1, self.senders // 2),
            under_way=under_way,
            now=self.clock(),
        )
        with self._lock:
            self._under_way.update(sending.endpoint for sending in batch)
        for sending in batch:
            pool.submit(self._send, sending)
        return len(batch)

    def _send(self, sending: Sending) -> None:
        """Make one call and settle it; what cannot be settled is sent again when its lease ends."""
        try:
            heard = dispatching.send(sending=sending, now=self.clock())
            dispatching.settle(sending=sending, heard=heard, jitter=self.jitter, now=self.clock())
        except _AWAY as error:
            logger.warning("an answer is not written: %s", error)
            connection.close()
        except Exception:
            logger.exception("a webhook was not sent")
        finally:
            with self._lock:
                self._under_way -= Counter([sending.endpoint])
            self._wake.set()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                if deliveries.wait_for_more(seconds=_POLL_SECONDS):
                    self._wake.set()
            except _AWAY:
                connection.close()
                self._stopping.wait(_POLL_SECONDS)
        connection.close()
