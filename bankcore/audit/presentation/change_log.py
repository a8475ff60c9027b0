"""Who is behind a request, for the log of changes."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse

_REQUEST: ContextVar[HttpRequest | None] = ContextVar("request of a change", default=None)


class ChangeLogMiddleware:
    """Name who changes something, with programs as actors and without believing X-Forwarded-For.

    That header is the caller's own word; the server before the bank sets the address. The
    library's own middleware connects a receiver for every request, whether it changes something
    or not; here one stands for all, and asks for the request when a change is logged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        pre_save.connect(_name, sender=LogEntry, dispatch_uid=__name__)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, whose caller is named in what is logged meanwhile."""
        token = _REQUEST.set(request)
        try:
            return self._get_response(request)
        finally:
            _REQUEST.reset(token)


def _name(instance: LogEntry, **_: Any) -> None:
    """Put on a change who made it: only when it is logged does the API know who calls."""
    request = _REQUEST.get()
    if request is None:
        return
    user: object = getattr(request, "user", None)
    is_person = isinstance(user, get_user_model()) and user.is_authenticated
    if is_person and instance.actor is None:
        instance.actor = user
        instance.actor_email = getattr(user, "email", None)
    instance.remote_addr = request.META.get("REMOTE_ADDR") or None
    actor = getattr(user, "actor", None)
    instance.additional_data = None if actor is None else {"actor": str(actor)}
