"""Who works in the back office."""

from typing import cast

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from bankcore.actor import Actor, ActorKind, Rights


def actor_of(request: HttpRequest) -> Actor:
    """Return the member of staff who is logged in, with the rights of their roles."""
    user = cast("AbstractUser", request.user)
    rights = Rights(
        permissions=frozenset(user.get_all_permissions()), branch_code=branch_of(request)
    )
    return Actor(ActorKind.USER, str(user.pk), rights)


def branch_of(request: HttpRequest) -> str | None:
    """Return the branch of the member of staff who is logged in; None works for the whole bank."""
    branch: str | None = getattr(request.user, "branch_id", None)
    return branch
