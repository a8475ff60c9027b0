"""Cheque books, their leaves, and cheques in collection."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bankcore.db.transactions import requires_transaction
from payments.domain.cheques import ChequeRange, ChequeState, CollectionState
from payments.models import Cheque, ChequeBook, ChequePayment, CollectedCheque

_BOOKS_LOCK = 7303


@requires_transaction
def issue(*, leaves: ChequeRange, actor: str, at: datetime) -> ChequeBook:
    """Add a book with its leaves. Raises IntegrityError where a number is given out already."""
    book = ChequeBook.objects.create(
        account_id=leaves.account_id,
        first_number=leaves.first_number,
        last_number=leaves.last_number,
        issued_at=at,
        issued_by=actor,
    )
    Cheque.objects.bulk_create(
        Cheque(
            book=book,
            account_id=leaves.account_id,
            number=number,
            state=ChequeState.ISSUED,
            changed_at=at,
        )
        for number in range(leaves.first_number, leaves.last_number + 1)
    )
    return book


@requires_transaction
def lock_books(account_id: UUID) -> None:
    """Let one session at a time give cheques out to this account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_BOOKS_LOCK, str(account_id)]
        )


def numbers_taken(leaves: ChequeRange) -> list[int]:
    """Return which of these numbers are given out already."""
    return list(_in(leaves).values_list("number", flat=True))


@requires_transaction
def lock_range(leaves: ChequeRange) -> list[Cheque]:
    """Return these cheques, locked, in the order of their numbers."""
    return list(_in(leaves).select_for_update(no_key=True))


@requires_transaction
def lock(*, account_id: UUID, number: int) -> Cheque | None:
    """Return the cheque, locked."""
    return (
        Cheque.objects.select_for_update(no_key=True)
        .filter(account_id=account_id, number=number)
        .first()
    )


def paid_with(*, cheque: Cheque, request_key: UUID) -> bool:
    """Tell whether it was this request that paid the cheque."""
    return ChequePayment.objects.filter(cheque=cheque, request_key=request_key).exists()


@requires_transaction
def add_payment(payment: ChequePayment) -> None:
    """Add the payment, and mark its cheque as paid."""
    payment.save(force_insert=True)
    set_state([payment.cheque], ChequeState.PAID, at=payment.paid_at)


@requires_transaction
def set_state(cheques: list[Cheque], state: ChequeState, *, at: datetime, reason: str = "") -> None:
    """Put these locked cheques into a state."""
    Cheque.objects.filter(pk__in=[cheque.pk for cheque in cheques]).update(
        state=state, stop_reason=reason, changed_at=at
    )


def collected_already(*, bank: str, account: str, number: str) -> bool:
    """Tell whether this cheque of another bank is credited and has not come back."""
    return (
        CollectedCheque.objects.filter(drawn_on_bank=bank, drawn_on_account=account, number=number)
        .exclude(state=CollectionState.RETURNED)
        .exists()
    )


def collected_by_transaction(*, transaction_id: int) -> CollectedCheque | None:
    """Return the cheque that this transaction credited."""
    return CollectedCheque.objects.filter(credit_txn_id=transaction_id).first()


@requires_transaction
def add_collected(row: CollectedCheque) -> None:
    """Add a cheque in collection. Raises IntegrityError where it is credited already."""
    row.save(force_insert=True)


def get_collected(cheque_id: UUID) -> CollectedCheque | None:
    """Return the cheque."""
    return CollectedCheque.objects.filter(public_id=cheque_id).first()


@requires_transaction
def lock_collected(cheque_id: UUID) -> CollectedCheque | None:
    """Return the cheque, locked."""
    return (
        CollectedCheque.objects.select_for_update(no_key=True).filter(public_id=cheque_id).first()
    )


@requires_transaction
def lock_due(*, day: date, limit: int) -> list[CollectedCheque]:
    """Return up to `limit` cheques in collection that are due by `day`, locked."""
    return list(
        CollectedCheque.objects.select_for_update(no_key=True)
        .filter(state=CollectionState.IN_COLLECTION, clears_on__lte=day)
        .order_by("pk")[:limit]
    )


@requires_transaction
def save_collected(row: CollectedCheque) -> None:
    """Write what became of the cheque."""
    row.save(update_fields=["state", "final_txn_id", "fee_txn_id", "return_reason", "decided_at"])


def _in(leaves: ChequeRange) -> QuerySet[Cheque]:
    return Cheque.objects.filter(
        account_id=leaves.account_id, number__range=(leaves.first_number, leaves.last_number)
    ).order_by("number")
