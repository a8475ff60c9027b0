"""The program that calls the API."""

from __future__ import annotations

from typing import Protocol, cast

from rest_framework.request import Request

from bankcore.actor import Actor


class Caller(Protocol):
    """What an authentication class puts into `request.user`."""

    @property
    def client_id(self) -> str:
        """The client's public id."""

    @property
    def actor(self) -> Actor:
        """The client as an actor, with the rights of its scopes."""


def caller_of(request: Request) -> Caller:
    """Return the client that calls."""
    return cast("Caller", request.user)


def actor_of(request: Request) -> Actor:
    """Return the client that calls as an actor, with the rights of its scopes."""
    return caller_of(request).actor
