"""Passkeys: the browser's side is bankcore/passkeys.js, the library's is django-otp-webauthn."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
    WebAuthnHelper,
)
from django_otp_webauthn.utils import rewrite_exceptions

from bankcore import clock
from bankcore.identity.domain.sign_in import Factor
from bankcore.identity.models import User
from bankcore.identity.presentation.web import lockout
from bankcore.identity.presentation.web.confirmation import needs_recent_confirmation
from bankcore.identity.presentation.web.login import complete, pending_of
from bankcore.identity.presentation.web.next_page import is_own
from bankcore.identity.presentation.web.security import raise_session
from bankcore.identity.services import factors, sign_in

_LOGIN: Final = "identity_passkey_login"
_REGISTER: Final = "identity_passkey_register"
_REFUSED: Final = "The passkey was not accepted."


class _Ceremony(WebAuthnHelper):  # type: ignore[misc]  # the library has no types
    """The bank's choices: a passkey is kept by the device, which asks for finger, face or PIN."""

    def get_generate_registration_options_kwargs(self, *, user: User) -> dict[str, Any]:
        """Return what is asked of a new passkey."""
        return {
            **super().get_generate_registration_options_kwargs(user=user),
            "authenticator_selection": AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        }


@never_cache
@require_POST
def login_options(request: HttpRequest) -> HttpResponse:
    """Return what the browser asks the device for: any passkey, or one of who showed a password."""
    pending = pending_of(request)
    user = sign_in.active_user(user_id=pending["user_id"]) if pending else None
    options, state = _Ceremony(request).authenticate_begin(user=user)
    request.session[_LOGIN] = state
    return JsonResponse(options)


@never_cache
@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in whose passkey it is."""
    pending = pending_of(request)
    user = sign_in.active_user(user_id=pending["user_id"]) if pending else None
    state, sent = _once(request, _LOGIN), _sent(request)
    asked = pending["next"] if pending else str(sent.get("next", ""))
    try:
        device = _checked(request, user, state, sent)
    except OTPWebAuthnApiError:
        lockout.failed(request, user.username if user else "", step="passkey")
        return JsonResponse({"detail": _REFUSED}, status=403)
    answer = complete(
        request, device.user_id, Factor.PASSKEY, asked=asked if is_own(request, asked) else ""
    )
    told = JsonResponse({"next": answer["Location"]})
    told.cookies = answer.cookies
    return told


def _checked(request: HttpRequest, user: User | None, state: Any, sent: dict[str, Any]) -> Any:
    with rewrite_exceptions():
        device = _Ceremony(request).authenticate_complete(user, state, sent["credential"])
    locked = lockout.is_locked(request, device.user.username)
    if not device.confirmed or not device.user.is_active or locked:
        raise OTPWebAuthnApiError(_REFUSED)
    return device


@never_cache
@login_required
@needs_recent_confirmation
@require_POST
def register_options(request: HttpRequest) -> HttpResponse:
    """Return what a new passkey has to be like."""
    options, state = _Ceremony(request).register_begin(cast("User", request.user))
    request.session[_REGISTER] = state
    return JsonResponse(options)


@never_cache
@login_required
@needs_recent_confirmation
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Keep a new passkey under the name that its owner gives it."""
    state, sent = _once(request, _REGISTER), _sent(request)
    user = cast("User", request.user)
    try:
        with rewrite_exceptions():
            device = _Ceremony(request).register_complete(user, state, sent["credential"])
    except OTPWebAuthnApiError:
        return JsonResponse({"detail": _REFUSED}, status=400)
    name = str(sent.get("name", "")).strip()[:64] or "Passkey"
    factors.passkey_added(user_id=user.pk, passkey_id=device.pk, name=name, now=clock.now())
    raise_session(request, Factor.PASSKEY)
    return JsonResponse({"next": "/security/"})


def _once(request: HttpRequest, name: str) -> Any:
    """Return the challenge and forget it, whatever comes of it: it is answered once."""
    state = request.session.pop(name, None)
    request.session.save()
    return state or {"challenge": "", "require_user_verification": True}


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError:
        sent = {}
    return {"credential": {}, **sent} if isinstance(sent, dict) else {"credential": {}}
