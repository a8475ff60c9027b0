"""Confirmations in the database, and the passkeys that may be used for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Sum
from django_otp import devices_for_user
from django_otp_webauthn.models import WebAuthnCredential

from bankcore.db.transactions import requires_transaction
from bankcore.identity.domain.confirmations import ConfirmationState
from bankcore.identity.models import Confirmation, User


@requires_transaction
def add(row: Confirmation) -> Confirmation:
    """Add a confirmation."""
    row.save(force_insert=True)
    return row


def get(*, public_id: UUID, user_id: int) -> Confirmation | None:
    """Return this person's confirmation with this id."""
    return Confirmation.objects.filter(public_id=public_id, user_id=user_id).first()


def used_for(*, used_for: str, user_id: int) -> Confirmation | None:
    """Return this person's confirmation that went with this."""
    return Confirmation.objects.filter(user_id=user_id, used_for=used_for).first()


@requires_transaction
def get_locked(*, public_id: UUID, user_id: int) -> Confirmation | None:
    """Return this person's confirmation with this id, locked: of two who use it, one is first."""
    found = Confirmation.objects.select_for_update().filter(public_id=public_id, user_id=user_id)
    return found.first()


@requires_transaction
def save(row: Confirmation, fields: Sequence[str]) -> None:
    """Write these fields of the row."""
    row.save(update_fields=list(fields))


@requires_transaction
def lock_user(*, user_id: int) -> User:
    """Return the person, locked: proofs of one person are tried one after the other."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def wrong_tries(*, user_id: int, since: datetime) -> int:
    """Return how many proofs of this person were wrong since then, after the last right one.

    A confirmation with a wrong proof in that time counts with all of its wrong ones.
    """
    rows = Confirmation.objects.filter(user_id=user_id)
    right = rows.aggregate(at=Max("confirmed_at"))["at"]
    wrong = rows.filter(wrong_at__gt=since if right is None else max(since, right))
    return wrong.aggregate(number=Sum("tries"))["number"] or 0


@requires_transaction
def expire(*, now: datetime) -> int:
    """Mark what was not used in time; returns how many."""
    over = Confirmation.objects.filter(
        state__in=[ConfirmationState.OPEN, ConfirmationState.CONFIRMED], expires_at__lte=now
    )
    return over.update(state=ConfirmationState.EXPIRED)


def has_code_device(user: User) -> bool:
    """Tell whether the person has an authenticator app or a recovery list."""
    return any(not isinstance(each, WebAuthnCredential) for each in devices_for_user(user))


def passkeys(user: User) -> list[WebAuthnCredential]:
    """Return the person's passkeys, the latest used first."""
    found = WebAuthnCredential.objects.filter(user=user, confirmed=True)
    return list(found.order_by("-last_used_at", "-pk"))


@requires_transaction
def passkey_locked(*, user: User, credential_id: bytes) -> WebAuthnCredential | None:
    """Return the person's passkey with this id, locked."""
    hashed = WebAuthnCredential.get_credential_id_sha256(credential_id)
    found = WebAuthnCredential.objects.select_for_update()
    return found.filter(user=user, confirmed=True, credential_id_sha256=hashed).first()


@requires_transaction
def count_passkey(passkey: WebAuthnCredential, *, sign_count: int, at: datetime) -> None:
    """Keep how often the authenticator says it has signed, and when it last did."""
    passkey.sign_count, passkey.last_used_at = sign_count, at
    passkey.save(update_fields=["sign_count", "last_used_at"])
