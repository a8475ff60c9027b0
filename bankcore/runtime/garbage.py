"""How often a program of the bank looks through its objects for garbage."""

from __future__ import annotations

import gc
from typing import Final

# Python's own is 700: while the bank is loaded, which makes objects by the million and garbage by
# the thousand, it looks through all of them eight hundred times, for half a second in all.
_NEW_OBJECTS: Final = 10_000


def collect_rarely() -> None:
    """Have a program look for garbage once in ten thousand new objects.

    For the start of a program, before the bank is loaded. What is no part of a cycle is freed at
    once, as ever.
    """
    gc.set_threshold(_NEW_OBJECTS)
