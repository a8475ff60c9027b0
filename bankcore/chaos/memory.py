"""How much memory each program takes, and whether it grows."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Final

from redis.exceptions import RedisError

from bankcore.chaos import processes
from bankcore.chaos.clients import Payment
from bankcore.chaos.fault import Fault, Findings
from bankcore.chaos.whole_bank import WholeBank

# What caches fill in; judged is what comes after.
_WARM_UP_SECONDS: Final = 20.0
_WATCHED_SECONDS: Final = 60.0
_EACH_SECONDS: Final = 1.0
# The first and the last so many looks are compared, by their medians.
_LOOKS: Final = 10
MOST_GROWTH: Final = 16.0
_MEGABYTE: Final = 1024.0
# Memory of a process's own: what it shares with others would be counted for each of them.
_OWN: Final = re.compile(r"^RssAnon:\s+(\d+) kB$", re.MULTILINE)

Looks = Mapping[str, Sequence[float]]


def faults() -> list[Fault]:
    """Return the time without a fault, in which no program's memory may grow."""
    trial = _Trial()
    return [
        Fault(
            f"nothing for {_WATCHED_SECONDS:g} s, memory watched",
            trial.watch,
            also=trial.findings,
        )
    ]


def taken(bank: WholeBank) -> dict[str, float]:
    """Return the megabytes that each program and server has of its own, all its processes."""
    pids = {name: bank.pid(name) for name in bank.programs()}
    with suppress(OSError):
        pids["database"] = bank.postmaster()
    with suppress(RedisError), bank.broker() as client:
        pids["broker"] = int(client.info("server")["process_id"])
    found = {name: sum(map(_own, processes.family(pid))) for name, pid in pids.items()}
    return {name: value for name, value in found.items() if value}


def grown(looks: Looks) -> Findings:
    """Return by how much each program has grown from the first looks to the last."""
    broken, figures = [], []
    for name, values in sorted(looks.items()):
        first, last = median(values[:_LOOKS]), median(values[-_LOOKS:])
        figures.append(f"{name} {first:.1f} MB, then {last:.1f} MB")
        if last - first > MOST_GROWTH:
            broken.append(f"{name} grew from {first:.1f} MB to {last:.1f} MB")
    return Findings(broken=broken, figures=figures)


class _Trial:
    """One time of looking, and what was seen."""

    def __init__(self) -> None:
        self._looks: dict[str, list[float]] = {}
        self._from = self._until = 0.0

    def watch(self, bank: WholeBank) -> None:
        time.sleep(_WARM_UP_SECONDS)
        self._from = time.monotonic()
        with watched(bank) as watch:
            time.sleep(_WATCHED_SECONDS)
        self._until = time.monotonic()
        self._looks = watch.looks

    def findings(self, payments: Sequence[Payment]) -> Findings:
        found = grown(self._looks)
        paid = sum(
            each.answered_at is not None and self._from <= each.answered_at <= self._until
            for each in payments
        )
        return Findings(broken=found.broken, figures=[f"{paid} payments meanwhile", *found.figures])


class Watch:
    """What each program took, look by look."""

    def __init__(self) -> None:
        self.looks: dict[str, list[float]] = defaultdict(list)

    def look(self, bank: WholeBank) -> None:
        """Look once at every program that runs."""
        for name, value in taken(bank).items():
            self.looks[name].append(value)

    def lines(self) -> list[str]:
        """Return a line for each program: what it took at first, at most and at last."""
        found = [
            f"{name:<9} {values[0]:8.1f} {max(values):8.1f} {values[-1]:8.1f}"
            for name, values in sorted(self.looks.items())
        ]
        return [f"{'MB of own':<9} {'first':>8} {'most':>8} {'last':>8}", *found]


@contextmanager
def watched(bank: WholeBank) -> Iterator[Watch]:
    """Look every second until the end of the block."""
    watch, ended = Watch(), threading.Event()

    def look() -> None:
        while not ended.wait(_EACH_SECONDS):
            watch.look(bank)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        ended.set()
        thread.join()


def _own(pid: int) -> float:
    with suppress(OSError):
        found = _OWN.search(Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) / _MEGABYTE if found else 0.0
    return 0.0
