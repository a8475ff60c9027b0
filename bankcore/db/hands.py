"""Long work in parts, by several hands: threads of this process with a connection each.

PostgreSQL does the work, and gives each connection a processor. Python only waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from threading import Lock
from typing import Final, Generic, TypeVar

from django.conf import settings
from django.db import DatabaseError, connection, connections

from bankcore.db.transactions import is_free

Part = TypeVar("Part")
Result = TypeVar("Result")

_LOCK: Final = "7301, 12"


def share(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """Do `work` for each part, several at once; returns what each gave, in the parts' order.

    Each part is to be use cases of its own, which commit by themselves. The caller's thread is one
    of the hands; `WORKING_HANDS` says how many there are, and 1 does all in the caller's thread.
    So does a caller whose connection is in a transaction: others would not see what it has done.

    Where a part fails, those under way are brought to their end and no other is begun; then the
    failure of the first such part is raised.
    """
    hands = min(settings.WORKING_HANDS, len(parts))
    if hands < 2 or connection.in_atomic_block or not is_free():
        return [work(part) for part in parts]
    shared = _Shared(work, parts)
    with (
        _on_one_processor(),
        ThreadPoolExecutor(hands - 1, thread_name_prefix="hand") as others,
    ):
        for _ in range(hands - 1):
            others.submit(copy_context().run, _help, shared)
        shared.work_off()
    return shared.results()


def are_at_work() -> bool:
    """Return whether hands of any process are at work in this database, or not seen to be gone.

    Those of a process that was killed are there until PostgreSQL is done with their last statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_LOCK})")
        (is_alone,) = cursor.fetchone()
        if is_alone:
            cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})")
    return not is_alone


class _Shared(Generic[Part, Result]):
    """Parts that are handed out in their order, and what has become of them."""

    def __init__(self, work: Callable[[Part], Result], parts: Sequence[Part]) -> None:
        self._work = work
        self._left = iter(enumerate(parts))
        self._results: dict[int, Result] = {}
        self._failures: dict[int, BaseException] = {}
        self._lock = Lock()

    def work_off(self) -> None:
        """Do one part after the other until none is left or one has failed."""
        for place, part in self._handed_out():
            try:
                self._results[place] = self._work(part)
            except BaseException as error:  # noqa: BLE001 - raised in the caller's thread
                self.fail(place, error)

    def fail(self, place: int, error: BaseException) -> None:
        """Note that a part failed, so that no other is begun."""
        with self._lock:
            self._failures[place] = error

    def results(self) -> list[Result]:
        """Return what the parts gave; raises what the first that failed raised."""
        if self._failures:
            raise self._failures[min(self._failures)]
        return [self._results[place] for place in sorted(self._results)]

    def _handed_out(self) -> Iterator[tuple[int, Part]]:
        while True:
            with self._lock:
                found = None if self._failures else next(self._left, None)
            if found is None:
                return
            yield found


def _help(shared: _Shared[Part, Result]) -> None:
    """Be one more hand, with a connection that ends with it."""
    try:
        with _seen(), _on_one_processor():
            shared.work_off()
    except Exception as error:  # noqa: BLE001 - no connection: raised in the caller's thread
        shared.fail(-1, error)
    finally:
        connections.close_all()


@contextmanager
def _on_one_processor() -> Iterator[None]:
    """Let PostgreSQL begin no workers of its own for this hand: other hands have the processors."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    try:
        yield
    finally:
        # A connection that broke is another the next time, as the server has it.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET max_parallel_workers_per_gather")


@contextmanager
def _seen() -> Iterator[None]:
    """Let others see that a hand is at work, until it has done or its connection is gone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock_shared({_LOCK})")
    yield
    # PostgreSQL notices a moment later that a connection was closed: whoever comes next would be
    # told that a hand is still at work. One that broke has given it back.
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_unlock_shared({_LOCK})")
