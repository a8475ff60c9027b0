"""Payments to other banks in the database."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, Sum

from bankcore.db.transactions import requires_transaction
from payments.domain.movements import PaymentOrder
from payments.models import ExternalPayment


@requires_transaction
def add(*, transaction_id: int, order: PaymentOrder, creditor_iban: str, at: datetime) -> None:
    """Keep whom the payment goes to, until clearing sends it."""
    ExternalPayment.objects.create(
        account_id=order.account_id,
        txn_id=transaction_id,
        amount_minor=order.amount.minor,
        currency=order.amount.currency.code,
        creditor_iban=creditor_iban,
        creditor_name=order.creditor_name,
        remittance=order.remittance,
        is_instant=order.is_instant,
        created_at=at,
    )


@requires_transaction
def add_many(*, booked: Sequence[tuple[int, PaymentOrder]], at: datetime) -> None:
    """Keep whom the payments go to, each by its transaction; their IBANs are checked already."""
    ExternalPayment.objects.bulk_create(
        [
            ExternalPayment(
                account_id=order.account_id,
                txn_id=transaction_id,
                amount_minor=order.amount.minor,
                currency=order.amount.currency.code,
                creditor_iban=order.creditor_iban,
                creditor_name=order.creditor_name,
                remittance=order.remittance,
                is_instant=order.is_instant,
                created_at=at,
            )
            for transaction_id, order in booked
        ]
    )


@requires_transaction
def settle(*, currency: str, settled_txn_id: int, network: str = "") -> int:
    """Mark payments of this currency that wait in clearing as settled; returns how many.

    Those that travel by `network` are left.
    """
    waiting = ExternalPayment.objects.filter(
        currency=currency, state=ExternalPayment.State.IN_CLEARING
    )
    return waiting.exclude(_travels_by(network)).update(
        state=ExternalPayment.State.SETTLED, settled_txn_id=settled_txn_id
    )


def find(*, transaction_id: int) -> ExternalPayment | None:
    """Return the payment to a creditor elsewhere that this transaction booked."""
    return ExternalPayment.objects.filter(txn_id=transaction_id).first()


def exists(*, transaction_id: int) -> bool:
    """Tell whether this transaction is a payment to a creditor elsewhere."""
    return ExternalPayment.objects.filter(txn_id=transaction_id).exists()


def list_waiting(
    *, currency: str, after: int, limit: int, instant: bool = False
) -> list[ExternalPayment]:
    """Return payments in clearing, by transaction, after this one: instant ones, or the others."""
    return list(
        ExternalPayment.objects.filter(
            currency=currency,
            state=ExternalPayment.State.IN_CLEARING,
            txn_id__gt=after,
            is_instant=instant,
        ).order_by("txn_id")[:limit]
    )


def list_settled(*, settled_txn_id: int, after: int, limit: int) -> list[ExternalPayment]:
    """Return payments that this settlement took out of clearing, by transaction, after this one."""
    return list(
        ExternalPayment.objects.filter(settled_txn_id=settled_txn_id, txn_id__gt=after).order_by(
            "txn_id"
        )[:limit]
    )


def waiting_total(*, currency: str, network: str) -> int:
    """Return the sum of what waits in clearing to travel by this network, in minor units."""
    total: int | None = ExternalPayment.objects.filter(
        _travels_by(network), currency=currency, state=ExternalPayment.State.IN_CLEARING
    ).aggregate(total=Sum("amount_minor"))["total"]
    return total or 0


def _travels_by(network: str) -> Q:
    """Tell which payments a network carries: ACH none to an IBAN, SEPA any, no network none.

    Instant payments always travel, each alone.
    """
    if network == "ach":
        return Q(creditor_iban__contains="/")
    return Q(pk__isnull=False) if network else Q(is_instant=True)


@requires_transaction
def leave(*, transaction_ids: Sequence[int], settled_txn_id: int, given_back: bool = False) -> int:
    """Mark these payments, where they still wait in clearing; returns how many did."""
    return ExternalPayment.objects.filter(
        txn_id__in=transaction_ids, state=ExternalPayment.State.IN_CLEARING
    ).update(
        state=ExternalPayment.State.SETTLED,
        settled_txn_id=settled_txn_id,
        given_back=given_back,
    )


def creditors_of(transaction_ids: Sequence[int]) -> dict[int, str]:
    """Return where the payments among these transactions go, by transaction."""
    rows = ExternalPayment.objects.filter(txn_id__in=transaction_ids)
    return dict(rows.values_list("txn_id", "creditor_iban"))
