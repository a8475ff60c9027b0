"""How often a program of the bank looks through its objects for garbage."""

from __future__ import annotations

import gc
from typing import Final

# Python's own is 700: while the bank is loaded, which makes objects by the million and garbage by
# the thousand, it looks through all of them eight hundred times, for half a second in all. Of what
# a request makes some fifty things that refer to each other are left, the rest goes by counting.
_NEW_OBJECTS: Final = 10_000


def collect_rarely() -> None:
    """Have a program look for garbage once in ten thousand new objects.

    For the start of a program, before the bank is loaded. What is no part of a cycle is freed at
    once, as ever.
    """
    gc.set_threshold(_NEW_OBJECTS)


def spare_what_is_loaded() -> None:
    """Keep what is loaded by now out of every look for garbage.

    To look through all of it took up to 0.7 s now and then.
    """
    gc.collect()
    gc.freeze()
    collect_rarely()
