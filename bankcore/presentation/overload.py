"""Telling a caller that too many wait, before anything is looked up for the request."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bankcore.db.transactions import Busy
from bankcore.presentation import problems, programs
from bankcore.runtime import overload

RETRY_AFTER_SECONDS: Final = 1
# Who watches the bank must not take a busy process for a dead one.
_ALWAYS: Final = ("/healthz", "/metrics")


class OverloadMiddleware:
    """Answer 503 with Retry-After where the server says that this request is one too many.

    Nothing has been done then, so the same request may be sent again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        if not overload.is_refusing() or request.path.startswith(_ALWAYS):
            return self._get_response(request)
        response = _refusal(request)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response


def _refusal(request: HttpRequest) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if not programs.is_for_programs(request):
        return render(request, "503.html", status=status)
    problem = problems.make(
        status=status,
        code=Busy.code,
        detail="Too many requests wait just now. Nothing was done.",
        cure=Busy.cure,
    )
    return JsonResponse(problem, status=status, content_type=problems.MEDIA_TYPE)
