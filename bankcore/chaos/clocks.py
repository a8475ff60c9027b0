"""A machine's clock that is set while the bank works."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bankcore.chaos.fault import Fault
from bankcore.chaos.whole_bank import WholeBank
from bankcore.runtime import postgres

_STEP_SECONDS: Final = 4.0
_HOUR: Final = 3600 * 10**9
# Ahead, then behind the true time, in nanoseconds.
_STEPS: Final = (_HOUR, -_HOUR)
_SOURCE: Final = Path(__file__).with_name("stepped_clock.c")
_BYTES: Final = 8


def faults() -> list[Fault]:
    """Return what can happen to the clock that the bank's programs read; the database's stays."""
    return [
        Fault(
            "clock stepped an hour ahead, then an hour behind",
            _step,
            place=_by_a_clock_of_our_own,
            hindrance=_no_compiler,
        )
    ]


def _no_compiler() -> str:
    return "" if shutil.which("cc") else "there is no C compiler, cc"


@contextmanager
def _by_a_clock_of_our_own(bank: WholeBank) -> Iterator[None]:
    """Let programs and broker read the machine's clock and what a file adds to it."""
    bank.stop()
    # Before the programs, which find it running: the database reads the true clock.
    postgres.start(bank.environment)
    _set(bank, 0)
    library = bank.environment.data_folder / "stepped_clock.so"
    compiled = ("cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(_SOURCE))
    subprocess.run(compiled, check=True)  # noqa: S603 - our own source
    bank.start({"LD_PRELOAD": str(library), "STEPPED_CLOCK_FILE": str(_file(bank))})
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
        _set(bank, 0)


def _set(bank: WholeBank, nanoseconds: int) -> None:
    """Write in place: every program has the file mapped."""
    path = _file(bank)
    if not path.exists():
        path.write_bytes(bytes(_BYTES))
    with path.open("r+b") as file:
        file.write(nanoseconds.to_bytes(_BYTES, "little", signed=True))


def _file(bank: WholeBank) -> Path:
    return bank.environment.data_folder / "clock"
