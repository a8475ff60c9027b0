"""Starting the process that answers a question, and ending it when its time is over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from reporting.workbench.domain import limits
from reporting.workbench.domain.answers import Answer, End, Value

_RUNNER: Final = Path(__file__).with_name("runner.py")
_GRACE: Final = 3
"""Seconds beyond its own for starting and for writing the answer."""

_TOO_LONG: Final = f"It took more than {limits.SECONDS} seconds, and was ended."
_TOO_MUCH: Final = "Its process came to an end, most likely for lack of memory."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A dataset as an asker sees it: its files, and columns with their types and if hidden."""

    paths: tuple[str, ...]
    columns: tuple[tuple[str, str, bool], ...]


def ask(*, sql: str, datasets: Mapping[str, Shown], rows: int) -> Answer:
    """Ask one question in a process of its own; returns the answer, or why there is none.

    The process is given no environment, so that nothing of the bank's can be asked out of it.
    """
    begun = time.monotonic()
    asked = {
        "sql": sql,
        "datasets": {
            name: {"paths": shown.paths, "columns": shown.columns}
            for name, shown in datasets.items()
        },
        "rows": rows,
        "bytes": limits.BYTES,
        "longest_cell": limits.LONGEST_CELL,
        "memory_mb": limits.MEMORY_MB,
        "seconds": limits.SECONDS,
    }
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-I", str(_RUNNER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    ) as process:
        try:
            told, _ = process.communicate(json.dumps(asked).encode(), limits.SECONDS + _GRACE)
        except subprocess.TimeoutExpired:
            _kill(process)
            return _stopped(_TOO_LONG, begun)
        except BaseException:
            _kill(process)
            raise
    if process.returncode in {-signal.SIGALRM, -signal.SIGXCPU}:
        return _stopped(_TOO_LONG, begun)
    if process.returncode:
        return _stopped(_TOO_MUCH, begun)
    return _read(told, begun)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _stopped(why: str, begun: float) -> Answer:
    return Answer(end=End.STOPPED, told=why, milliseconds=_since(begun))


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1_000)


def _read(told: bytes, begun: float) -> Answer:
    columns: tuple[str, ...] = ()
    rows: list[tuple[Value, ...]] = []
    for line in told.splitlines():
        found = json.loads(line)
        if isinstance(found, list):
            rows.append(tuple(_value(each) for each in found))
        elif "columns" in found:
            columns = tuple(found["columns"])
        else:
            is_done = found["end"] == End.DONE
            return Answer(
                end=End(found["end"]),
                told=found.get("told", ""),
                columns=columns,
                rows=tuple(rows) if is_done else (),
                is_cut=bool(found.get("is_cut")),
                milliseconds=_since(begun),
            )
    return _stopped(_TOO_MUCH, begun)


def _value(found: Any) -> Value:
    if isinstance(found, dict):
        (kind, text), *_ = found.items()
        if kind == "number":
            number = Decimal(text)
            return number if number.is_finite() else text
        return datetime.fromisoformat(text) if kind == "moment" else date.fromisoformat(text)
    value: Value = found
    return value
