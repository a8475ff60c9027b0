"""Sessions and known browsers in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sessions.models import Session

from bankcore.identity.models import KnownDevice, WebSession


def add(session: WebSession) -> WebSession:
    """Add a session."""
    session.save(force_insert=True)
    return session


def running(key_digest: str) -> WebSession | None:
    """Return the session that has not ended."""
    return WebSession.objects.filter(key_digest=key_digest, ended_at=None).first()


def list_running(user_id: int, *, seen_after: datetime, began_after: datetime) -> list[WebSession]:
    """Return the user's sessions that have neither ended nor timed out, the last seen first."""
    return list(
        WebSession.objects.filter(
            user_id=user_id,
            ended_at=None,
            last_seen_at__gt=seen_after,
            started_at__gt=began_after,
        ).order_by("-last_seen_at", "-pk")
    )


def recent(user_id: int, *, count: int) -> list[WebSession]:
    """Return the user's last log-ins."""
    return list(WebSession.objects.filter(user_id=user_id).order_by("-started_at", "-pk")[:count])


def see(session_id: int, *, now: datetime) -> None:
    """Note that the session was used; never that it was used earlier than is known."""
    WebSession.objects.filter(pk=session_id, last_seen_at__lt=now).update(last_seen_at=now)


def confirm(key_digest: str, *, now: datetime) -> bool:
    """Note that the person of this session has shown who they are; False where it has ended."""
    return bool(
        WebSession.objects.filter(key_digest=key_digest, ended_at=None).update(confirmed_at=now)
    )


def rename(key_digest: str, new_key_digest: str) -> None:
    """Let the running session have another key."""
    WebSession.objects.filter(key_digest=key_digest, ended_at=None).update(
        key_digest=new_key_digest
    )


def set_factor(key_digest: str, factor: str) -> None:
    """Note what was shown in the session."""
    WebSession.objects.filter(key_digest=key_digest, ended_at=None).update(factor=factor)


def end(
    user_id: int,
    *,
    now: datetime,
    session_id: int | None = None,
    but: str | None = None,
) -> Sequence[str]:
    """End the user's sessions: one by its id, or all but one; returns the digests of the ended.

    What Django kept of them goes too, so that nothing is left to take up again.
    """
    found = WebSession.objects.select_for_update().filter(user_id=user_id, ended_at=None)
    if session_id is not None:
        found = found.filter(pk=session_id)
    if but is not None:
        found = found.exclude(key_digest=but)
    digests = [each.key_digest for each in found.order_by("pk")]
    WebSession.objects.filter(key_digest__in=digests).update(ended_at=now)
    Session.objects.filter(session_key__in=digests).delete()
    return digests


def device(user_id: int, token_sha256: bytes) -> KnownDevice | None:
    """Return the browser of this user with this cookie."""
    return KnownDevice.objects.filter(user_id=user_id, token_sha256=token_sha256).first()


def save_device(found: KnownDevice) -> None:
    """Save a browser."""
    found.save()


def remembered(user_id: int, *, now: datetime) -> list[KnownDevice]:
    """Return the browsers that spare the user the second step."""
    return list(
        KnownDevice.objects.filter(user_id=user_id, remembered_until__gt=now).order_by("pk")
    )


def forget_devices(user_id: int, *, device_id: int | None = None) -> int:
    """Let one browser, or every one of the user, spare them nothing any more; returns how many."""
    found = KnownDevice.objects.filter(user_id=user_id, remembered_until__isnull=False)
    if device_id is not None:
        found = found.filter(pk=device_id)
    return found.update(remembered_until=None)
