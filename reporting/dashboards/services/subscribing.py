"""Subscribing to a dashboard's mails, and ending that: in the back office or by a mail's link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core import signing

from bankcore.access import needs, require
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from reporting.dashboards.domain.boards import BY_NAME
from reporting.dashboards.models import Subscription
from reporting.dashboards.repositories import kept
from reporting.dashboards.services import keeping
from reporting.dashboards.services.looking import READ, BoardUnknown

_SALT: Final = "dashboards.unsubscribe"
BY_LINK: Final = Actor.system("unsubscribe-link")


class SubscribedTwice(BankError):
    """The person has this subscription."""

    code = "subscribed_twice"
    cure = "Choose another dashboard, filter or rhythm, or leave it as it is."
    status = 409


class NoMailAddress(BankError):
    """The bank knows no mail address of the member of staff."""

    code = "no_mail_address"
    cure = "Ask an administrator to enter your e-mail address."
    status = 409


class SubscriptionUnknown(BankError):
    """There is no such subscription, or it is somebody else's; or the link is not the bank's."""

    code = "subscription_unknown"
    cure = "Look at your subscriptions in the back office."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionView:
    """A subscription as a page shows it."""

    subscription_id: int
    board: str
    rhythm: str
    is_ended: bool


@needs(READ)
@use_case
def subscribe(
    *, board: str, selection_id: int | None, rhythm: str, actor: Actor, now: datetime
) -> int:
    """Subscribe to a dashboard, through a filter or as it opens; returns the number.

    Raises NotPermitted, BoardUnknown, FilterUnknown, NoMailAddress and SubscribedTwice.
    """
    if board not in BY_NAME or rhythm not in Subscription.Rhythm.values:
        message = f"There is no dashboard {board[:60]} with mails {rhythm[:10]}."
        raise BoardUnknown(message)
    if selection_id is not None:
        keeping.require_seen(selection_id=selection_id, actor=actor)
    owner = int(actor.id)
    if not kept.address_of(owner=owner):
        message = "The bank has no e-mail address of yours."
        raise NoMailAddress(message)
    row = Subscription(
        owner_id=owner, board=board, selection_id=selection_id, rhythm=rhythm, begun_at=now
    )
    if kept.has_subscription(row):
        message = "You have this subscription."
        raise SubscribedTwice(message)
    number = kept.add_subscription(row)
    audit.record(
        actor=actor,
        action="dashboards.subscription.begun",
        subject=f"subscription:{number}",
        at=now,
        detail={"board": board, "rhythm": rhythm},
    )
    return number


@needs(READ)
@use_case
def end(*, subscription_id: int, actor: Actor, now: datetime) -> None:
    """End a subscription of one's own; ended twice it stays so. Raises SubscriptionUnknown."""
    row = kept.lock_subscription(pk=subscription_id)
    if row is None or row.owner_id != int(actor.id):
        raise _unknown()
    end_within(subscription_id=subscription_id, actor=actor, now=now)


@use_case
def end_by_link(*, token: str, now: datetime) -> SubscriptionView:
    """End the subscription of a mail's link; followed twice it stays so.

    The link is all that it takes: whoever a mail was passed on to can stop the next, and no more.
    Raises SubscriptionUnknown.
    """
    number = _number(token)
    if kept.lock_subscription(pk=number) is None:
        raise _unknown()
    end_within(subscription_id=number, actor=BY_LINK, now=now)
    return by_link(token=token)


def end_within(*, subscription_id: int, actor: Actor, now: datetime) -> None:
    """End a subscription, in the caller's use case."""
    if kept.end_subscription(pk=subscription_id, now=now):
        audit.record(
            actor=actor,
            action="dashboards.subscription.ended",
            subject=f"subscription:{subscription_id}",
            at=now,
        )


def by_link(*, token: str) -> SubscriptionView:
    """Return what a mail's link is about; raises SubscriptionUnknown."""
    found = kept.subscription(pk=_number(token))
    if found is None:
        raise _unknown()
    return _view(found)


def subscriptions(*, actor: Actor) -> list[SubscriptionView]:
    """Return somebody's subscriptions that go on; raises NotPermitted."""
    require(actor, READ)
    return [_view(row) for row in kept.subscriptions(owner=int(actor.id))]


def token_of(*, subscription_id: int) -> str:
    """Return what the link to end a subscription carries: its number, signed."""
    return signing.dumps(subscription_id, salt=_SALT)


def _number(token: str) -> int:
    try:
        number: int = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise _unknown() from error
    return number


def _view(row: Subscription) -> SubscriptionView:
    board = BY_NAME.get(row.board)
    return SubscriptionView(
        subscription_id=row.pk,
        board=board.title if board else row.board,
        rhythm=row.get_rhythm_display(),
        is_ended=row.ended_at is not None,
    )


def _unknown() -> SubscriptionUnknown:
    message = "There is no such subscription among yours."
    return SubscriptionUnknown(message)
