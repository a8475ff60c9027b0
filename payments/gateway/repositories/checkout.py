"""Payment links and checkout sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from bankcore.db.transactions import TryAgain, requires_transaction
from payments.gateway.domain.checkout import SessionState
from payments.gateway.domain.views import PageOf
from payments.gateway.models import CheckoutSession, Payer, PaymentIntent, PaymentLink
from payments.gateway.repositories import paging


@requires_transaction
def add(row: PaymentLink | CheckoutSession) -> None:
    """Add a row; raises TryAgain where the same request has added it a moment ago."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise TryAgain from error


@requires_transaction
def save(row: PaymentLink | CheckoutSession) -> None:
    """Write a row as it is now."""
    row.save()


def link(*, object_id: str) -> PaymentLink | None:
    """Return a payment link of whichever merchant, for the payer who opens it."""
    return PaymentLink.objects.select_related("merchant").filter(object_id=object_id).first()


@requires_transaction
def link_locked(*, merchant: int, object_id: str) -> PaymentLink | None:
    """Return a merchant's payment link, locked."""
    rows = PaymentLink.objects.select_for_update()
    return rows.filter(merchant_id=merchant, object_id=object_id).first()


def page_of_links(
    *, merchant: int, active: bool | None, wanted: PageOf
) -> tuple[Sequence[PaymentLink], bool]:
    """Return a page of a merchant's payment links."""
    rows = PaymentLink.objects.select_related("merchant").filter(merchant_id=merchant)
    return paging.page(rows if active is None else rows.filter(is_active=active), wanted)


def session(*, object_id: str) -> CheckoutSession | None:
    """Return a session of whichever merchant, for the payer who has its address."""
    return _sessions().filter(object_id=object_id).first()


@requires_transaction
def session_locked(*, object_id: str) -> CheckoutSession | None:
    """Return a session, locked."""
    return _sessions().select_for_update(of=("self",)).filter(object_id=object_id).first()


def page_of_sessions(*, merchant: int, wanted: PageOf) -> tuple[Sequence[CheckoutSession], bool]:
    """Return a page of a merchant's sessions."""
    return paging.page(_sessions().filter(merchant_id=merchant), wanted)


def intent_key(*, merchant: int, object_id: str) -> int | None:
    """Return the key of a merchant's payment."""
    rows = PaymentIntent.objects.filter(merchant_id=merchant, object_id=object_id)
    return rows.values_list("pk", flat=True).first()


def payer_of(*, merchant: int, object_id: str) -> Payer | None:
    """Return a merchant's payer who is not deleted."""
    rows = Payer.objects.filter(merchant_id=merchant, deleted_at__isnull=True)
    return rows.filter(object_id=object_id).first()


@requires_transaction
def expire(*, now: datetime) -> int:
    """End the sessions whose time is over; return how many."""
    rows = CheckoutSession.objects.filter(state=SessionState.OPEN, expires_at__lt=now)
    return rows.update(state=SessionState.EXPIRED)


def _sessions() -> QuerySet[CheckoutSession]:
    return CheckoutSession.objects.select_related("merchant", "link", "intent", "payer")
