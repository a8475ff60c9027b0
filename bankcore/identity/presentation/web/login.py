"""Logging in, in two steps: what one knows, then what one has."""

from __future__ import annotations

from typing import Any, Final, cast

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bankcore import clock
from bankcore.identity.domain.sign_in import Factor
from bankcore.identity.models import User
from bankcore.identity.presentation.web import lockout
from bankcore.identity.presentation.web.middleware import key_digest
from bankcore.identity.presentation.web.next_page import own_address
from bankcore.identity.services import factors, sessions, sign_in

PENDING: Final = "identity_pending"
_PENDING_SECONDS: Final = 600
_YEAR: Final = 60 * 60 * 24 * 365


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password. The answer to a failure is the same whatever was wrong."""
    asked = own_address(request, "")
    if request.method == "GET":
        if request.user.is_authenticated and not asked:
            return redirect(home_of(request.user))
        return render(request, "web/identity/login.html", {"next": asked})
    username = request.POST.get("username", "")[:150]
    # Both are asked in any case, so that a locked name takes as long as another.
    locked = lockout.is_locked(request, username)
    user_id = sign_in.check_password(username=username, password=request.POST.get("password", ""))
    if locked or user_id is None:
        lockout.failed(request, username, step="password")
        shown = {"next": asked, "username": username, "failed": True}
        return render(request, "web/identity/login.html", shown)
    return _after_password(request, user_id, asked)


def _after_password(request: HttpRequest, user_id: int, asked: str) -> HttpResponse:
    now, token = clock.now(), device_token(request)
    if not factors.overview(user_id=user_id).has_any:
        return complete(request, user_id, Factor.NONE, asked=asked)
    if sessions.is_remembered(user_id=user_id, device_token=token, now=now):
        return complete(request, user_id, Factor.KNOWN_DEVICE, asked=asked)
    if request.user.is_authenticated:
        auth.logout(request)
    request.session.cycle_key()
    request.session[PENDING] = {"user_id": user_id, "at": now.timestamp(), "next": asked}
    return redirect("second_step")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the app or of the recovery list, or for a passkey."""
    pending = pending_of(request)
    user = sign_in.active_user(user_id=pending["user_id"]) if pending else None
    if pending is None or user is None:
        return redirect("login")
    shown = {
        "failed": False,
        "factors": factors.overview(user_id=user.pk),
        "staff": user.is_staff,
        "is_demo": settings.DEMO_BANK,
    }
    if request.method == "POST":
        factor = _factor_shown(request, user)
        if factor is not None:
            remember = bool(request.POST.get("remember"))
            return complete(request, user.pk, factor, asked=pending["next"], remember=remember)
        lockout.failed(request, user.username, step="second factor")
        shown["failed"] = True
    return render(request, "web/identity/second_step.html", shown)


def _factor_shown(request: HttpRequest, user: User) -> Factor | None:
    if lockout.is_locked(request, user.username):
        return None
    code = request.POST.get("code", "")[:64]
    shown = factors.use(user_id=user.pk, code=code, now=clock.now())
    return None if shown is None else Factor(shown)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session, here and in the bank's list of them."""
    found = getattr(request, "sign_in", None)
    if found is not None:
        now = clock.now()
        sessions.end_one(user_id=found.user_id, session_id=found.session_id, now=now)
        sign_in.ended(user_id=found.user_id, now=now)
    auth.logout(request)
    answer = redirect("login")
    # Not the cookies: a remembered browser stays one.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def pending_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return who has shown a password within the last ten minutes, and where they want to go."""
    pending = cast("dict[str, Any] | None", request.session.get(PENDING))
    if pending is None or clock.now().timestamp() - pending["at"] > _PENDING_SECONDS:
        return None
    return pending


def complete(
    request: HttpRequest, user_id: int, factor: Factor, *, asked: str, remember: bool = False
) -> HttpResponse:
    """Log the user in under a new session key and lead them on."""
    user = sign_in.active_user(user_id=user_id)
    if user is None:
        return redirect("login")
    request.session.pop(PENDING, None)
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    token = sessions.begin(
        user_id=user_id,
        key_digest=key_digest(request),
        factor=factor,
        where=lockout.where(request),
        device_token=device_token(request),
        remember=remember,
        now=clock.now(),
    )
    answer = redirect(asked or home_of(user))
    answer.set_signed_cookie(
        settings.REMEMBERED_DEVICE_COOKIE_NAME,
        token,
        salt="device",
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def device_token(request: HttpRequest) -> str:
    """Return what the browser was given to be known again; nothing where it was altered."""
    name = settings.REMEMBERED_DEVICE_COOKIE_NAME
    return request.get_signed_cookie(name, default="", salt="device") or ""


def home_of(user: User) -> str:
    """Return where somebody goes who asked for no page."""
    return "/admin/" if user.is_staff else settings.LOGIN_REDIRECT_URL
