"""The program that calls the API."""

from __future__ import annotations

from typing import Protocol, cast
from uuid import UUID

from rest_framework.request import Request

from bankcore.actor import Actor


class Caller(Protocol):
    """What an authentication class puts into `request.user`."""

    @property
    def client_id(self) -> str:
        """The client's public id."""

    @property
    def scopes(self) -> frozenset[str]:
        """What the client asked for and was granted, such as accounts:read."""

    @property
    def customer_id(self) -> UUID | None:
        """The only customer whose things the client reaches, if it is bound to one."""

    @property
    def account_ids(self) -> frozenset[UUID] | None:
        """The only accounts the client reaches, if a customer chose them."""

    @property
    def actor(self) -> Actor:
        """The client as an actor, with the rights of its scopes."""


def caller_of(request: Request) -> Caller:
    """Return the client that calls."""
    return cast("Caller", request.user)


def actor_of(request: Request) -> Actor:
    """Return the client that calls as an actor, with the rights of its scopes."""
    return caller_of(request).actor


def customer_of(request: Request) -> UUID | None:
    """Return the customer to whom lists are narrowed, if the client is bound to one."""
    return caller_of(request).customer_id


def accounts_of(request: Request) -> frozenset[UUID] | None:
    """Return the accounts to which lists are narrowed, if a customer chose them."""
    return caller_of(request).account_ids
