"""Payments: rows, locks, and counters that one conditional statement each moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.views import IntentFilter, PageOf
from payments.gateway.models import PaymentIntent
from payments.gateway.repositories import changing, paging

_LEFT: Final = "authorised_minor - captured_minor - capturing_minor - voided_minor"
COUNTERS: Final = tuple(
    f"{name}_minor"
    for name in (
        *("authorised", "increasing", "capturing", "captured", "voided"),
        *("refunding", "refunded", "disputed"),
    )
)
_PARTS: Final = ("merchant", "payer", "payment_method", "mandate")
_MOVES: Final = ("state", "version", "amount_minor", *COUNTERS)
_MOVED: Final = f"SELECT {', '.join(_MOVES)} FROM gateway_paymentintent WHERE id = %s"  # noqa: S608 - of constants


@requires_transaction
def add(row: PaymentIntent) -> None:
    """Add a payment. Raises IntegrityError for a reference or request that was used before."""
    row.save(force_insert=True)


def get(*, merchant: int, object_id: str) -> PaymentIntent | None:
    """Return the merchant's payment."""
    return _whole().filter(merchant_id=merchant, object_id=object_id).first()


def by_secret(*, object_id: str) -> PaymentIntent | None:
    """Return a payment by its name alone: whoever asks has shown its secret."""
    return _whole().filter(object_id=object_id).first()


def of_request(*, idempotency: UUID) -> PaymentIntent | None:
    """Return the payment that this request made."""
    made = PaymentIntent.objects.filter(idempotency_id=idempotency)
    # A request is seldom sent twice, and to look for what is not there is cheap without its parts.
    return _whole().get(idempotency_id=idempotency) if made.exists() else None


@requires_transaction
def lock(*, merchant: int, object_id: str) -> PaymentIntent | None:
    """Return the merchant's payment, locked until commit: before any of its operations."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM gateway_paymentintent
            WHERE object_id = %s AND merchant_id = %s FOR NO KEY UPDATE""",
            [object_id, merchant],
        )
        found = cursor.fetchone()
    # What else belongs to it is read once it is locked: a lock would lock that as well.
    return None if found is None else _whole().get(pk=found[0])


@requires_transaction
def lock_by_pk(pk: int) -> PaymentIntent:
    """Return a payment, locked until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM gateway_paymentintent WHERE id = %s FOR NO KEY UPDATE", [pk])
    return _whole().get(pk=pk)


def uses_mandate(mandate: int, *, but: int) -> bool:
    """Return whether another payment that is not over without money goes by this mandate."""
    over = [IntentState.CANCELED, IntentState.REQUIRES_PAYMENT_METHOD]
    rows = PaymentIntent.objects.filter(mandate_id=mandate).exclude(state__in=over)
    return rows.exclude(pk=but).exists()


def page(
    *, merchant: int, chosen: IntentFilter, part: PageOf
) -> tuple[Sequence[PaymentIntent], bool]:
    """Return a page of the merchant's payments, newest first, and whether there are more."""
    rows = _whole().filter(_matching(chosen), merchant_id=merchant)
    return paging.page(rows, part)


@requires_transaction
def set_state(
    row: PaymentIntent,
    *,
    after: IntentState,
    counted: Mapping[str, int] | None = None,
    **values: Any,
) -> None:
    """Move a locked payment on, with columns and counters that change with it."""
    _change(row, {"state": after, **values}, counted or {})


@requires_transaction
def change(row: PaymentIntent, **values: Any) -> None:
    """Change columns of a locked payment."""
    _change(row, values, {})


@requires_transaction
def count(row: PaymentIntent, **deltas: int) -> None:
    """Add to counters of a locked payment; PostgreSQL refuses what cannot be."""
    _change(row, {}, deltas)


def reload(row: PaymentIntent) -> None:
    """Read a payment's state and counters anew."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [row.pk])
        found = cursor.fetchone()
    for name, value in zip(_MOVES, found, strict=True):
        setattr(row, name, value)


def _change(row: PaymentIntent, values: Mapping[str, Any], counted: Mapping[str, int]) -> None:
    """Write to a payment; afterwards the row has all that moves as PostgreSQL has it."""
    added = {"version": 1, **{f"{name}_minor": delta for name, delta in counted.items()}}
    read = [each for each in _MOVES if each not in added and each not in values]
    changing.change(row, values, added=added, read=read)


@requires_transaction
def reserve_capture(pk: int, *, minor: int) -> bool:
    """Set so much aside for a capture; False where less is left to capture, or it is nothing."""
    return _reserve("capturing_minor", _LEFT, pk, minor)


@requires_transaction
def reserve_refund(pk: int, *, minor: int) -> bool:
    """Set so much aside for a refund; False where less is left to refund, or it is nothing."""
    left = "captured_minor - refunded_minor - refunding_minor - disputed_minor"
    return _reserve("refunding_minor", left, pk, minor)


@requires_transaction
def reserve_increase(pk: int, *, minor: int) -> bool:
    """Note an increase that is on its way; False where it is nothing."""
    return _reserve("increasing_minor", "%(minor)s", pk, minor)


@requires_transaction
def reserve_rest(pk: int) -> int | None:
    """Give up all that is left of the authorisation; None where something is on its way, or gone.

    Returns how much it was.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE gateway_paymentintent AS new
            SET voided_minor = new.voided_minor + old.rest, version = new.version + 1
            FROM (SELECT id, {_LEFT} AS rest FROM gateway_paymentintent
                  WHERE id = %s FOR NO KEY UPDATE) AS old
            WHERE new.id = old.id AND old.rest > 0
              AND new.capturing_minor = 0 AND new.increasing_minor = 0
            RETURNING old.rest""",  # noqa: S608 - a constant of this module
            [pk],
        )
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def _reserve(counter: str, left: str, pk: int, minor: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE gateway_paymentintent SET {counter} = {counter} + %(minor)s, version = version + 1
            WHERE id = %(pk)s AND %(minor)s > 0 AND {left} >= %(minor)s""",  # noqa: S608 - columns named in this module
            {"pk": pk, "minor": minor},
        )
        return bool(cursor.rowcount == 1)


def _whole() -> QuerySet[PaymentIntent]:
    return PaymentIntent.objects.select_related(*_PARTS)


def _matching(chosen: IntentFilter) -> Q:
    wanted = {
        "state": chosen.state,
        "payer__object_id": chosen.payer,
        "merchant_reference": chosen.merchant_reference,
    }
    return Q(**{name: value for name, value in wanted.items() if value is not None})
