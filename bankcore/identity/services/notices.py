"""Telling people by e-mail what happened to their log-in. No secret travels through the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from bankcore.identity.domain.events import NoticeDue
from bankcore.identity.repositories import users
from bankcore.outbox import public as outbox


def publish(
    *, user_id: int, message: str, now: datetime, facts: Mapping[str, str] | None = None
) -> None:
    """Have the user told, after commit; `message` is a folder of templates/emails."""
    outbox.publish(
        NoticeDue(user_id=user_id, message=message, facts={**(facts or {}), "at": _at(now)}),
        subject=f"user:{user_id}",
        at=now,
    )


def send(*, user_id: int, message: str, facts: Mapping[str, str]) -> int:
    """Send the message to the user's address; returns how many went out, 0 without an address."""
    user = users.get(user_id)
    if not user.email:
        return 0
    told = {**facts, "user": user, "bank": settings.BANK_NAME, "address": settings.PUBLIC_ADDRESS}
    subject = render_to_string(f"emails/{message}/subject.txt", told).strip()
    body = render_to_string(f"emails/{message}/body.txt", told)
    return send_mail(subject, body, None, [user.email])


def _at(now: datetime) -> str:
    return f"{now:%d %B %Y, %H:%M} UTC"
