"""How often a process of the web server looks for garbage among what it has made."""

from __future__ import annotations

import gc
from typing import Final

# Python looks each time when it has made 700 things more than it has let go. What a request makes
# is mostly let go when it is answered, by counting; some fifty things that refer to each other are
# left. To look seldom costs less: 0.03 ms a transfer instead of 0.05. To look more seldom still
# saves no more, since then nearly all of it is to let the fifty go, and each look takes longer.
_LOOKS_AT: Final = 5_000


def spare() -> None:
    """Keep what is loaded out of every look for garbage, and look less often.

    To look through all of what is loaded took up to 0.7 s now and then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_LOOKS_AT, *gc.get_threshold()[1:])
