"""The second factors of people: what they have beside what they know."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from django.conf import settings
from django_otp.oath import TOTP

from bankcore import clock
from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.identity.models import AuthenticatorApp, User
from bankcore.identity.repositories import factors
from bankcore.identity.services import notices

RECOVERY_CODES: Final = 10
_GROUPS, _GROUP = 4, 6  # 24 characters of base 32: 120 bits, so a plain hash keeps them safe
_STEPS_OFF: Final = 1


class LastFactor(BankError):
    """Staff do not work without a second factor."""

    code = "last_factor"
    cure = "Add another app or passkey first, then remove this one."
    status = 409


class PasskeyNotFound(BankError):
    """The user has no such passkey."""

    code = "passkey_not_found"
    cure = "Load the page again: it lists the passkeys there are."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey as its owner sees it."""

    passkey_id: int
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a user has beside their password."""

    app_added_at: datetime | None
    passkeys: tuple[Passkey, ...]
    recovery_codes_left: int

    @property
    def has_any(self) -> bool:
        """Whether a second factor can be asked for; recovery codes alone are none."""
        return self.app_added_at is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an authenticator app has to be told: as text, and as the address in a QR code."""

    secret: str
    address: str


def overview(*, user_id: int) -> Overview:
    """Return what the user has beside their password."""
    app = factors.app_of(user_id, confirmed=True)
    return Overview(
        app_added_at=None if app is None else app.added_at,
        passkeys=tuple(
            Passkey(
                passkey_id=each.pk,
                name=each.name,
                added_at=each.created_at,
                last_used_at=each.last_used_at,
            )
            for each in factors.passkeys_of(user_id)
        ),
        recovery_codes_left=factors.codes_left(user_id),
    )


@requires_transaction
def is_valid_code(*, user: User, code: str) -> bool:
    """Use up a code of the user's authenticator app or recovery list; returns whether it is one.

    A code works once. After failures the app's codes are refused for 1, 2, 4 ... seconds; that is
    counted in the caller's transaction, which must therefore commit where this returns False.
    """
    return _use(user.pk, code, now=clock.now()) is not None


@use_case
def use(*, user_id: int, code: str, now: datetime) -> str | None:
    """Use a code up; returns APP or RECOVERY_CODE, None where it is neither."""
    shown = _use(user_id, code, now=now)
    if shown == "RECOVERY_CODE":
        left = factors.codes_left(user_id)
        _record(user_id, "identity.factor.recovery_code_used", now, left=left)
        notices.publish(
            user_id=user_id, message="recovery_code_used", now=now, facts={"left": str(left)}
        )
    return shown


@use_case
def start_enrolment(*, user_id: int, now: datetime) -> Enrolment:
    """Make the secret of an app that counts once a code of it has been shown.

    One that waits already is told again, so that loading the page twice does no harm.
    """
    user = factors.lock_user(user_id)
    app = factors.app_of(user_id, confirmed=False) or factors.save(
        AuthenticatorApp(user=user, name="Authenticator app", confirmed=False, added_at=now)
    )
    secret = b32encode(bytes.fromhex(app.secret)).decode()
    issuer = quote(settings.BANK_NAME)
    query = urlencode({"secret": secret, "issuer": settings.BANK_NAME}, quote_via=quote)
    return Enrolment(
        secret=secret, address=f"otpauth://totp/{issuer}:{quote(user.username)}?{query}"
    )


@use_case
def finish_enrolment(*, user_id: int, code: str, now: datetime) -> tuple[str, ...] | None:
    """Let the app count and return new recovery codes, which are never told again.

    None where the code is not the app's. An app that the user had before counts no more.
    """
    factors.lock_user(user_id)
    app = factors.app_of(user_id, confirmed=False, lock=True)
    if app is None or not _is_apps(app, code, now=now):
        return None
    factors.remove_apps(user_id, confirmed=True)
    app.confirmed = True
    app.added_at = now
    factors.save(app)
    _record(user_id, "identity.factor.added", now, factor="APP")
    notices.publish(user_id=user_id, message="factor_added", now=now, facts={"what": "an app"})
    return _new_codes(user_id, now=now)


@use_case
def enrol_known_secret(*, user_id: int, secret: str, now: datetime) -> None:
    """Give the user an app with this secret (hexadecimal), if they have none: for the demo bank."""
    factors.lock_user(user_id)
    if factors.app_of(user_id, confirmed=True) is None:
        factors.save(
            AuthenticatorApp(user_id=user_id, name="Demo app", secret=secret, added_at=now)
        )
        _record(user_id, "identity.factor.added", now, factor="APP")


