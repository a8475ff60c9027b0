"""What never stands in a log line: secrets, card numbers, account numbers, e-mail addresses.

The last of several lines of defence: code logs ids. What this finds by its shape is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

HIDDEN: Final = "[hidden]"

# Names of values that are hidden whatever they look like.
_SECRET_NAMES: Final = re.compile(
    r"pass(word|phrase|wd)?|secret|token|api[_-]?key|authorization|cookie|session(_?(id|key))?"
    r"|csrf|otp|pin|cvv|cvc|signature|credential|private[_-]?key",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    rf"""(?P<name>["']?\b[\w-]*(?:{_SECRET_NAMES.pattern})[\w-]*["']?\s*[=:]\s*)"""
    r"""(?P<value>"[^"]*"|'[^']*'|[^\s,;&}\])]+)""",
    re.IGNORECASE,
)
_BEARER: Final = re.compile(r"\b(Bearer|Basic|Signature)\s+[\w.~+/=-]{6,}", re.IGNORECASE)
# The bank's own keys and signing secrets, and tokens in three parts (RFC 7519).
_OWN_KEYS: Final = re.compile(r"\b(?:bk|bs)_[\w-]{6,}")
_JWT: Final = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_URL_PASSWORD: Final = re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+@")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_DIGITS: Final = re.compile(r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])")


def redacted(text: str) -> str:
    """Return the text with everything hidden that looks like a secret or like a person's data."""
    for pattern, put in _REPLACEMENTS:
        text = pattern.sub(put, text)
    return text


def redacted_value(name: str, value: object) -> object:
    """Return the value as it may be logged under this name, with all that is in it."""
    if _SECRET_NAMES.search(name):
        return HIDDEN
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {str(key): redacted_value(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_value(name, each) for each in value]
    return value


def _iban(match: re.Match[str]) -> str:
    """Hide an account number (ISO 13616) but for country and last four, which find it again."""
    text = match.group().replace(" ", "")
    return f"{text[:2]}…{text[-4:]}" if _sums_to_one(text) else match.group()


def _sums_to_one(iban: str) -> bool:
    digits = "".join(str(int(each, 36)) for each in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def _card(match: re.Match[str]) -> str:
    """Hide what may be a card number: 13 to 19 digits that pass ISO/IEC 7812's check (Luhn)."""
    digits = [int(each) for each in match.group() if each.isdigit()]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[-2::-2]]
    return HIDDEN if (sum(doubled) + sum(digits[::-2])) % 10 == 0 else match.group()


_REPLACEMENTS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (_BEARER, rf"\1 {HIDDEN}"),
    (_NAMED, rf"\g<name>{HIDDEN}"),
    (_OWN_KEYS, HIDDEN),
    (_JWT, HIDDEN),
    (_URL_PASSWORD, rf"\1:{HIDDEN}@"),
    (_EMAIL, HIDDEN),
    (_IBAN, _iban),
    (_DIGITS, _card),
)
