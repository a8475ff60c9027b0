"""What a process has used of memory and processors, where the operating system tells."""

from __future__ import annotations

import os
from pathlib import Path


def forget_peak(process: int | str = "self") -> None:
    """Let the peak of a process begin anew; does nothing where that is not ours to ask."""
    try:
        Path(f"/proc/{process}/clear_refs").write_text("5")
    except OSError:
        return


def peak_bytes(process: int | str = "self", *, name: str | None = None) -> int | None:
    """Return the peak resident memory of a process, pages it shares with others included.

    None where it cannot be read, or where `name` is given and the process is called otherwise:
    that is what a server on another machine looks like.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    if name is not None and found.get("Name", "").strip() != name:
        return None
    peak = found.get("VmHWM")
    return None if peak is None else int(peak.split()[0]) * 1024


def cpu_seconds(process: int | str = "self") -> float | None:
    """Return how long a process has been computing, on whichever processor."""
    fields = _stat(process)
    return None if fields is None else _seconds(fields[11], fields[12])


def computed_with(server: int) -> float:
    """Return how long this process and one of PostgreSQL's backends have been computing."""
    return (cpu_seconds() or 0) + (cpu_seconds(server) or 0)


def cpu_seconds_of_family(process: int) -> float | None:
    """Return how long a process and all its siblings, there or ended, have been computing.

    Of one of PostgreSQL's backends: what the whole server has. None where it cannot be read.
    """
    fields = _stat(process)
    parent = None if fields is None else _stat(fields[1])
    if fields is None or parent is None:
        return None
    found = (_stat(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal())
    there = [each for each in found if each is not None and each[1] == fields[1]]
    ended = _seconds(parent[13], parent[14])
    return ended + sum(_seconds(each[11], each[12]) for each in there)


def _stat(process: int | str) -> list[str] | None:
    """Return the fields of /proc/[pid]/stat after the name: the first of them is the state."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _seconds(user: str, system: str) -> float:
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
