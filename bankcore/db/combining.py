"""Flat combining: of the threads that wait to do the same, one does it for all that wait.

No thread of its own stands behind it that could die. Whoever comes while nobody works leads: it
does its own request and, in the same database transaction, those that wait; then the one that has
waited longest leads. What waits meanwhile is the next batch, so that batches grow with the load.
Who leads waits a moment for as many as lately asked at once; who was alone waits for nobody.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from threading import Lock
from typing import Final, Generic, TypeVar

from django.db import connection

from bankcore.db.transactions import requires_transaction

_LOG: Final = logging.getLogger(__name__)
# So long a request waits for a batch. What leads may itself wait for a row that another process
# has locked; who has waited so long goes on its own. On a machine that is short of processors a
# batch is slow as well, and to leave it costs most just then: so it is well above the lock's time.
_PATIENCE_SECONDS: Final = 1.0
# So long a batch waits for a row; then all of it go on their own, and one of them waits.
_LOCK_MILLISECONDS: Final = 250
# Who leads waits for as many as lately asked at once, while they keep coming: a request costs a
# fraction in a batch of what it costs alone. Nobody for a pause, or so long in all, and it goes.
_PAUSE_SECONDS: Final = 0.005
_GATHERING_SECONDS: Final = 0.05

Request = TypeVar("Request")
Answer = TypeVar("Answer")


class NotTogether(Exception):
    """Requests that cannot be done in one transaction: nothing is kept, each is done alone."""


class _Place(Generic[Request, Answer]):
    """A request that waits, until it is answered, leads, or is to go on its own."""

    __slots__ = ("answer", "leads", "request", "signal", "wakes")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.answer: Answer | Exception | None = None
        self.leads = False
        self.wakes: Sequence[_Place[Request, Answer]] = ()
        self.signal = Lock()
        self.signal.acquire()

    def wake(self) -> None:
        for each in self.wakes:
            each.signal.release()


class Combiner(Generic[Request, Answer]):
    """Has requests of many threads of this process done together."""

    def __init__(
        self,
        *,
        together: Callable[[Sequence[Request]], Sequence[Answer | Exception]],
        alone: Callable[[Request], Answer],
        largest: int,
        patience: float = _PATIENCE_SECONDS,
        in_turns: bool = False,
    ) -> None:
        """Take the two ways of doing a request; each is a use case, a transaction of its own.

        `together` does 2 to `largest` requests and answers each in order, a refusal not raised
        but answered. Whatever it raises, all of them are done by `alone`, each in the thread that
        asked: so a request must carry a key that makes it happen once, for its transaction may
        have been committed before the connection was lost. Who has waited `patience` seconds for
        a batch goes on alone.

        With `in_turns` each who is answered wakes the next: threads that come back soon, having
        little to do in between, do not all stand in line for the interpreter at once.
        """
        self._together = together
        self._alone = alone
        self._largest = largest
        self._patience = patience
        self._in_turns = in_turns
        self._lock = Lock()
        self._is_led = False
        self._waiting: deque[_Place[Request, Answer]] = deque()
        # How many asked at the same time when a transaction ended; it sinks from then on.
        self._expected = 0
        self._gathering: _Place[Request, Answer] | None = None
        self._pause_seconds, self._gathering_seconds = _PAUSE_SECONDS, _GATHERING_SECONDS

    def ask(self, request: Request) -> Answer:
        """Return the answer once it is committed; raises the refusal that is the answer."""
        place = _Place[Request, Answer](request)
        with self._lock:
            place.leads = not self._is_led
            self._is_led = True
            if not place.leads:
                self._waiting.append(place)
                self._tell_gathering()
        if not place.leads:
            self._wait(place)
        if place.leads:
            self._lead(place)
        if place.answer is None:
            return self._alone(request)
        if isinstance(place.answer, Exception):
            raise place.answer
        return place.answer

    def _wait(self, place: _Place[Request, Answer]) -> None:
        if place.signal.acquire(timeout=self._patience):
            place.wake()
            return
        with self._lock:
            if place in self._waiting:
                self._waiting.remove(place)
                return
        place.signal.acquire()
        place.wake()

    def _lead(self, place: _Place[Request, Answer]) -> None:
        """Do this request, and those that wait; whatever happens, somebody else leads then."""
        others: list[_Place[Request, Answer]] = []
        try:
            self._gather(place)
            with self._lock:
                self._gathering = None
                count = min(len(self._waiting), self._largest - 1)
                others += [self._waiting.popleft() for _ in range(count)]
            if others:
                self._do([place, *others])
            else:
                place.answer = self._alone(place.request)
        finally:
            self._hand_over(1 + len(others))
            self._wake(place, others)

    def _wake(
        self, place: _Place[Request, Answer], others: Sequence[_Place[Request, Answer]]
    ) -> None:
        place.wakes = others
        if self._in_turns:
            place.wakes = others[:1]
            for each, following in pairwise(others):
                each.wakes = (following,)
        place.wake()

    def _do(self, batch: Sequence[_Place[Request, Answer]]) -> None:
        try:
            answers = self._together([each.request for each in batch])
        except NotTogether:
            return
        except Exception:  # noqa: BLE001 - whatever it was, each finds out for itself
            _LOG.warning("%s requests are done one by one", len(batch), exc_info=True)
            # Lost outside a transaction, the connection would be used for this thread's own.
            connection.close_if_unusable_or_obsolete()
            return
        for place, answer in zip(batch, answers, strict=True):
            place.answer = answer

    def _gather(self, place: _Place[Request, Answer]) -> None:
        """Wait until as many are here as lately asked at once, or nobody else comes any more.

        They have been answered and are about to ask again: without this, one that is back first
        would go alone, at the cost of them all, and then all the others, in turns.
        """
        with self._lock:
            here = len(self._waiting)
            if here + 1 >= min(self._expected, self._largest):
                return
            self._gathering = place
        until = time.monotonic() + self._gathering_seconds
        while (left := until - time.monotonic()) > 0:
            if place.signal.acquire(timeout=min(left, self._pause_seconds)):
                return
            with self._lock:
                came, here = len(self._waiting) - here, len(self._waiting)
            if came <= 0:
                return

    def _tell_gathering(self) -> None:
        enough = min(self._expected, self._largest)
        if self._gathering is not None and len(self._waiting) + 1 >= enough:
            self._gathering.signal.release()
            self._gathering = None

    def _hand_over(self, done: int) -> None:
        with self._lock:
            self._gathering = None
            self._expected = max(done + len(self._waiting), self._expected * 7 // 8)
            self._is_led = bool(self._waiting)
            if self._waiting:
                heir = self._waiting.popleft()
                heir.leads = True
                heir.signal.release()


@requires_transaction
def wait_little() -> None:
    """Let the statements of this transaction wait a quarter of a second for a lock, and no more."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
