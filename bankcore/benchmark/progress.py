"""How far long work is: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

Told = Callable[[str, int], None]
"""Is told what was done, and how many rows of it."""


@contextmanager
def of(total: int, *, say: Callable[[str], None], is_terminal: bool) -> Iterator[Told]:
    """Give what is to be told of each of so many rows; it shows rows, their rate, and time left.

    The time left is reckoned by the rate so far.
    """
    if is_terminal:
        with _bar() as bar:
            yield _Bar(bar, total)
    else:
        yield _Lines(total, say)


class _Lines:
    """Says a line for each piece of work."""

    def __init__(self, total: int, say: Callable[[str], None]) -> None:
        self._total, self._say = total, say
        self._done, self._began = 0, time.monotonic()

    def __call__(self, what: str, rows: int) -> None:
        self._done += rows
        rate = self._done / max(time.monotonic() - self._began, 1e-3)
        left = max(0, self._total - self._done) / max(rate, 1e-3)
        self._say(
            f"  {self._done:,} of {self._total:,} rows, {rate:,.0f} a second,"
            f" {_minutes(left)} left: {what}"
        )


class _Bar:
    """Moves a bar."""

    def __init__(self, bar: Progress, total: int) -> None:
        self._bar, self._task = bar, bar.add_task("rows", total=total, rate="")
        self._done, self._began = 0, time.monotonic()

    def __call__(self, what: str, rows: int) -> None:
        self._done += rows
        rate = f"{self._done / max(time.monotonic() - self._began, 1e-3):,.0f} a second"
        self._bar.update(self._task, advance=rows, description=what, rate=rate)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(),
    )


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
