"""Second factors in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django_otp_webauthn.models import WebAuthnCredential

from bankcore.identity.models import AuthenticatorApp, RecoveryCode, User


def lock_user(user_id: int) -> User:
    """Return the user, locked, so that two changes of their factors come one after the other."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def app_of(user_id: int, *, confirmed: bool, lock: bool = False) -> AuthenticatorApp | None:
    """Return the user's app, the newest one where several wait to be confirmed."""
    rows = AuthenticatorApp.objects.filter(user_id=user_id, confirmed=confirmed)
    if lock:
        rows = rows.select_for_update(no_key=True)
    found: AuthenticatorApp | None = rows.order_by("-pk").first()
    return found


def save(app: AuthenticatorApp) -> AuthenticatorApp:
    """Save an app."""
    app.save()
    return app


def remove_apps(user_id: int, *, confirmed: bool) -> int:
    """Remove the user's apps of this sort; returns how many."""
    rows = AuthenticatorApp.objects.filter(user_id=user_id, confirmed=confirmed)
    return int(rows.delete()[0])


def replace_codes(user_id: int, hashes: Iterable[bytes], *, now: datetime) -> None:
    """Put these recovery codes in the place of all that the user has."""
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user_id, code_sha256=each, made_at=now) for each in hashes
    )


def remove_codes(user_id: int) -> None:
    """Remove every recovery code of the user."""
    RecoveryCode.objects.filter(user_id=user_id).delete()


def use_code(user_id: int, code_sha256: bytes, *, now: datetime) -> bool:
    """Use a recovery code up; returns False where it is none, or was used."""
    return bool(
        RecoveryCode.objects.filter(user_id=user_id, code_sha256=code_sha256, used_at=None).update(
            used_at=now
        )
    )


def codes_left(user_id: int) -> int:
    """Return how many recovery codes of the user still work."""
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def passkeys_of(user_id: int) -> list[WebAuthnCredential]:
    """Return the user's passkeys, the oldest first."""
    return list(WebAuthnCredential.objects.filter(user_id=user_id, confirmed=True).order_by("pk"))


def remove_passkey(user_id: int, passkey_id: int) -> str | None:
    """Remove the user's passkey; returns its name, None where there is none."""
    found = WebAuthnCredential.objects.filter(user_id=user_id, pk=passkey_id).first()
    if found is None:
        return None
    found.delete()
    return str(found.name)


def name_passkey(user_id: int, passkey_id: int, name: str) -> None:
    """Name the user's passkey."""
    WebAuthnCredential.objects.filter(user_id=user_id, pk=passkey_id).update(name=name)
