"""Payers, what they pay with, and their permissions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bankcore.db.transactions import TryAgain, requires_transaction
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.domain.views import PageOf
from payments.gateway.models import Mandate, Operation, Payer, PaymentMethod, SetupIntent
from payments.gateway.repositories import paging


@requires_transaction
def add(row: Payer | PaymentMethod | Mandate | SetupIntent) -> None:
    """Add a row; raises TryAgain where the same request has added it a moment ago."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise TryAgain from error


@requires_transaction
def save(row: Payer | PaymentMethod | Mandate | SetupIntent) -> None:
    """Write a row as it is now."""
    row.save()


def payer(*, merchant: int, object_id: str) -> Payer | None:
    """Return a merchant's payer."""
    return Payer.objects.filter(merchant_id=merchant, object_id=object_id).first()


@requires_transaction
def payer_locked(*, merchant: int, object_id: str) -> Payer | None:
    """Return a merchant's payer, locked."""
    rows = Payer.objects.select_for_update()
    return rows.filter(merchant_id=merchant, object_id=object_id).first()


def page_of_payers(*, merchant: int, wanted: PageOf) -> tuple[Sequence[Payer], bool]:
    """Return a page of a merchant's payers who are not deleted."""
    rows = Payer.objects.filter(merchant_id=merchant, deleted_at__isnull=True)
    return paging.page(rows, wanted)


def method(*, merchant: int, object_id: str) -> PaymentMethod | None:
    """Return a payment method of a merchant's payers."""
    return _methods().filter(merchant_id=merchant, object_id=object_id).first()


@requires_transaction
def method_locked(*, merchant: int, object_id: str) -> PaymentMethod | None:
    """Return a payment method, locked."""
    rows = PaymentMethod.objects.select_for_update(of=("self",)).select_related("payer")
    return rows.filter(merchant_id=merchant, object_id=object_id).first()


def page_of_methods(
    *, merchant: int, payer: str, kind: InstrumentKind | None, wanted: PageOf
) -> tuple[Sequence[PaymentMethod], bool]:
    """Return a page of what a payer pays with."""
    rows = _methods().filter(merchant_id=merchant, payer__object_id=payer, detached_at__isnull=True)
    return paging.page(rows.filter(kind=kind) if kind else rows, wanted)


@requires_transaction
def methods_of(*, payer: Payer) -> Sequence[PaymentMethod]:
    """Return everything that a payer pays or paid with, locked."""
    return list(PaymentMethod.objects.select_for_update().filter(payer=payer).order_by("id"))


def tokens_in_use(*, tokens: Sequence[str]) -> set[str]:
    """Return the tokens of cards that are attached or were ever charged.

    A card that was charged may still be refunded or disputed, for which networks ask its number.
    """
    rows = PaymentMethod.objects.filter(card_token__in=tokens)
    charged = Operation.objects.filter(payment_method=OuterRef("pk"))
    kept = rows.filter(Q(detached_at__isnull=True) | Exists(charged))
    return set(kept.values_list("card_token", flat=True))


def mandate(*, merchant: int, object_id: str) -> Mandate | None:
    """Return a mandate."""
    rows = Mandate.objects.select_related("payment_method")
    return rows.filter(merchant_id=merchant, object_id=object_id).first()


@requires_transaction
def revoke_mandates(*, method: PaymentMethod, now: datetime) -> int:
    """End every mandate on a payment method; return how many."""
    return Mandate.objects.filter(payment_method=method, revoked_at__isnull=True).update(
        revoked_at=now
    )


def setup(*, merchant: int, object_id: str) -> SetupIntent | None:
    """Return a setup intent."""
    return _setups().filter(merchant_id=merchant, object_id=object_id).first()


@requires_transaction
def setup_locked(*, merchant: int, object_id: str) -> SetupIntent | None:
    """Return a setup intent, locked."""
    rows = SetupIntent.objects.select_for_update(of=("self",))
    rows = rows.select_related("payer", "payment_method", "mandate")
    return rows.filter(merchant_id=merchant, object_id=object_id).first()


def page_of_setups(*, merchant: int, wanted: PageOf) -> tuple[Sequence[SetupIntent], bool]:
    """Return a page of a merchant's setup intents."""
    return paging.page(_setups().filter(merchant_id=merchant), wanted)


def _methods() -> QuerySet[PaymentMethod]:
    return PaymentMethod.objects.select_related("payer")


def _setups() -> QuerySet[SetupIntent]:
    return SetupIntent.objects.select_related("payer", "payment_method", "mandate")
