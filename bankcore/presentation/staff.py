"""Who works in the back office."""

from typing import cast

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest

from bankcore.actor import Actor, ActorKind, Rights


def actor_of(request: HttpRequest) -> Actor:
    """Return the member of staff who is logged in, with the rights of their roles."""
    user = cast("AbstractUser", request.user)
    rights = Rights(permissions=frozenset(user.get_all_permissions()))
    return Actor(ActorKind.USER, str(user.pk), rights)
