"""Uses of cards in the database; whoever changes one holds its card locked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from bankcore.db.transactions import requires_transaction
from payments.issuing.domain.answers import Reference
from payments.issuing.domain.states import AuthorisationState
from payments.issuing.models import Authorisation, Presentment


@requires_transaction
def add(row: Authorisation) -> bool:
    """Keep an authorisation; False where another has its reference."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def find(reference: Reference) -> Authorisation | None:
    """Return the authorisation of a network's reference, not locked."""
    return (
        Authorisation.objects.select_related("card")
        .filter(network=reference.network, rrn=reference.rrn, stan=reference.stan)
        .first()
    )


@requires_transaction
def lock(*, row_id: int) -> Authorisation:
    """Return an authorisation, locked; its card is locked already."""
    return Authorisation.objects.select_for_update(no_key=True).get(pk=row_id)


def merchant_categories(*, txn_ids: Collection[int]) -> dict[int, str]:
    """Return the merchant's category of the card payments that these transactions booked."""
    rows = Presentment.objects.filter(txn_id__in=txn_ids)
    return dict(rows.values_list("txn_id", "authorisation__merchant_category"))


def spent(*, card: int, day: date) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return what was spent on the day and in its month: of purchases, and of cash; minor units.

    What is set aside counts as it was authorised, what is booked as it was booked; what was
    declined, taken back or never presented does not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT is_cash, coalesce(sum(counted) FILTER (WHERE business_date = %s), 0)::bigint,
                   coalesce(sum(counted), 0)::bigint
            FROM (SELECT is_cash, business_date,
                         CASE state WHEN 'APPROVED' THEN greatest(amount_minor, cleared_minor)
                                    ELSE cleared_minor END AS counted
                  FROM issuing_authorisation
                  WHERE card_id = %s AND business_date BETWEEN %s AND %s) a
            GROUP BY is_cash""",
            [day, card, day.replace(day=1), day],
        )
        found = {is_cash: (today, month) for is_cash, today, month in cursor.fetchall()}
    return found.get(False, (0, 0)), found.get(True, (0, 0))


def of_cards(*, cards: Collection[int], limit: int) -> list[Authorisation]:
    """Return the latest uses of these cards, newest first."""
    rows = Authorisation.objects.select_related("card").filter(card__in=cards)
    return list(rows.order_by("-id")[:limit])


def list_due(*, now: datetime, limit: int) -> list[tuple[UUID, int]]:
    """Return authorisations whose time is over, each with its card's id, the oldest first."""
    rows = Authorisation.objects.filter(state=AuthorisationState.APPROVED, expires_at__lte=now)
    found = rows.order_by("expires_at").values_list("card__public_id", "id")[:limit]
    return [(card_id, row_id) for card_id, row_id in found]


@requires_transaction
def end(row: Authorisation, state: AuthorisationState, *, at: datetime) -> None:
    """Bring a locked authorisation into its next state."""
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at", "cleared_minor"])


@requires_transaction
def keep_cleared(row: Authorisation) -> None:
    """Keep how much of a locked authorisation is booked."""
    row.save(update_fields=["cleared_minor"])


def presented(reference: str) -> Presentment | None:
    """Return the presentment of this reference."""
    rows = Presentment.objects.select_related("authorisation")
    return rows.filter(reference=reference).first()


def given_back(row: Authorisation) -> int:
    """Return how many minor units of an authorisation were given back."""
    found = Presentment.objects.filter(authorisation=row, is_credit=True)
    return int(found.aggregate(total=Sum("amount_minor"))["total"] or 0)


@requires_transaction
def add_presentment(row: Presentment) -> None:
    """Keep a presentment that is booked."""
    row.save(force_insert=True)
