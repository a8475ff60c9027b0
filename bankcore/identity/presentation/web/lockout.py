"""Locking after failed log-ins: django-axes counts by request, so it is asked here, at the edge."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from bankcore import clock
from bankcore.identity.domain.sign_in import Where
from bankcore.identity.services import sign_in


def is_locked(request: HttpRequest, username: str) -> bool:
    """Return whether this name may not be tried from here just now."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def failed(request: HttpRequest, username: str, *, step: str) -> None:
    """Count a failure and write it; the one that locks is told to the owner."""
    was_locked = is_locked(request, username)
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)
    sign_in.failed(
        username=username,
        where=where(request),
        step=step,
        locks=not was_locked and is_locked(request, username),
        now=clock.now(),
    )


def where(request: HttpRequest) -> Where:
    """Return where the request comes from."""
    return Where(
        address=get_client_ip_address(request) or "",
        user_agent=request.headers.get("User-Agent", ""),
    )