def code_now(*, user_id: int, now: datetime) -> str | None:
    """Return what the user's app shows now: only the demo bank and tests may ask for it."""
    app = factors.app_of(user_id, confirmed=True)
    if app is None:
        return None
    totp = _totp(app, now=now)
    return f"{totp.token():06}"


@use_case
def renew_recovery_codes(*, user_id: int, now: datetime) -> tuple[str, ...]:
    """Return new recovery codes, told once; the old ones work no more."""
    factors.lock_user(user_id)
    _record(user_id, "identity.factor.recovery_codes_renewed", now)
    notices.publish(user_id=user_id, message="factor_added", now=now, facts={"what": "new codes"})
    return _new_codes(user_id, now=now)


@use_case
def remove_app(*, user_id: int, now: datetime) -> None:
    """Remove the user's app; raises LastFactor where staff would have none left."""
    user = factors.lock_user(user_id)
    _refuse_the_last(user, left=len(factors.passkeys_of(user_id)))
    if factors.remove_apps(user_id, confirmed=True):
        _removed(user_id, "an app", now=now)


@use_case
def remove_passkey(*, user_id: int, passkey_id: int, now: datetime) -> None:
    """Remove a passkey; raises PasskeyNotFound, and LastFactor where staff would have none left."""
    user = factors.lock_user(user_id)
    others = [each for each in factors.passkeys_of(user_id) if each.pk != passkey_id]
    apps = 0 if factors.app_of(user_id, confirmed=True) is None else 1
    _refuse_the_last(user, left=len(others) + apps)
    name = factors.remove_passkey(user_id, passkey_id)
    if name is None:
        message = "There is no such passkey."
        raise PasskeyNotFound(message)
    _removed(user_id, f"the passkey {name}", now=now)


@use_case
def passkey_added(*, user_id: int, passkey_id: int, name: str, now: datetime) -> None:
    """Name a passkey that was just registered, and tell its owner."""
    factors.name_passkey(user_id, passkey_id, name)
    _record(user_id, "identity.factor.added", now, factor="PASSKEY", passkey=passkey_id)
    notices.publish(user_id=user_id, message="factor_added", now=now, facts={"what": "a passkey"})


def _removed(user_id: int, what: str, *, now: datetime) -> None:
    left = factors.app_of(user_id, confirmed=True) or factors.passkeys_of(user_id)
    if not left:
        factors.remove_codes(user_id)
    _record(user_id, "identity.factor.removed", now, what=what)
    notices.publish(user_id=user_id, message="factor_removed", now=now, facts={"what": what})


def _refuse_the_last(user: User, *, left: int) -> None:
    if user.is_staff and not left:
        message = "Staff keep at least one second factor."
        raise LastFactor(message)


def _use(user_id: int, code: str, *, now: datetime) -> str | None:
    shown = code.strip().replace(" ", "")
    if shown.isascii() and shown.isdigit():
        app = factors.app_of(user_id, confirmed=True, lock=True)
        return "APP" if app is not None and _is_apps(app, shown, now=now) else None
    used = factors.use_code(user_id, _hash(shown), now=now)
    return "RECOVERY_CODE" if used else None


def _is_apps(app: AuthenticatorApp, code: str, *, now: datetime) -> bool:
    """Use up a code of this app: RFC 6238, one step either way, each step once."""
    if not app.verify_is_allowed()[0]:
        return False
    shown = code.strip().replace(" ", "")
    totp = _totp(app, now=now)
    is_code = len(shown) == 6 and shown.isascii() and shown.isdigit()
    if is_code and totp.verify(int(shown), _STEPS_OFF, app.last_t + 1):
        app.last_t = totp.t()
        app.throttle_reset(commit=False)
        factors.save(app)
        return True
    app.throttle_increment(commit=True)
    return False


def _totp(app: AuthenticatorApp, *, now: datetime) -> TOTP:
    totp = TOTP(bytes.fromhex(app.secret))
    totp.time = now.timestamp()
    return totp


def _new_codes(user_id: int, *, now: datetime) -> tuple[str, ...]:
    made = tuple(_new_code() for _ in range(RECOVERY_CODES))
    factors.replace_codes(user_id, [_hash(each) for each in made], now=now)
    return made


def _new_code() -> str:
    text = b32encode(secrets.token_bytes(15)).decode().lower()
    return "-".join(text[start : start + _GROUP] for start in range(0, _GROUPS * _GROUP, _GROUP))


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.lower().replace("-", "").encode()).digest()


def _record(user_id: int, action: str, now: datetime, **detail: object) -> None:
    actor = Actor(ActorKind.USER, str(user_id))
    audit.record(actor=actor, action=action, subject=str(actor), at=now, detail=detail)
