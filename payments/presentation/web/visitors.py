"""Who is at the page."""

from django.http import HttpRequest

from bankcore.actor import Actor, ActorKind


def user_id(request: HttpRequest) -> int:
    """Return the log-in's id; the view requires a log-in."""
    assert request.user.pk is not None  # noqa: S101 - login_required
    return int(request.user.pk)


def actor(request: HttpRequest) -> Actor:
    """Return the person who acts."""
    return Actor(ActorKind.USER, str(user_id(request)))
