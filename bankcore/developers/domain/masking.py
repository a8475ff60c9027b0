"""Bodies as staff may see them: secrets and card numbers are masked, the rest is as it was."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

MASK: Final = "***"
_SECRET: Final = re.compile(
    r"secret|password|token|api_?key|signature|authorization|(^|[_\[])(cvc|cvv|pin|pan|number)\b",
    re.IGNORECASE,
)
# Where a text has none of these and twelve digits nowhere, nothing in it is masked: a name may
# stand anywhere in it, and what is written by escapes is looked at when it is read.
_MAYBE: Final = re.compile(
    r"secret|password|token|api_?key|signature|authorization|cvc|cvv|pin|pan|number|\\",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"(?<!\d)\d(?:[ -]?\d){11,18}(?!\d)")
_FORM: Final = "application/x-www-form-urlencoded"


def masked(text: str, *, media_type: str) -> tuple[str, bool]:
    """Return a body with secrets masked, and whether it is whole.

    Known are JSON and forms; of anything else nothing is returned, and it is not whole. A body
    in which nothing is masked is returned to the letter.
    """
    if not text:
        return "", True
    if media_type == _FORM:
        pairs = parse_qsl(text, keep_blank_values=True)
        safe = [(name, _value(name, value)) for name, value in pairs]
        return (text, True) if safe == pairs else (urlencode(safe, safe="*[]"), False)
    if media_type in {"application/json", "application/problem+json"}:
        return _json(text)
    return "", False


def masked_query(query: str) -> tuple[str, bool]:
    """Return the part of an address behind the question mark, as `masked` returns a form."""
    return masked(query, media_type=_FORM)


def _json(text: str) -> tuple[str, bool]:
    try:
        body = json.loads(text)
        if not _MAYBE.search(text) and not _DIGITS.search(text):
            return text, True
        safe = _walk("", body)
    except (ValueError, RecursionError):  # no JSON, or nested more deeply than anybody reads
        return "", False
    return (text, True) if safe == body else (json.dumps(safe), False)


def _walk(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _walk(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_walk(name, inner) for inner in value]
    if isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value)
        safe = _value(name, text)
        return value if safe == text else safe
    return value


def _value(name: str, value: str) -> str:
    if value and _SECRET.search(name):
        return MASK
    return _DIGITS.sub(_card, value)


def _card(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f"{MASK}{digits[-4:]}" if _is_card(digits) else found[0]


def _is_card(digits: str) -> bool:
    """Return whether the last digit is right by ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0
