"""Passwords: changed by their owner, and set anew with a link sent by e-mail."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.template.loader import render_to_string

from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain.events import PasswordLinkAsked
from bankcore.identity.models import User
from bankcore.identity.repositories import factors, sessions, users
from bankcore.identity.services import notices
from bankcore.outbox import public as outbox


class WrongPassword(BankError):
    """The present password is another one."""

    code = "wrong_password"
    cure = "Enter the password that you log in with."


class WeakPassword(BankError):
    """The new password is too short, too common, stolen before, or too like the user's name."""

    code = "weak_password"
    cure = "Choose another password, of 12 to 128 characters."


class LinkExpired(BankError):
    """The link was used, is older than half an hour, or was never sent."""

    code = "link_expired"
    cure = "Ask for a new link."


@use_case
def change(*, user_id: int, present: str, new: str, key_digest: str, now: datetime) -> None:
    """Change the password and end the user's other sessions.

    Raises WrongPassword and WeakPassword.
    """
    user = factors.lock_user(user_id)
    if not user.check_password(present):
        message = "The present password is not right."
        raise WrongPassword(message, field="present")
    _set(user, new)
    sessions.end(user_id, now=now, but=key_digest)
    _changed(user, "identity.password.changed", now=now)


@use_case
def ask_for_link(*, email: str, now: datetime) -> None:
    """Have a link sent to whoever has this address. Nothing tells whether somebody has.

    The same is written for an address that nobody has, so that both take the same time. The link
    itself is made when it is sent: it never lies in the outbox.
    """
    user = users.by_email(email)
    user_id = 0 if user is None else user.pk
    outbox.publish(
        PasswordLinkAsked(user_id=user_id),
        subject=f"user:{user_id}",
        at=now,
    )
    actor = Actor.system("sign-in")
    audit.record(
        actor=actor,
        action="identity.password.link_asked",
        subject=f"user:{user_id}",
        at=now,
    )


def send_link(*, user_id: int) -> int:
    """Send the user a link that works once and for half an hour; returns how many went out."""
    user = users.find(user_id)
    if user is None or not user.is_active or not user.email:
        return 0
    token = default_token_generator.make_token(user)
    told = {
        "bank": settings.BANK_NAME,
        "link": f"{settings.PUBLIC_ADDRESS}/password/link/{user.pk}/{token}/",
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }
    subject = render_to_string("emails/password_link/subject.txt", told).strip()
    body = render_to_string("emails/password_link/body.txt", told)
    return send_mail(subject, body, None, [user.email])


@use_case
def reset(*, user_id: int, token: str, new: str, now: datetime) -> None:
    """Set a new password with a link and end every session of the user.

    Raises LinkExpired and WeakPassword. The second factor stays and is asked for at the log-in.
    """
    user = users.find_locked(user_id)
    if user is None or not user.is_active or not default_token_generator.check_token(user, token):
        message = "This link does not work any more."
        raise LinkExpired(message)
    _set(user, new)
    sessions.end(user_id, now=now)
    sessions.forget_devices(user_id)
    _changed(user, "identity.password.reset", now=now)


def _set(user: User, new: str) -> None:
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field="new") from error
    user.set_password(new)
    users.save_password(user)


def _changed(user: User, action: str, *, now: datetime) -> None:
    actor = Actor(ActorKind.USER, str(user.pk))
    audit.record(actor=actor, action=action, subject=str(actor), at=now)
    notices.publish(user_id=user.pk, message="password_changed", now=now)
