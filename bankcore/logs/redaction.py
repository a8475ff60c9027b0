"""What never stands in a log line: secrets, card numbers, account numbers, e-mail addresses.

The last of several lines of defence: code logs ids. What this finds by its shape is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

HIDDEN: Final = "[hidden]"

# Names of values that are hidden whatever they look like.
_SECRET_NAMES: Final = re.compile(
    r"pass(word|phrase|wd)?|secret|token|api[_-]?key|authorization|cookie|session(_?(id|key))?"
    r"|csrf|otp|pin|cvv|cvc|signature|credential|private[_-]?key",
    re.IGNORECASE,
)
# Each of these names has one of these in it.
_MARKS_OF_NAMES: Final = (
    *("pass", "secret", "token", "key", "authorization", "cookie", "session", "csrf", "otp"),
    *("pin", "cvv", "cvc", "signature", "credential"),
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
    """Return the text with everything hidden that looks like a secret or like a person's data.

    A pattern is looked for only where a text has what every match of it has: of an ordinary line
    that is none of them. By letters beyond ASCII, of which some count as others where case does
    not, nothing is told apart.
    """
    lower = text.lower() if text.isascii() else None
    for pattern, put, marks in _REPLACEMENTS:
        if lower is None or not marks or any(mark in lower for mark in marks):
            text = pattern.sub(put, text)
    return text


def redacted_value(name: str, value: object) -> object:
    """Return the value as it may be logged under this name, with all that is in it."""
    if _is_secret(name):
        return HIDDEN
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {str(key): redacted_value(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_value(name, each) for each in value]
    return value


@lru_cache(maxsize=1_000)
def _is_secret(name: str) -> bool:
    return _SECRET_NAMES.search(name) is not None


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


# With what must be in a text in small letters, one of them at least; none where that is not known.
_REPLACEMENTS: Final[
    tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str], tuple[str, ...]], ...]
] = (
    (_BEARER, rf"\1 {HIDDEN}", ("bearer", "basic", "signature")),
    (_NAMED, rf"\g<name>{HIDDEN}", _MARKS_OF_NAMES),
    (_OWN_KEYS, HIDDEN, ("bk_", "bs_")),
    (_JWT, HIDDEN, ("eyj",)),
    (_URL_PASSWORD, rf"\1:{HIDDEN}@", ("://",)),
    (_EMAIL, HIDDEN, ("@",)),
    (_IBAN, _iban, ()),
    (_DIGITS, _card, ()),
)
