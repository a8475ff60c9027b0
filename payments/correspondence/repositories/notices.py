"""Choices of notices, and notices that go out once, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.correspondence.domain.notices import NoticeKind
from payments.correspondence.models import Notice, NoticeChoices


def choices(customer_id: UUID) -> NoticeChoices | None:
    """Return what the customer has chosen."""
    return NoticeChoices.objects.filter(customer__public_id=customer_id).first()


@requires_transaction
def choose(customer_pk: int, values: dict[str, object]) -> None:
    """Keep what the customer has chosen."""
    NoticeChoices.objects.update_or_create(customer_id=customer_pk, defaults=values)


@requires_transaction
def claim(*, customer_pk: int, kind: NoticeKind, about: str, at: datetime) -> Notice | None:
    """Return the notice of this, made where there is none; None where it has gone out already."""
    Notice.objects.bulk_create(
        [Notice(customer_id=customer_pk, kind=kind, about=about, made_at=at)],
        ignore_conflicts=True,
    )
    row = Notice.objects.get(customer=customer_pk, kind=kind, about=about)
    return row if row.sent_at is None else None


@requires_transaction
def sent(notice: Notice, *, mails: int, at: datetime) -> None:
    """Note that it has gone out; two who sent it at once note it once."""
    Notice.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=at, mails=mails)


def told(customer_id: UUID) -> list[Notice]:
    """Return every notice of a customer, the oldest first."""
    return list(Notice.objects.filter(customer__public_id=customer_id).order_by("id"))


def customer_pk(public_id: UUID) -> int | None:
    """Return the number of a customer's row."""
    model: Any = Notice._meta.get_field("customer").related_model  # noqa: SLF001 - documented
    found = model.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    return None if found is None else int(found)
