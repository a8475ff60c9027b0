"""A request's id: taken from the caller or made, in every answer and every log line."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_current: ContextVar[str] = ContextVar("request_id", default="-")
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class RequestIdMiddleware:
    """Give every request an id. A caller's own is kept where it is short and plain."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its id."""
        given = request.headers.get(HEADER, "")
        token = _current.set(given if _ACCEPTED.fullmatch(given) else uuid4().hex)
        try:
            response = self._get_response(request)
            response[HEADER] = _current.get()
        finally:
            _current.reset(token)
        return response


class RequestIdFilter(logging.Filter):
    """Add `request_id` to every log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with the id of the request it was made in."""
        record.request_id = _current.get()
        return True


def current() -> str:
    """Return the id of the request being answered, or `-` outside one."""
    return _current.get()
