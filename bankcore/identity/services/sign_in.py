"""The first step of a log-in, and what is written of failures."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import make_password

from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.identity.domain.sign_in import Where
from bankcore.identity.models import User
from bankcore.identity.repositories import users
from bankcore.identity.services import notices

# Longer ones than any that can be set are wrong anyway; hashing megabytes would cost the bank.
LONGEST_PASSWORD: Final = 128


def check_password(*, username: str, password: str) -> int | None:
    """Return the active user's id where the password is theirs.

    A user who is not there costs the same hash as one who is. A password whose hash was made with
    other parameters than today's is hashed again.
    """
    user = users.by_name(username)
    if user is None or not user.is_active or len(password) > LONGEST_PASSWORD:
        make_password(password[:LONGEST_PASSWORD])
        return None
    return user.pk if user.check_password(password) else None


def is_own_password(*, user_id: int, password: str) -> bool:
    """Return whether it is the user's password."""
    return len(password) <= LONGEST_PASSWORD and users.get(user_id).check_password(password)


def active_user(*, user_id: int) -> User | None:
    """Return the user, None where they may not log in."""
    user = users.get(user_id)
    return user if user.is_active else None


@use_case
def failed(*, username: str, where: Where, step: str, locks: bool, now: datetime) -> None:
    """Write that a log-in failed; where that locks it, tell the owner.

    A name that nobody has is written as a hash: people type passwords into the wrong field.
    """
    user = users.by_name(username)
    subject = f"name:{hashlib.sha256(username.encode()).hexdigest()[:16]}"
    if user is not None:
        subject = str(Actor(ActorKind.USER, str(user.pk)))
    for action in ("identity.login.failed", *(("identity.login.locked",) if locks else ())):
        audit.record(
            actor=Actor.system("sign-in"),
            action=action,
            subject=subject,
            at=now,
            detail={"address": where.address, "step": step},
        )
    if user is not None and locks:
        facts = {"from_address": where.address}
        notices.publish(user_id=user.pk, message="login_locked", now=now, facts=facts)


@use_case
def ended(*, user_id: int, now: datetime) -> None:
    """Write that somebody has logged out."""
    actor = Actor(ActorKind.USER, str(user_id))
    audit.record(actor=actor, action="identity.logout", subject=str(actor), at=now)
