"""Writing down what programs ask, once they are answered."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

from bankcore import clock
from bankcore.developers.services import request_log
from bankcore.developers.services.request_log import Answered, Asked
from bankcore.identity import public as identity
from bankcore.presentation import request_id

_OURS: Final = ("/api/v1/", "/v1/")
_ERROR: Final = 400
_LOG = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Keep a line about every request of a program that has shown its key.

    Whoever shows none, or a wrong one, leaves no line: strangers cannot fill the table.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and write down what was asked."""
        if not request.path.startswith(_OURS):
            return self._get_response(request)
        body, started = _body_of(request), time.monotonic()
        response = self._get_response(request)
        # The framework of the API puts whoever has shown a key where Django has people.
        client: object = getattr(request, "user", None)
        if isinstance(client, identity.Client):
            milliseconds = round((time.monotonic() - started) * 1000)
            _write(client, _asked(request, body), _answered(response, milliseconds))
        return response


def _write(client: identity.Client, asked: Asked, answered: Answered) -> None:
    try:
        request_log.record(client=client, asked=asked, answered=answered, now=clock.now())
    except Exception:  # noqa: BLE001 - a program that was answered keeps its answer, whatever fails
        _LOG.exception("a request was not written down")


def _body_of(request: HttpRequest) -> str | None:
    """Return a short body before the view reads it; None for one that is not kept."""
    length = str(request.META.get("CONTENT_LENGTH", "")) or "0"
    if not length.isdecimal() or int(length) > request_log.MOST_BYTES:
        return None
    try:
        return request.body.decode()
    except (UnreadablePostError, UnicodeDecodeError):
        return None


def _asked(request: HttpRequest, body: str | None) -> Asked:
    return Asked(
        request_id=request_id.current(),
        method=str(request.method),
        path=request.path,
        query=str(request.META.get("QUERY_STRING", "")),
        idempotency_key=str(request.META.get("HTTP_IDEMPOTENCY_KEY", "")),
        media_type=str(request.content_type),
        body=body,
    )


def _answered(response: HttpResponse, milliseconds: int) -> Answered:
    if response.status_code < _ERROR or response.streaming:
        return Answered(status=response.status_code, milliseconds=milliseconds)
    return Answered(
        status=response.status_code,
        milliseconds=milliseconds,
        code=str(_problem(response).get("code", "")),
        media_type=response.headers.get("Content-Type", "").partition(";")[0],
        body=response.content.decode(errors="replace"),
    )


def _problem(response: HttpResponse) -> dict[str, Any]:
    try:
        found = json.loads(response.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
