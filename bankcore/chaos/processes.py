"""The processes of a run, known by their numbers."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path


def family(pid: int) -> list[int]:
    """Return the number of a process and those of its children and theirs."""
    return [pid, *children(pid)]


def children(pid: int) -> list[int]:
    """Return the numbers of a process's children and theirs."""
    found: list[int] = []
    # Whoever ends meanwhile has none.
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(each) for each in task.read_text().split()]
    return found + [grand for child in found for grand in children(child)]


def kill(pid: int) -> None:
    """Kill a program and all of its processes at once."""
    for each in family(pid):
        send(each, signal.SIGKILL)


def kill_server(pid: int) -> None:
    """Kill a server, stopped first, so that it makes no more processes while they are killed."""
    os.kill(pid, signal.SIGSTOP)
    kill(pid)


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
