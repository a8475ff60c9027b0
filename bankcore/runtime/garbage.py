"""How often a process of the web server looks for garbage among what it has made."""

from __future__ import annotations

import gc
from typing import Final

# Python looks each time when it has made 700 things more than it has let go. What a request makes
# is let go when it is answered, by counting; of what refers to itself it leaves some fifty things.
# So all but every look is at what is in use: it took a twelfth of the time of a transfer.
_LOOKS_AT: Final = 50_000


def spare() -> None:
    """Keep what is loaded out of every look for garbage, and look less often.

    To look through all of what is loaded took up to 0.7 s now and then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_LOOKS_AT, *gc.get_threshold()[1:])
