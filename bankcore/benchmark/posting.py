"""The posting function, measured: single transfers, batches, and sessions in each other's way."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import OperationalError

from bankcore import clock
from bankcore.benchmark import books
from bankcore.benchmark.timing import Timing, until
from bankcore.db.transactions import Busy, use_case
from bankcore.ledger import public as ledger
from bankcore.runtime import garbage


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOrder:
    """What one session is to do: transfers between any of `accounts`, `batch` at a time."""

    accounts: Sequence[int]
    seconds: float
    seed: int
    batch: int = 1


def transfers(order: SessionOrder) -> Timing:
    """Post batches, each a use case of its own, for so long; runs in a session.

    A try more than there are batches is a retry, whether of a deadlock or of a race for a key.
    """
    chance = books.dice(order.seed)
    tries = _Tries()
    tries.book(books.uniform(chance, order.accounts, order.batch))  # prepares the statements
    tries.count = 0

    def one(timing: Timing) -> None:
        batch = books.uniform(chance, order.accounts, order.batch)
        started = time.perf_counter()
        try:
            tries.book(batch)
        except (Busy, OperationalError):
            timing.errors += 1
            return
        timing.add(order.batch, time.perf_counter() - started)

    timing = until(order.seconds, one)
    timing.retries = tries.count - len(timing.calls) - timing.errors
    return timing


def uniform_and_hot(found: books.Books, size: int, seconds: float) -> tuple[Timing, Timing]:
    """Post batches of this size between any accounts and, by turns, all to one account.

    By turns, so that whatever else the machine does hits both alike. Only posting and
    committing is timed; making up the requests is not the ledger's work.
    """
    chance = books.dice(size)
    make_uniform = partial(books.uniform, chance, found.accounts, size)
    make_hot = partial(books.to_one, chance, found.accounts, found.hot, size)
    _timed(Timing(), make_uniform())
    garbage.spare_what_is_loaded()  # as the bank's own programs do
    uniform, hot = Timing(), Timing()
    while uniform.wall < seconds or hot.wall < seconds:
        _timed(uniform, make_uniform())
        _timed(hot, make_hot())
    return uniform, hot


def _timed(timing: Timing, batch: list[ledger.Posting]) -> None:
    started = time.perf_counter()
    _book(batch)
    taken = time.perf_counter() - started
    timing.add(len(batch), taken)
    timing.wall += taken


class _Tries:
    """Counts how often a use case was run, which its caller does not see."""

    def __init__(self) -> None:
        self.count = 0
        self.book = use_case(self._once)

    def _once(self, batch: list[ledger.Posting]) -> None:
        self.count += 1
        _insist(batch)


@use_case
def _book(batch: list[ledger.Posting]) -> None:
    _insist(batch)


def _insist(batch: list[ledger.Posting]) -> None:
    """Post, and fail on a refusal: what is refused costs less, and would flatter the figures."""
    for outcome in ledger.post(postings=batch, now=clock.now()):
        if isinstance(outcome, ledger.Refused):
            message = f"A transfer of the benchmark was refused: {outcome.code}."
            raise TypeError(message)
