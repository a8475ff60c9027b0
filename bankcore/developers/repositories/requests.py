"""Requests of programs in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Max

from bankcore.crypto import fields
from bankcore.crypto.repositories.rows import next_ids
from bankcore.developers.domain.logged_lines import LoggedLine
from bankcore.developers.models import LoggedRequest
from bankcore.developers.models.logged_request import CONTENT_PURPOSE

_TABLE: Final = "developers_loggedrequest"
_CONTENT: Final = "content"
# In the order of LoggedLine.
_ADD: Final = (
    f"COPY {_TABLE} (request_id, client_id, is_test, method, path, status, code, milliseconds,"
    f" content_type, is_whole, at, {_CONTENT}, id) FROM STDIN"
)


def add_many(lines: Sequence[LoggedLine]) -> None:
    """Add requests, by COPY: a row of the ORM costs several times what it is to write it."""
    if not lines:
        return
    numbers = next_ids(LoggedRequest, len(lines))
    # Sealed before the COPY begins: to seal may read a data key, over the same connection.
    rows = [
        (*line[:-1], _sealed(line.content, number), number)
        for number, line in zip(numbers, lines, strict=True)
    ]
    with connection.cursor() as cursor, cursor.copy(_ADD) as copy:
        for row in rows:
            copy.write_row(row)


def _sealed(content: str | None, number: int) -> bytes | None:
    """Return the content as the model's field seals that of the row of this number."""
    if content is None:
        return None
    place = fields.Place(table=_TABLE, column=_CONTENT, row=str(number))
    return fields.encrypt(content.encode(), purpose=CONTENT_PURPOSE, place=place)


def get(*, pk: int) -> LoggedRequest | None:
    """Return a request, if it is still there."""
    return LoggedRequest.objects.filter(pk=pk).first()


def forget(*, before: datetime, most: int) -> int:
    """Remove what is older, and all but the newest; returns how many."""
    newest: int = LoggedRequest.objects.aggregate(newest=Max("pk"))["newest"] or 0
    old, _ = LoggedRequest.objects.filter(at__lt=before).delete()
    many, _ = LoggedRequest.objects.filter(pk__lte=newest - most).delete()
    return old + many
