"""PINs of cards: which are too easily guessed, and how often one may be tried.

Three tries are what cardholders know from cash machines; ISO 9564-1 has PINs of 4 to 12 digits and
asks that tries be counted. This bank takes 4 digits, as most machines do.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final

TRIES: Final = 3
_FORM: Final = re.compile(r"[0-9]{4}", re.ASCII)
_UP: Final = "01234567890123456789"
_OF_A_DATE: Final = ("%d%m", "%m%d", "%Y", "%d%y", "%m%y", "%y%m", "%y%d")


class PinState(StrEnum):
    """What a card's PIN is: none yet, good, or blocked by wrong tries."""

    NONE = "NONE"
    SET = "SET"
    BLOCKED = "BLOCKED"


def has_form(pin: str) -> bool:
    """Tell whether this is four digits."""
    return _FORM.fullmatch(pin) is not None


def is_weak(pin: str, *, born: date | None, last4: str) -> bool:
    """Tell whether whoever finds the card would try this PIN first.

    Weak are one digit four times, two digits in turn, pairs, runs up or down, the end of the card's
    number, and what a date of birth is written as.
    """
    first, second = pin[:2], pin[2:]
    easy = first == second or (pin[0] == pin[1] and pin[2] == pin[3])
    runs = pin in _UP or pin[::-1] in _UP
    told = {born.strftime(each) for each in _OF_A_DATE} if born is not None else set()
    return easy or runs or pin == last4 or pin in told
