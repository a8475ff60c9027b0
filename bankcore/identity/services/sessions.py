"""Sessions of people at the web pages: begun, seen, confirmed, ended."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.identity.domain.browsers import in_words
from bankcore.identity.domain.sign_in import (
    CONFIRMATION_LASTS,
    SECOND_FACTORS,
    Factor,
    SignIn,
    Where,
)
from bankcore.identity.models import KnownDevice, User, WebSession
from bankcore.identity.repositories import sessions, users
from bankcore.identity.services import notices

SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A browser that spares a customer the second step."""

    device_id: int
    name: str
    remembered_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A session as its owner sees it."""

    session_id: int
    browser: str
    address: str
    factor: Factor
    started_at: datetime
    last_seen_at: datetime
    is_this: bool


@use_case
def begin(
    *,
    user_id: int,
    key_digest: str,
    factor: Factor,
    where: Where,
    device_token: str,
    remember: bool,
    now: datetime,
) -> str:
    """Begin a session and return the token that the browser keeps, to be known again.

    A browser that the user has not logged in with before is told to them by e-mail. `remember`
    spares a customer the second step here for 30 days; staff are never spared it.
    """
    user = users.get(user_id)
    sessions.add(
        WebSession(
            user=user,
            key_digest=key_digest,
            factor=factor.value,
            address=where.address[:45],
            user_agent=where.user_agent[:300],
            started_at=now,
            last_seen_at=now,
            confirmed_at=_confirmed_at(factor, now=now),
        )
    )
    actor = Actor(ActorKind.USER, str(user_id))
    detail = {"address": where.address, "factor": factor.value}
    audit.record(
        actor=actor, action="identity.login.succeeded", subject=str(actor), at=now, detail=detail
    )
    lasting = remember and not user.is_staff and factor in SECOND_FACTORS
    return _meet(user, where, device_token, lasting=lasting, now=now)


def _meet(user: User, where: Where, token: str, *, lasting: bool, now: datetime) -> str:
    device = sessions.device(user.pk, _hash(token)) if token else None
    if device is None:
        token = token or secrets.token_urlsafe(32)
        device = KnownDevice(user=user, token_sha256=_hash(token), first_seen_at=now)
        actor = Actor(ActorKind.USER, str(user.pk))
        audit.record(
            actor=actor,
            action="identity.device.met",
            subject=str(actor),
            at=now,
            detail={"address": where.address},
        )
        facts = {"browser": in_words(where.user_agent), "from_address": where.address}
        notices.publish(user_id=user.pk, message="new_device", now=now, facts=facts)
    device.user_agent = where.user_agent[:300]
    device.last_seen_at = now
    if lasting:
        device.remembered_until = now + timedelta(days=settings.REMEMBERED_DEVICE_DAYS)
    sessions.save_device(device)
    return token


def is_remembered(*, user_id: int, device_token: str, now: datetime) -> bool:
    """Return whether this browser spares this user the second step: never for staff."""
    if not device_token or users.get(user_id).is_staff:
        return False
    device = sessions.device(user_id, _hash(device_token))
    until = None if device is None else device.remembered_until
    return until is not None and until > now


def current(*, key_digest: str, is_staff: bool, now: datetime) -> SignIn | None:
    """Return the session of this key; None where it has ended or timed out."""
    row = sessions.running(key_digest)
    if row is None or now >= row.started_at + _longest():
        return None
    return None if now >= row.last_seen_at + _idle(is_staff=is_staff) else _sign_in(row)


@use_case
def see(*, session_id: int, now: datetime) -> None:
    """Note that the session is in use; asked for at most once a minute."""
    sessions.see(session_id, now=now)


def recently_confirmed(*, key_digest: str, now: datetime) -> bool:
    """Return whether the person of this session has shown who they are in the last minutes."""
    row = sessions.running(key_digest)
    return row is not None and _sign_in(row).confirmed_recently(now=now)


@use_case
def confirm(*, user_id: int, key_digest: str, now: datetime) -> None:
    """Note that the person has just shown their password or factor again."""
    if sessions.confirm(key_digest, now=now):
        _record(user_id, "identity.session.confirmed", now)


@use_case
def rename(*, key_digest: str, new_key_digest: str) -> None:
    """Follow a session to its new key."""
    sessions.rename(key_digest, new_key_digest)


@use_case
def raise_to(*, user_id: int, key_digest: str, factor: Factor, now: datetime) -> None:
    """Note that a second factor was shown in this session, as when it is enrolled there."""
    sessions.set_factor(key_digest, factor.value)
    sessions.confirm(key_digest, now=now)
    _record(user_id, "identity.session.factor_shown", now, factor=factor.value)


@use_case
def end_one(*, user_id: int, session_id: int, now: datetime) -> int:
    """End one of the user's sessions, at once; returns how many there were to end."""
    ended = sessions.end(user_id, now=now, session_id=session_id)
    if ended:
        _record(user_id, "identity.session.ended", now, session=session_id)
    return len(ended)


