"""Telling people of an alert by e-mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail


def tell(*, alert_id: int, kind: str, severity: str) -> None:
    """Send ALERT_EMAILS a word of the alert: what sort it is, and where to read it.

    Whom it is about stays in the back office. Sent again where a worker dies while sending.
    """
    if settings.ALERT_EMAILS:
        send_mail(
            subject=f"[{severity.lower()}] Security alert {alert_id}: {kind.replace('_', ' ')}",
            message=f"Open the inbox of security alerts in the back office: alert {alert_id}.",
            from_email=None,
            recipient_list=settings.ALERT_EMAILS,
        )
