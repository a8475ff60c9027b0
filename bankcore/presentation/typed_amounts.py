"""Amounts as customers type them: with the point or comma of their language.

"12.50" and "12,50" are read alike in every language: two digits behind a mark are no group of
thousands. Groups of thousands are read as the language of the page writes them: "1.234,50" in
German, "1,234.50" in English. What could mean two things is refused.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.formats import get_format
from django.utils.translation import gettext

from bankcore.money import Currency, InvalidAmount, Money, parse_amount

_THOUSANDS: Final = 3
# Amounts with groups of thousands, by the mark before the decimals. Of a language with another
# mark, the point is used.
_GROUPED: Final = {
    ".": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ",": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}


class AmbiguousAmount(InvalidAmount):
    """The amount can be read in two ways."""

    code = "ambiguous_amount"
    cure = "Write it without a mark between the thousands, and with all decimals."


def read_amount(text: str, currency: Currency) -> Money:
    """Return the positive amount that a customer has typed, in the language of the page.

    Raises InvalidAmount, and AmbiguousAmount.
    """
    return parse_amount(_plain(text.strip(), currency), currency)


def example() -> str:
    """Return an amount as the page's language writes it, for a hint."""
    return f"12{_mark()}50"


def _mark() -> str:
    mark = str(get_format("DECIMAL_SEPARATOR"))
    return mark if mark in _GROUPED else "."


def _plain(text: str, currency: Currency) -> str:
    """Return the amount in plain decimal notation; what is no amount is returned as it is."""
    mark = _mark()
    group = "," if mark == "." else "."
    if _GROUPED[mark].fullmatch(text):
        _refuse_ambiguous(text, group, mark, currency)
        return text.replace(group, "").replace(mark, ".")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _refuse_ambiguous(text: str, group: str, mark: str, currency: Currency) -> None:
    """Refuse "1,234" in a currency of three decimals: a thousand, or a little more than one."""
    is_one_group = text.count(group) == 1 and mark not in text
    if is_one_group and currency.exponent >= _THOUSANDS:
        message = gettext("The amount can be read in two ways.")
        raise AmbiguousAmount(message)
