"""Posting by many threads of one process at once, as those of a web server would."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Final

from django.db import connections

from bankcore import clock
from bankcore.benchmark import books
from bankcore.benchmark.timing import Timing, together, until
from bankcore.ledger import public as ledger

# More than all callers between them have ever posted in a second.
_READY_A_SECOND: Final = 12_000


def uniform_and_hot(found: books.Books, count: int, seconds: float) -> tuple[Timing, Timing]:
    """Have so many threads post one transfer after another, for so long each.

    First between any accounts, then all to one. Posting is timed, commit and waiting for the other
    callers included. Each caller has its requests ready before; what it needs beyond is made up in
    the time that the rate is reckoned by.
    """
    return (
        _side_by_side(count, seconds, lambda chance: books.uniform(chance, found.accounts, 1)[0]),
        _side_by_side(
            count, seconds, lambda chance: books.to_one(chance, found.accounts, found.hot, 1)[0]
        ),
    )


def _side_by_side(count: int, seconds: float, make: Callable[[Random], ledger.Posting]) -> Timing:
    start = threading.Barrier(count)
    timings: list[Timing] = []

    def call(number: int) -> None:
        chance = books.dice(number)
        ready = [make(chance) for _ in range(round(_READY_A_SECOND * seconds / count))]
        try:
            ledger.post_one(posting=make(chance), now=clock.now())  # opens the connection
            start.wait(60)
            timings.append(
                until(seconds, partial(_timed, lambda: ready.pop() if ready else make(chance)))
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = together(timings)
    found.errors += count - len(timings)
    return found


def _timed(make: Callable[[], ledger.Posting], timing: Timing) -> None:
    posting = make()
    started = time.perf_counter()
    outcome = ledger.post_one(posting=posting, now=clock.now())
    if isinstance(outcome, ledger.Refused):
        timing.errors += 1
    else:
        timing.add(1, time.perf_counter() - started)
