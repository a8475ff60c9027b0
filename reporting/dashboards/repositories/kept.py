"""Filters that are kept, subscriptions, and the mails of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.db.models import Q

from bankcore.db.transactions import requires_transaction
from reporting.dashboards.models import Mailing, Selection, Subscription


def selections(*, owner: int, roles: Sequence[str]) -> list[Selection]:
    """Return what somebody keeps and what is shared with one of their roles, by name."""
    theirs = Q(owner_id=owner) | Q(shared_with__in=[*roles])
    return list(Selection.objects.filter(theirs, removed_at=None).order_by("name", "id"))


def selection(*, pk: int) -> Selection | None:
    """Return a filter, removed or not."""
    return Selection.objects.filter(pk=pk).first()


def own_selection(*, pk: int, owner: int) -> Selection | None:
    """Return a filter that its owner has not removed."""
    return Selection.objects.filter(pk=pk, owner_id=owner, removed_at=None).first()


def has_name(*, owner: int, name: str) -> bool:
    """Return whether somebody keeps a filter under this name."""
    return Selection.objects.filter(owner_id=owner, name=name, removed_at=None).exists()


@requires_transaction
def add_selection(row: Selection) -> int:
    """Keep a filter; returns its number."""
    row.save(force_insert=True)
    return row.pk


@requires_transaction
def remove_selection(*, pk: int, now: datetime) -> None:
    """Have a filter be removed; subscriptions to it go on as they are."""
    Selection.objects.filter(pk=pk, removed_at=None).update(removed_at=now)


def has_subscription(row: Subscription) -> bool:
    """Return whether there is an equal subscription that goes on."""
    return Subscription.objects.filter(
        owner_id=row.owner_id,
        board=row.board,
        selection=row.selection,
        rhythm=row.rhythm,
        ended_at=None,
    ).exists()


@requires_transaction
def add_subscription(row: Subscription) -> int:
    """Begin a subscription; returns its number."""
    row.save(force_insert=True)
    return row.pk


def subscriptions(*, owner: int | None = None) -> list[Subscription]:
    """Return the subscriptions that go on, of one person or of all."""
    found = Subscription.objects.filter(ended_at=None).order_by("id")
    return list(found if owner is None else found.filter(owner_id=owner))


def subscription(*, pk: int) -> Subscription | None:
    """Return a subscription, ended or not."""
    return Subscription.objects.filter(pk=pk).first()


@requires_transaction
def lock_subscription(*, pk: int) -> Subscription | None:
    """Return a subscription, kept from others until the transaction ends."""
    return Subscription.objects.select_for_update().filter(pk=pk).first()


@requires_transaction
def end_subscription(*, pk: int, now: datetime) -> int:
    """End a subscription; returns 0 where it had ended."""
    return Subscription.objects.filter(pk=pk, ended_at=None).update(ended_at=now)


def address_of(*, owner: int) -> str:
    """Return where mail for a member of staff goes, empty where nowhere."""
    people = get_user_model().objects.filter(pk=owner)
    found: str | None = people.values_list("email", flat=True).first()
    return found or ""


@requires_transaction
def plan(*, due: Sequence[tuple[int, date]], now: datetime) -> None:
    """Plan the mails of subscriptions by their due days, those left out that are planned."""
    Mailing.objects.bulk_create(
        [Mailing(subscription_id=pk, due=day, planned_at=now) for pk, day in due],
        ignore_conflicts=True,
    )


@requires_transaction
def give_up(*, before: date, outcome: str, now: datetime) -> None:
    """End the mails that were due before a day and did not go out."""
    waiting = Mailing.objects.filter(ended_at=None, due__lt=before)
    waiting.update(ended_at=now, outcome=outcome)


def waiting() -> list[int]:
    """Return the mails that are to go out, in their order."""
    return list(Mailing.objects.filter(ended_at=None).order_by("id").values_list("pk", flat=True))


@requires_transaction
def lock_waiting(*, pk: int) -> Mailing | None:
    """Return a mail that waits and that nobody else is sending, with its subscription."""
    rows = Mailing.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("subscription__selection").filter(pk=pk, ended_at=None).first()


@requires_transaction
def end_mailing(*, pk: int, outcome: str, now: datetime) -> None:
    """Say how a mail ended."""
    Mailing.objects.filter(pk=pk, ended_at=None).update(ended_at=now, outcome=outcome)
