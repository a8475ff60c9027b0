"""The ids that tie a log line to the request or task in which it was written."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

# W3C Trace Context, version 00: version-trace id-parent id-flags, in lower-case hexadecimal.
_TRACEPARENT: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Ids:
    """`request_id` is the caller's or ours, `trace_id` that of a trace over several systems.

    `address` is where on the internet the request came from; empty outside a request.
    """

    request_id: str = "-"
    trace_id: str = "-"
    address: str = ""


_NONE: Final = Ids()
_current: ContextVar[Ids] = ContextVar("log_ids", default=_NONE)


def current() -> Ids:
    """Return the ids of what is being done now; dashes outside a request."""
    return _current.get()


@contextmanager
def within(ids: Ids) -> Iterator[Ids]:
    """Put these ids on every line that is logged inside."""
    token = _current.set(ids)
    try:
        yield ids
    finally:
        _current.reset(token)


def trace_id_of(traceparent: str) -> str:
    """Return the trace's id from a traceparent header, or a new one where there is none."""
    found = _TRACEPARENT.fullmatch(traceparent.strip())
    return found[1] if found else secrets.token_hex(16)
