"""The page of one's own log-in: factors, sessions, remembered browsers."""

from __future__ import annotations

from typing import cast
from uuid import UUID

import segno
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity.domain.sign_in import Factor
from bankcore.identity.models import User
from bankcore.identity.presentation.web.confirmation import needs_recent_confirmation
from bankcore.identity.presentation.web.middleware import key_digest, take_new_key
from bankcore.identity.presentation.web.next_page import own_address
from bankcore.identity.services import account_access, factors, passwords, sessions
from bankcore.presentation import refusals, visitors


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


@never_cache
@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show everything about one's log-in."""
    user, now = _user(request), clock.now()
    shown = {
        "factors": factors.overview(user_id=user.pk),
        "sessions": sessions.list_running(
            user_id=user.pk, key_digest=key_digest(request), is_staff=user.is_staff, now=now
        ),
        "devices": sessions.remembered(user_id=user.pk, now=now),
        "accesses": account_access.of_user(user_id=user.pk, now=now),
        "recent": sessions.recent(user_id=user.pk, key_digest=key_digest(request)),
    }
    return render(request, "web/identity/security.html", shown)


@never_cache
@sensitive_post_parameters()
@login_required
@needs_recent_confirmation
@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Show the QR code and secret of a new app, and take a code of it."""
    user, now = _user(request), clock.now()
    after = own_address(request, "/security/")
    failed = False
    if request.method == "POST":
        code = request.POST.get("code", "")
        codes = factors.finish_enrolment(user_id=user.pk, code=code, now=now)
        if codes is not None:
            raise_session(request, Factor.APP)
            told = {"codes": codes, "next": after}
            return render(request, "web/identity/recovery_codes.html", told)
        failed = True
    enrolment = factors.start_enrolment(user_id=user.pk, now=now)
    picture = segno.make(enrolment.address, error="m").svg_data_uri(scale=5)
    shown = {"secret": enrolment.secret, "picture": picture, "failed": failed, "next": after}
    return render(request, "web/identity/add_app.html", shown)


def raise_session(request: HttpRequest, factor: Factor) -> None:
    """Let the session count as one with a second factor, under a new key."""
    user_id, key = _user(request).pk, take_new_key(request)
    sessions.raise_to(user_id=user_id, key_digest=key, factor=factor, now=clock.now())


@login_required
@needs_recent_confirmation
@require_POST
def remove_app(request: HttpRequest) -> HttpResponse:
    """Remove the app."""
    try:
        factors.remove_app(user_id=_user(request).pk, now=clock.now())
    except BankError as refusal:
        messages.error(request, refusals.told(refusal))
    return redirect("security")


@login_required
@needs_recent_confirmation
@require_POST
def remove_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Remove a passkey."""
    try:
        factors.remove_passkey(user_id=_user(request).pk, passkey_id=passkey_id, now=clock.now())
    except BankError as refusal:
        messages.error(request, refusals.told(refusal))
    return redirect("security")


@never_cache
@login_required
@needs_recent_confirmation
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Show new recovery codes, once."""
    codes = factors.renew_recovery_codes(user_id=_user(request).pk, now=clock.now())
    shown = {"codes": codes, "next": "/security/"}
    return render(request, "web/identity/recovery_codes.html", shown)


@login_required
@needs_recent_confirmation
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Log one session out."""
    sessions.end_one(user_id=_user(request).pk, session_id=session_id, now=clock.now())
    return redirect("security")


@login_required
@needs_recent_confirmation
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Log every other session out."""
    sessions.end_others(user_id=_user(request).pk, key_digest=key_digest(request), now=clock.now())
    return redirect("security")


@login_required
@require_POST
def end_access(request: HttpRequest, access_id: UUID) -> HttpResponse:
    """Take back what a third party was let read. To shut a door nobody has to show a key."""
    try:
        account_access.end(access_id=access_id, actor=visitors.actor_of(request), now=clock.now())
    except account_access.AccessNotFound as refusal:
        raise Http404(refusal.message) from None
    messages.success(request, _("It can read nothing of yours any more."))
    return redirect("security")


@login_required
@needs_recent_confirmation
@require_POST
def forget_devices(request: HttpRequest) -> HttpResponse:
    """Have the second step asked for everywhere again."""
    sessions.forget_devices(user_id=_user(request).pk, now=clock.now())
    return redirect("security")


@never_cache
@sensitive_post_parameters()
@login_required
@needs_recent_confirmation
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password."""
    refusal = None
    if request.method == "POST":
        try:
            passwords.change(
                user_id=_user(request).pk,
                present=request.POST.get("present", ""),
                new=request.POST.get("new", ""),
                key_digest=key_digest(request),
                now=clock.now(),
            )
        except BankError as error:
            refusal = error
        else:
            _stay_logged_in(request)
            messages.success(request, "Your password is changed; other sessions are logged out.")
            return redirect("security")
    return render(request, "web/identity/change_password.html", {"refusal": refusal})


def _stay_logged_in(request: HttpRequest) -> None:
    """Keep this session over the change of its password, under a new key."""
    old = key_digest(request)
    user = _user(request)
    user.refresh_from_db(fields=["password"])
    auth.update_session_auth_hash(request, user)
    request.session.save()
    sessions.rename(key_digest=old, new_key_digest=key_digest(request))
