"""Orders as plain JSON and back: how a request keeps what a second person is asked for.

Understands dataclasses of texts, numbers, flags, days, UUIDs, Decimals, enumerations, Money,
Currency, optional values and sequences of them. Money and Decimals are kept as text: no floats.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from bankcore.money import Currency, Money

O = TypeVar("O")  # noqa: E741 - an order


def plain(value: Any) -> Any:
    """Return the order, or a part of it, in JSON's own terms; TypeError for what has none."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if type(value) in _WRITERS:
        return _WRITERS[type(value)](value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    message = f"An order's {type(value).__name__} cannot be kept."
    raise TypeError(message)


_WRITERS: Final[Mapping[type, Callable[[Any], Any]]] = {
    Money: str,
    Currency: lambda value: value.code,
    date: date.isoformat,
    UUID: str,
    Decimal: str,
}


def order_of(kind: type[O], kept: Any) -> O:
    """Return the order of this kind that `plain` has kept."""
    found: O = _read(kind, kept)
    return found


_READERS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    Money: lambda kept: Money.of(*kept.split(" ")),
    Currency: Currency.of,
    date: date.fromisoformat,
    UUID: UUID,
    Decimal: Decimal,
    str: str,
    int: int,
    bool: bool,
}


def _read(kind: Any, kept: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        (there,) = [each for each in get_args(kind) if each is not types.NoneType]
        return None if kept is None else _read(there, kept)
    if origin is not None:
        return _read_all(kind, kept)
    if kind in _READERS:
        return _READERS[kind](kept)
    if issubclass(kind, Enum):
        return kind(kept)
    hints = get_type_hints(kind)
    return kind(**{name: _read(hints[name], value) for name, value in kept.items()})


def _read_all(kind: Any, kept: Sequence[Any]) -> tuple[Any, ...]:
    kinds = [each for each in get_args(kind) if each is not ...]
    if len(kinds) == 1:
        return tuple(_read(kinds[0], each) for each in kept)
    return tuple(_read(each, value) for each, value in zip(kinds, kept, strict=True))
