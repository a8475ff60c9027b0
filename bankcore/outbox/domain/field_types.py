"""What a field of an event may hold, and how JSON Schema says so."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Union, get_args, get_origin
from uuid import UUID

Schema = dict[str, Any]
"""A JSON Schema of draft 7, as AsyncAPI 3.0 has them."""
_JSON: Final[Mapping[type, str]] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}
_EXAMPLES: Final[Mapping[object, object]] = {str: "text", int: 3, bool: True}
_FORMATS: Final[Mapping[str, Callable[[str], object]]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
}


class WrongDeclaration(TypeError):
    """An event is declared so that nobody could be told of it: a mistake in the code."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What text a field holds: one keyword of JSON Schema and its value; and an example."""

    keyword: str
    value: str
    example: str


@dataclass(frozen=True, slots=True)
class Example:
    """An example for one field, where its type's own would say little."""

    value: object


Number = Annotated[str, Kind("pattern", "^[0-9]+$", "4711")]
"""A number of the bank's own, as text: no reader rounds it."""
Uuid = Annotated[str, Kind("format", "uuid", "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11")]
Day = Annotated[str, Kind("format", "date", "2026-03-02")]
Amount = Annotated[str, Kind("pattern", r"^-?[0-9]+(\.[0-9]+)?$", "125.00")]
"""An amount in units of its currency, with as many decimals as the currency has."""
Currency = Annotated[str, Kind("pattern", "^[A-Z]{3}$", "EUR")]
"""A currency by ISO 4217."""
Code = Annotated[str, Kind("pattern", "^[A-Za-z0-9_.:-]*$", "CODE")]
"""A word of the bank's own, of a list that may grow: readers bear words they do not know."""

# What a field's pattern may be: no other is made of text while the bank runs.
_PATTERNS: Final = {
    kind.value: re.compile(kind.value)
    for kind in (get_args(alias)[1] for alias in (Number, Amount, Currency, Code))
}


def schema_of(hint: Any) -> tuple[Schema, object]:
    """Return the schema of a type and an example. Raises WrongDeclaration for other types."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(*args)
    if origin in (Union, types.UnionType) and args[1:] == (types.NoneType,):
        schema, example = schema_of(args[0])
        return {**schema, "type": [schema["type"], "null"]}, example
    if origin is tuple and args[1:] == (...,):
        schema, example = schema_of(args[0])
        return {"type": "array", "items": schema}, [example]
    if origin is Mapping and args[0] is str:
        schema, example = schema_of(args[1])
        return {"type": "object", "additionalProperties": schema}, {"key": example}
    if hint not in _EXAMPLES:
        message = f"No event can tell of a {hint}."
        raise WrongDeclaration(message)
    return {"type": _JSON[hint]}, _EXAMPLES[hint]


def _annotated(hint: Any, *said: object) -> tuple[Schema, object]:
    schema, example = schema_of(hint)
    for each in said:
        if isinstance(each, Kind):
            schema, example = {**schema, each.keyword: each.value}, each.example
        elif isinstance(each, Example):
            example = each.value
    return schema, example


def fits(value: object, schema: Mapping[str, Any]) -> bool:
    """Tell whether a value is what one of the schemas of this module says."""
    # The nearest first: a bool is an int as well, and a word of an enumeration is text.
    kind = next((_JSON[each] for each in type(value).__mro__ if each in _JSON), None)
    asked = schema["type"]
    if kind not in (asked if isinstance(asked, list) else [asked]):
        return False
    if isinstance(value, str):
        return _fits_text(value, schema)
    if isinstance(value, list):
        return all(fits(each, schema["items"]) for each in value)
    if isinstance(value, dict):
        return all(
            isinstance(key, str) and fits(each, schema["additionalProperties"])
            for key, each in value.items()
        )
    return True


def _fits_text(value: str, schema: Mapping[str, Any]) -> bool:
    if "pattern" in schema:
        return _PATTERNS[schema["pattern"]].fullmatch(value) is not None
    if "format" not in schema:
        return True
    try:
        # One way of writing it alone: Python reads others than RFC 3339 and RFC 9562 have.
        return str(_FORMATS[schema["format"]](value)) == value
    except ValueError:
        return False
