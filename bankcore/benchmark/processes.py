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
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    user, system = int(fields[11]), int(fields[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")
