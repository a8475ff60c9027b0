"""Asking again who somebody is, before what matters is changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bankcore import clock
from bankcore.identity.models import User
from bankcore.identity.presentation.web import lockout
from bankcore.identity.presentation.web.middleware import sign_in_of, take_new_key
from bankcore.identity.presentation.web.next_page import own_address
from bankcore.identity.services import factors, sessions, sign_in

View = Callable[..., HttpResponse]


def is_confirmed(request: HttpRequest) -> bool:
    """Return whether whoever is at the page has shown who they are in the last five minutes."""
    found = sign_in_of(request)
    return found is not None and found.confirmed_recently(now=clock.now())


def needs_recent_confirmation(view: View) -> View:
    """Lead to `/confirm/` and back where the last confirmation is older than five minutes.

    A form that was sent is not sent again: the page it was on is loaded.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else "/security/"
        return redirect(f"/confirm/?{urlencode({'next': back})}")

    return run


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for a code where the person has a second factor, for the password where not."""
    user = cast("User", request.user)
    after = own_address(request, "/security/")
    by_code = factors.overview(user_id=user.pk).has_any
    shown: dict[str, Any] = {"next": after, "by_code": by_code}
    if request.method == "POST":
        if not lockout.is_locked(request, user.username) and _is_right(request, by_code=by_code):
            key = take_new_key(request)
            sessions.confirm(user_id=user.pk, key_digest=key, now=clock.now())
            return redirect(after)
        lockout.failed(request, user.username, step="confirmation")
        shown["failed"] = True
    return render(request, "web/identity/confirm.html", shown)


def _is_right(request: HttpRequest, *, by_code: bool) -> bool:
    user_id = cast("User", request.user).pk
    if by_code:
        code = request.POST.get("code", "")
        return factors.use(user_id=user_id, code=code, now=clock.now()) is not None
    return sign_in.is_own_password(user_id=user_id, password=request.POST.get("password", ""))
