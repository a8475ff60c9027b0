"""Requests of programs, which have no session: what is for people's pages steps aside for them."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

PATHS: Final = ("/api/", "/v1/")
# Under the same address, and yet read by people in a browser.
_PAGE: Final = "/api/v1/docs/"


def is_for_programs(request: HttpRequest) -> bool:
    """Return whether an address is one that programs ask, and people's sessions open nothing."""
    return request.path.startswith(PATHS) and not request.path.startswith(_PAGE)


class _ForPeople(MiddlewareMixin):
    """A middleware that a program's request passes by, as if it were not there."""

    def __call__(self, request: HttpRequest) -> Any:
        """Answer the request; with what the middleware adds, where it is a person's."""
        if is_for_programs(request):
            return self.get_response(request)
        return super().__call__(request)


class PeoplesSessions(_ForPeople, SessionMiddleware):
    """Django's sessions, of people alone."""


class PeopleLoggedIn(_ForPeople, AuthenticationMiddleware):
    """Django's `request.user`, of people alone: who shows a key is put there when it is known."""


class PeoplesMessages(_ForPeople, MessageMiddleware):
    """What a page says once, to people alone."""
