"""Attempts, in online banking, at what is another customer's."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from bankcore import clock
from bankcore.audit import public as audit
from bankcore.presentation import visitors

# The back office looks at everybody's things by right; the API tells its own refusals.
_ELSEWHERE: Final = ("/admin/", "/api/")


class DenialsMiddleware:
    """Write down each page that a logged-in visitor asked for by an id, and that was not found.

    Pages show what is the visitor's own and answer 404 for the rest, so every page with an id in
    its address is watched, also one that is built later.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; the record comes after the answer's own transaction."""
        answer = self._get_response(request)
        wanted = _object_of(request) if answer.status_code == HTTPStatus.NOT_FOUND else None
        if wanted is not None:
            audit.record_denied(
                url=request.path,
                object_id=str(wanted),
                actor=visitors.actor_of(request),
                now=clock.now(),
                why=request.method or "",
            )
        return answer


def _object_of(request: HttpRequest) -> object | None:
    match = request.resolver_match
    if match is None or request.path.startswith(_ELSEWHERE):
        return None
    visitor: object = getattr(request, "user", None)  # a client where a program came in
    if not isinstance(visitor, AbstractBaseUser):
        return None
    return next((each for name, each in match.kwargs.items() if name.endswith("_id")), None)
