"""How much memory there is for the embedded servers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

# Where Linux says what a container may have, in control groups of version 2 and 1.
_LIMITS: Final = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def machine_bytes(limits: Sequence[Path] = _LIMITS) -> int:
    """Return the machine's memory, or what of it this container may have, if that is less."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in limits:
        try:
            found.append(int(path.read_text()))
        except (OSError, ValueError):  # not there, or "max": no limit
            continue
    return min(found)
