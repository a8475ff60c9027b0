"""Sessions side by side: real processes, so that one interpreter's lock does not hide waits."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from typing import TypeVar

import django

from bankcore.benchmark import scratch

Order = TypeVar("Order")
Result = TypeVar("Result")

_START_SECONDS = 300
# What a session process was given when it started; empty in the parent.
_given: list[Barrier] = []


class Sessions:
    """Processes with a connection each to the scratch database, kept for the whole run."""

    def __init__(self, pool: ProcessPoolExecutor, count: int) -> None:
        """Take a pool of `count` processes that share a barrier."""
        self._pool = pool
        self.count = count

    def alone(self, work: Callable[[Order], Result], order: Order) -> Result:
        """Have one session work while the others idle."""
        return self._pool.submit(work, order).result()

    def together(self, work: Callable[[Order], Result], orders: Sequence[Order]) -> list[Result]:
        """Have every session work on its own order, all starting at once."""
        running = [self._pool.submit(_at_once, work, order) for order in orders]
        return [session.result() for session in running]


@contextmanager
def start(count: int, database: str) -> Iterator[Sessions]:
    """Start so many sessions on the database of this name; they end with the block."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        count,
        mp_context=context,
        initializer=_prepare,
        initargs=(database, context.Barrier(count)),
    ) as pool:
        yield Sessions(pool, count)


def _prepare(database: str, barrier: Barrier) -> None:
    """Run first in each process: only after this can code that has models be imported."""
    django.setup()
    scratch.point_to(database)
    _given.append(barrier)


def _at_once(work: Callable[[Order], Result], order: Order) -> Result:
    _given[0].wait(_START_SECONDS)
    return work(order)
