"""Bodies as forms with brackets, as Stripe's clients send them: `a[b]=c`, `a[]=1`, `a[0]=1`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO, Any, Final
from urllib.parse import parse_qsl

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from bankcore.presentation.parsers import BodyTooLarge

MOST_BYTES: Final = 64 * 1024
_MOST_FIELDS: Final = 200
_DEEPEST: Final = 5
_LONGEST_NAME: Final = 200
_NAME: Final = re.compile(r"([A-Za-z0-9_.-]+)((?:\[[A-Za-z0-9_. -]*\])*)")
_PART: Final = re.compile(r"\[([^\]]*)\]")
Nested = dict[str, Any]


class BracketFormParser(BaseParser):
    """application/x-www-form-urlencoded, read strictly: nothing is given twice or guessed."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Nested:
        """Return the fields; raises BodyTooLarge, and ParseError saying what is wrong."""
        del media_type, parser_context
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise BodyTooLarge
        return read(body)


def read(body: bytes) -> Nested:
    """Return what a form says: texts in dictionaries, and lists where a name ends in `[]`."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        message = "The body is not a form in UTF-8 of at most 200 fields."
        raise ParseError(message) from None
    found: Nested = {}
    for name, value in pairs:
        if "\0" in value:
            message = "A field has a character that no text has."
            raise ParseError(message)
        _place(found, _path(name), value, name)
    return found


def _path(name: str) -> list[str]:
    spelt = _NAME.fullmatch(name) if len(name) <= _LONGEST_NAME else None
    if spelt is None:
        message = "A field has a name that is none."
        raise ParseError(message)
    path = [spelt[1], *_PART.findall(spelt[2])]
    if len(path) > _DEEPEST:
        message = "A field is nested too deeply."
        raise ParseError(message)
    return path


def _place(found: Nested, path: list[str], value: str, name: str) -> None:
    *folders, last = path
    is_list = last == "" and bool(folders)
    if is_list:
        last = folders.pop()
    here: Any = found
    for folder in folders:
        here = here.setdefault(folder, {}) if folder else None
        if not isinstance(here, dict):
            _refuse(name)
    if is_list:
        values = here.setdefault(last, [])
        if not isinstance(values, list):
            _refuse(name)
        values.append(value)
    elif last in here or not last:
        _refuse(name)
    else:
        here[last] = value


def _refuse(name: str) -> None:
    message = f"The field {name} is given twice, or as two kinds of thing."
    raise ParseError(message)