@use_case
def end_others(*, user_id: int, key_digest: str, now: datetime) -> int:
    """End every session of the user but this one, at once; returns how many."""
    ended = sessions.end(user_id, now=now, but=key_digest)
    _record(user_id, "identity.session.others_ended", now, count=len(ended))
    return len(ended)


@use_case
def forget_devices(*, user_id: int, device_id: int | None = None, now: datetime) -> int:
    """Let one browser, or all, spare the user the second step no more; returns how many."""
    count = sessions.forget_devices(user_id, device_id=device_id)
    _record(user_id, "identity.device.forgotten", now, count=count)
    return count


def list_running(*, user_id: int, key_digest: str, is_staff: bool, now: datetime) -> list[Line]:
    """Return the user's sessions that work, this one marked."""
    seen_after, began_after = now - _idle(is_staff=is_staff), now - _longest()
    found = sessions.list_running(user_id, seen_after=seen_after, began_after=began_after)
    return [_line(each, key_digest) for each in found]


def recent(*, user_id: int, key_digest: str) -> list[Line]:
    """Return the user's last ten log-ins."""
    return [_line(each, key_digest) for each in sessions.recent(user_id, count=10)]


def remembered(*, user_id: int, now: datetime) -> list[Device]:
    """Return the browsers that spare the user the second step."""
    return [
        Device(
            device_id=each.pk,
            name=in_words(each.user_agent),
            remembered_until=each.remembered_until or now,
        )
        for each in sessions.remembered(user_id, now=now)
    ]


def _line(row: WebSession, key_digest: str) -> Line:
    return Line(
        session_id=row.pk,
        browser=in_words(row.user_agent),
        address=row.address,
        factor=Factor(row.factor),
        started_at=row.started_at,
        last_seen_at=row.last_seen_at,
        is_this=row.key_digest == key_digest,
    )


def _sign_in(row: WebSession) -> SignIn:
    return SignIn(
        session_id=row.pk,
        user_id=row.user_id,
        factor=Factor(row.factor),
        where=Where(address=row.address, user_agent=row.user_agent),
        started_at=row.started_at,
        last_seen_at=row.last_seen_at,
        confirmed_at=row.confirmed_at,
    )


def _confirmed_at(factor: Factor, *, now: datetime) -> datetime:
    """Return when the person showed who they are: a remembered browser shows it too little."""
    return now - CONFIRMATION_LASTS * 2 if factor is Factor.KNOWN_DEVICE else now


def _idle(*, is_staff: bool) -> timedelta:
    minutes = settings.SESSION_IDLE_MINUTES_STAFF if is_staff else settings.SESSION_IDLE_MINUTES
    return timedelta(minutes=minutes)


def _longest() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _record(user_id: int, action: str, now: datetime, **detail: object) -> None:
    actor = Actor(ActorKind.USER, str(user_id))
    audit.record(actor=actor, action=action, subject=str(actor), at=now, detail=detail)
