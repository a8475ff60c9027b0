"""A machine's clock that is set while the bank works."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bankcore.chaos.fault import Fault
from bankcore.chaos.whole_bank import WholeBank
from bankcore.runtime import postgres

_STEP_SECONDS: Final = 4.0
# Ahead, then behind the true time.
_STEPS: Final = ("+1h", "-1h")
_TRUE: Final = "+0"
# Debian's package libfaketime; the one for programs of several threads.
_LIBRARIES: Final = ("/usr/lib", "*/faketime/libfaketimeMT.so.1")


def faults() -> list[Fault]:
    """Return what can happen to the clock that the bank's programs read; the database's stays."""
    return [
        Fault(
            "clock stepped an hour ahead, then an hour behind",
            _step,
            place=_by_a_clock_of_our_own,
            hindrance=_no_library,
        )
    ]


def _no_library() -> str:
    return "" if _library() else "libfaketime is not installed (Debian: apt-get install faketime)"


def _library() -> Path | None:
    folder, pattern = _LIBRARIES
    return next(iter(sorted(Path(folder).glob(pattern))), None)


@contextmanager
def _by_a_clock_of_our_own(bank: WholeBank) -> Iterator[None]:
    """Let programs and broker read the machine's clock and what a file adds to it.

    What measures spans, the monotonic clock, goes on as it does when a clock is set.
    """
    bank.stop()
    # Before the programs, which find it running: the database reads the true clock.
    postgres.start(bank.environment)
    _set(bank, _TRUE)
    bank.start(
        {
            "LD_PRELOAD": str(_library()),
            "FAKETIME_TIMESTAMP_FILE": str(_file(bank)),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
    )
    try:
        yield
    finally:
        bank.stop()


def _step(bank: WholeBank) -> None:
    try:
        for each in _STEPS:
            _set(bank, each)
            time.sleep(_STEP_SECONDS)
    finally:
        _set(bank, _TRUE)


def _set(bank: WholeBank, offset: str) -> None:
    """Write at once and whole: everybody reads it all the time."""
    part = _file(bank).with_suffix(".part")
    part.write_text(f"{offset}\n")
    part.replace(_file(bank))


def _file(bank: WholeBank) -> Path:
    return bank.environment.data_folder / "clock"
