"""Room on Python's stack for whatever a test calls.

Python 3.11 keeps frames in pieces of 16 KiB, and gives a piece back as soon as it is empty. A deep
call crosses the end of a piece again and again: the pages of the back office asked the system for
memory 118 times each, and gave it back, which took a fifth of the processor's time. A frame that
needs more than half of a piece of 1 MiB gets such a piece, and what it calls has the other half.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
# In words of 8 bytes: half of a piece is 65,536.
_WORDS = 66_000


def with_room(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Call a function with half a mebibyte of stack for what it calls."""
    return function(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=_WORDS)
