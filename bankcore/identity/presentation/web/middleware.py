"""Whose session a request belongs to, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast
from urllib.parse import urlencode

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bankcore import clock
from bankcore.identity.domain.session_keys import digest
from bankcore.identity.domain.sign_in import SignIn
from bankcore.identity.models import User
from bankcore.identity.services import sessions
from bankcore.presentation import programs

# All that staff reach before they have shown a second factor: adding one, and leaving.
_BEFORE_SECOND_FACTOR: Final = ("/security/app/", "/security/passkeys/", "/confirm/", "/logout/")


class SignInMiddleware:
    """Ends what has timed out or was revoked, and leads staff to their second factor.

    Sets `request.sign_in`, which the back office and `confirmation` look at: None is nobody. A
    program has no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or lead elsewhere."""
        if programs.is_for_programs(request):
            return self.get_response(request)
        found = _sign_in(request) if request.user.is_authenticated else None
        request.sign_in = found  # type: ignore[attr-defined]
        if found is not None and _must_enrol(request, found):
            return redirect(f"/security/app/?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def sign_in_of(request: HttpRequest) -> SignIn | None:
    """Return the session of the request, None where nobody is logged in."""
    return cast("SignIn | None", getattr(request, "sign_in", None))


def key_digest(request: HttpRequest) -> str:
    """Return the name under which the request's session is kept."""
    return digest(request.session.session_key or "")


def take_new_key(request: HttpRequest) -> str:
    """Give the session a new key, as whenever somebody has shown who they are; returns its name."""
    old = key_digest(request)
    request.session.cycle_key()
    request.session.save()
    sessions.rename(key_digest=old, new_key_digest=key_digest(request))
    return key_digest(request)


def _sign_in(request: HttpRequest) -> SignIn | None:
    now = clock.now()
    user = cast("User", request.user)
    found = sessions.current(key_digest=key_digest(request), is_staff=user.is_staff, now=now)
    if found is None or found.user_id != user.pk:
        auth.logout(request)
        return None
    if now - found.last_seen_at >= sessions.SEEN_EVERY:
        sessions.see(session_id=found.session_id, now=now)
    return found


def _must_enrol(request: HttpRequest, found: SignIn) -> bool:
    user = cast("User", request.user)
    open_to_all = request.path.startswith(_BEFORE_SECOND_FACTOR)
    return user.is_staff and not found.has_second_factor and not open_to_all
