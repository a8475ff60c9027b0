"""A line of the log of programs' requests before it is written."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple


class LoggedLine(NamedTuple):
    """What is kept of a request, in the order of the table's columns; `content` is JSON to seal."""

    request_id: str
    client_id: str
    is_test: bool
    method: str
    path: str
    status: int
    code: str
    milliseconds: int
    content_type: str
    is_whole: bool
    at: datetime
    content: str | None


def content_of(*, query: str, idempotency_key: str, body: str, answer: str) -> str:
    """Return texts of a request as they are kept together."""
    return json.dumps(
        {"query": query, "idempotency_key": idempotency_key, "body": body, "answer": answer}
    )
