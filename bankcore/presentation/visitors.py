"""Who is at a page of online banking."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from bankcore.actor import Actor, ActorKind, Rights


def user_id(request: HttpRequest) -> int:
    """Return the log-in's id; the view requires a log-in."""
    assert request.user.pk is not None  # noqa: S101 - login_required
    return int(request.user.pk)


def actor_of(request: HttpRequest) -> Actor:
    """Return the customer who is logged in, with the rights that every customer has.

    Whose things they may touch is for the use cases to see to.
    """
    return Actor(ActorKind.USER, str(user_id(request)), _customers_rights())


@cache
def _customers_rights() -> Rights:
    permissions: frozenset[str] = import_string(settings.CUSTOMER_PERMISSIONS)
    return Rights(permissions=permissions, self_service=True)
