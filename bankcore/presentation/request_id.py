"""A request's id: taken from the caller or made, in every answer and every log line."""

import logging
import re
import time
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from bankcore.logs import context

HEADER: Final = "X-Request-ID"
_GIVEN: Final = "HTTP_X_REQUEST_ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_LOG = logging.getLogger("bankcore.requests")


class RequestIdMiddleware:
    """Give every request an id, and write one line about it when it is answered.

    A caller's own id is kept where it is short and plain, a trace's id where it is well-formed.
    The line has the route and never the query, in which people search for people.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its id."""
        # As the server has it: to look into `request.headers` would spell all of them anew.
        given = str(request.META.get(_GIVEN, ""))
        ids = context.Ids(
            given if _ACCEPTED.fullmatch(given) else uuid4().hex,
            context.trace_id_of(str(request.META.get("HTTP_TRACEPARENT", ""))),
            str(request.META.get("REMOTE_ADDR", "")),
        )
        started = time.monotonic()
        with context.within(ids):
            response = self._get_response(request)
            response[HEADER] = ids.request_id
            _tell(request, response, seconds=time.monotonic() - started)
        return response


def current() -> str:
    """Return the id of the request being answered, or `-` outside one."""
    return context.current().request_id


def route_of(request: HttpRequest) -> str:
    """Return the address's pattern, such as accounts/<uuid:account_id>/, without its values."""
    match = request.resolver_match
    return match.route if match else "(none)"


def _tell(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    user = getattr(request, "user", None)
    _LOG.info(
        "%s %s %s",
        request.method,
        route_of(request),
        response.status_code,
        extra={
            "method": request.method,
            "route": route_of(request),
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
            "user_id": getattr(user, "pk", None),
            "address": context.current().address,
        },
    )
