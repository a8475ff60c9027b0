"""Who works in the back office."""

from django.http import HttpRequest

from bankcore.actor import Actor, ActorKind


def actor_of(request: HttpRequest) -> Actor:
    """Return the member of staff who is logged in."""
    return Actor(ActorKind.USER, str(request.user.pk))
