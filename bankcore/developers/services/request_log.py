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
from bankcore.developers.models import LoggedRequest
from bankcore.developers.repositories import requests
from bankcore.identity import public as identity

KEPT: Final = timedelta(days=7)
MOST_ROWS: Final = 200_000
MOST_BYTES: Final = 4_096
_MOST_WAITING: Final = 1_000


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
    row = _row(client, asked, answered, now)
    if settings.REQUEST_LOG_SECONDS:
        _gatherer().add(row)
    else:
        _write([row])


def _row(client: identity.Client, asked: Asked, answered: Answered, now: datetime) -> LoggedRequest:
    row = LoggedRequest(
        request_id=asked.request_id[:64],
        client_id=client.client_id,
        is_test=client.terms.kind is identity.ClientKind.TEST,
        method=asked.method[:8],
        path=asked.path[:300],
        status=answered.status,
        code=answered.code[:60],
        milliseconds=answered.milliseconds,
        content_type=asked.media_type[:100],
        is_whole=False,
        at=now,
    )
    if row.is_test:
        _keep_content(row, asked, answered)
    return row


@use_case
def _write(rows: Sequence[LoggedRequest]) -> None:
    requests.add_many(rows)


@cache
def _gatherer() -> Gatherer[LoggedRequest]:
    return Gatherer(write=_write, seconds=settings.REQUEST_LOG_SECONDS, most=_MOST_WAITING)


def _keep_content(row: LoggedRequest, asked: Asked, answered: Answered) -> None:
    query, is_query_whole = masking.masked_query(asked.query)
    body, is_body_whole = masking.masked(asked.body or "", media_type=asked.media_type)
    answer, _ = masking.masked(answered.body[:MOST_BYTES], media_type=answered.media_type)
    row.keep(query=query, idempotency_key=asked.idempotency_key, body=body, answer=answer)
    fits = len(asked.path) <= 300
    row.is_whole = asked.body is not None and is_query_whole and is_body_whole and fits


@use_case
def forget(*, now: datetime) -> int:
    """Remove what is older than a week, and all but the newest 200,000; returns how many."""
    return requests.forget(before=now - KEPT, most=MOST_ROWS)
