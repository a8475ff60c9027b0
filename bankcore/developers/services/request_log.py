"""What programs asked the API and how it answered, kept for a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.conf import settings

from bankcore.db.gathering import Gatherer
from bankcore.db.transactions import use_case
from bankcore.developers.domain import masking
from bankcore.developers.domain.logged_lines import LoggedLine, content_of
from bankcore.developers.repositories import requests
from bankcore.identity import public as identity

KEPT: Final = timedelta(days=7)
MOST_ROWS: Final = 200_000
MOST_BYTES: Final = 4_096
_MOST_WAITING: Final = 1_000
_LONGEST_PATH: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request. `body` is None where it is not kept: too long, or of a kind not looked into."""

    request_id: str
    method: str
    path: str
    query: str = ""
    idempotency_key: str = ""
    media_type: str = ""
    body: str | None = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How it was answered: `code` and `body` are an error's."""

    status: int
    milliseconds: int
    code: str = ""
    media_type: str = ""
    body: str = ""


def record(*, client: identity.Client, asked: Asked, answered: Answered, now: datetime) -> None:
    """Write a request down; of a live program nothing that says whom it is about.

    Within settings.REQUEST_LOG_SECONDS: nobody waits for it, and what the threads of this process
    have to write down meanwhile is one transaction. At 0 it is written when this returns.
    """
    line = _line(client, asked, answered, now)
    if settings.REQUEST_LOG_SECONDS:
        _gatherer().add(line)
    else:
        _write([line])


def _line(client: identity.Client, asked: Asked, answered: Answered, now: datetime) -> LoggedLine:
    is_test = client.terms.kind is identity.ClientKind.TEST
    content, is_whole = _content(asked, answered) if is_test else (None, False)
    return LoggedLine(
        request_id=asked.request_id[:64],
        client_id=client.client_id,
        is_test=is_test,
        method=asked.method[:8],
        path=asked.path[:_LONGEST_PATH],
        status=answered.status,
        code=answered.code[:60],
        milliseconds=answered.milliseconds,
        content_type=asked.media_type[:100],
        is_whole=is_whole,
        at=now,
        content=content,
    )


@use_case
def _write(lines: Sequence[LoggedLine]) -> None:
    requests.add_many(lines)


@cache
def _gatherer() -> Gatherer[LoggedLine]:
    return Gatherer(write=_write, seconds=settings.REQUEST_LOG_SECONDS, most=_MOST_WAITING)


def _content(asked: Asked, answered: Answered) -> tuple[str, bool]:
    """Return what is kept of a test program's request, and whether that is all of it."""
    query, is_query_whole = masking.masked_query(asked.query)
    body, is_body_whole = masking.masked(asked.body or "", media_type=asked.media_type)
    answer, _ = masking.masked(answered.body[:MOST_BYTES], media_type=answered.media_type)
    kept = content_of(query=query, idempotency_key=asked.idempotency_key, body=body, answer=answer)
    fits = len(asked.path) <= _LONGEST_PATH
    return kept, asked.body is not None and is_query_whole and is_body_whole and fits


@use_case
def forget(*, now: datetime) -> int:
    """Remove what is older than a week, and all but the newest 200,000; returns how many."""
    return requests.forget(before=now - KEPT, most=MOST_ROWS)
