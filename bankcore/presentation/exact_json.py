"""JSON read exactly: numbers keep their digits, and what is ambiguous is refused."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

_DEEPEST = 20
_LONGEST_NUMBER = 40
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


class NotExactJson(ValueError):
    """The text is no JSON, or not clearly so: NaN, a key given twice, a broken character."""


class WrittenNumber(Decimal):
    """A JSON number that remembers how it was written: 10, 10.0 and 10.00 differ when signed."""

    written: str

    def __new__(cls, text: str) -> WrittenNumber:
        """Read the number exactly; raises NotExactJson for one of absurd size."""
        if len(text) > _LONGEST_NUMBER:
            message = "a number is too long"
            raise NotExactJson(message)
        try:
            number = super().__new__(cls, text)
        except InvalidOperation:
            message = f"{text} is too large a number"
            raise NotExactJson(message) from None
        number.written = text
        return number


def loads(text: bytes) -> Any:
    """Return the JSON value that `text` spells in UTF-8. Raises NotExactJson saying why not."""
    try:
        value = _DECODER.decode(text.decode("utf-8"))
    except UnicodeDecodeError:
        message = "it is not UTF-8"
        raise NotExactJson(message) from None
    except json.JSONDecodeError as error:
        message = f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
        raise NotExactJson(message) from None
    except RecursionError:
        message = "it is nested too deeply"
        raise NotExactJson(message) from None
    # Half a character can only be written by an escape, and each level has a bracket of its own.
    if b"\\u" in text or text.count(b"{") + text.count(b"[") > _DEEPEST:
        _check(value, 0)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"the field {twice!a} is given twice"
        raise NotExactJson(message)
    return found


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not a JSON number"
    raise NotExactJson(message)


# json.loads would make one for each text.
_DECODER: Final = json.JSONDecoder(
    parse_int=WrittenNumber,
    parse_float=WrittenNumber,
    parse_constant=_refuse_constant,
    object_pairs_hook=_object,
)


def _check(value: Any, depth: int) -> None:
    """Refuse half characters, which no database can keep, and nesting nobody needs."""
    if depth > _DEEPEST:
        message = "it is nested too deeply"
        raise NotExactJson(message)
    if isinstance(value, str) and _HALF_CHARACTER.search(value):
        message = "a text has half of a surrogate pair"
        raise NotExactJson(message)
    if isinstance(value, dict):
        for name, item in value.items():
            _check(name, depth)
            _check(item, depth + 1)
    if isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
