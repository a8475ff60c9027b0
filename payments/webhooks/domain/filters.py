"""Which events an endpoint is told of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bankcore.errors import BankError

EVERYTHING: Final = "*"
_WORD: Final = r"[a-z][a-z0-9_]{0,39}"
_TYPE: Final = re.compile(rf"{_WORD}(\.{_WORD}){{1,3}}")
_FILTER: Final = re.compile(rf"{_WORD}(\.{_WORD}){{0,3}}(\.\*)?")
_MOST: Final = 50


class BadEventFilter(BankError):
    """No event can be meant by this filter, or there are too many filters."""

    code = "bad_event_filter"
    cure = (
        "Name types such as payment_intent.succeeded, payment_intent.*, or * for all; 50 at most."
    )
    status = 400


def check_type(type: str) -> None:  # noqa: A002 - as the wire calls it
    """Let the type of an event pass, such as payment_intent.succeeded; raises ValueError."""
    if not _TYPE.fullmatch(type):
        message = f"{type!r} is no type of an event"
        raise ValueError(message)


def checked_filters(filters: Sequence[str]) -> list[str]:
    """Return the filters, each once and in order; raises BadEventFilter."""
    if not filters or len(filters) > _MOST:
        message = f"An endpoint has between 1 and {_MOST} filters of events."
        raise BadEventFilter(message, field="enabled_events")
    for each in filters:
        if each != EVERYTHING and not _FILTER.fullmatch(each):
            message = "One of the filters is not the name of events."
            raise BadEventFilter(message, field="enabled_events")
    return sorted(set(filters))


def matches(filters: Sequence[str], type: str) -> bool:  # noqa: A002 - as the wire calls it
    """Return whether an event of this type is meant by any of the filters."""
    return any(
        each in (EVERYTHING, type) or (each.endswith(".*") and type.startswith(each[:-1]))
        for each in filters
    )
