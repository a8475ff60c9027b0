"""What customers let third parties read, found by person, code and token."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from bankcore.identity.models import AccessToken, AccountAccess, ApiClient


def add(row: AccountAccess) -> None:
    """Add an access."""
    row.save(force_insert=True)


def with_code(client: ApiClient, *, sha256: bytes) -> AccountAccess | None:
    """Lock and return the client's access with this code."""
    found = AccountAccess.objects.select_for_update().filter(client=client, code_sha256=sha256)
    return found.first()


def with_refresh_token(client: ApiClient, *, sha256: bytes, now: datetime) -> AccountAccess | None:
    """Return the client's running access with this token."""
    return _running(now).filter(client=client, refresh_sha256=sha256).first()


def running(*, pk: int, now: datetime) -> AccountAccess | None:
    """Return an access that is neither over nor taken back."""
    return _running(now).filter(pk=pk).first()


def of_user(*, user_id: int, now: datetime) -> list[AccountAccess]:
    """Return the running accesses of a log-in that a third party has taken up, newest first."""
    found = _running(now).filter(user_id=user_id, refresh_sha256__isnull=False)
    return list(found.select_related("client").order_by("-created_at"))


def of_user_locked(*, access_id: UUID, user_id: int) -> AccountAccess | None:
    """Lock and return an access that is this log-in's own."""
    found = AccountAccess.objects.select_for_update().filter(public_id=access_id, user_id=user_id)
    return found.first()


def use_code(row: AccountAccess, *, now: datetime) -> None:
    """Use the code of a locked access up."""
    row.code_used_at = now
    row.save(update_fields=["code_used_at"])


def keep_refresh_token(*, pk: int, sha256: bytes) -> None:
    """Keep the hash of the token that an access was taken up with."""
    AccountAccess.objects.filter(pk=pk).update(refresh_sha256=sha256)


def note_use(row: AccountAccess, *, now: datetime) -> None:
    """Keep when the access was used last."""
    AccountAccess.objects.filter(pk=row.pk).update(last_used_at=now)


def revoke(row: AccountAccess, *, now: datetime) -> None:
    """Take a locked access back, and end its tokens."""
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    AccessToken.objects.filter(access=row, revoked_at=None).update(revoked_at=now)


def _running(now: datetime) -> QuerySet[AccountAccess]:
    return AccountAccess.objects.filter(
        revoked_at=None, expires_at__gt=now, user__is_active=True, client__is_active=True
    )
