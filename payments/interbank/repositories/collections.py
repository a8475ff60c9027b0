"""Collections from customers in the database: kept once, claimed by their day."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from bankcore.db.transactions import requires_transaction
from payments.interbank.domain.collections import ClaimState, CollectionState
from payments.interbank.domain.items import Network
from payments.interbank.models import Collection, DebitClaim, DebitMandate, ExchangeFile

_BACK = Q(state__in=[CollectionState.RETURNED, CollectionState.REFUNDED], answer__isnull=True)


@requires_transaction
def add_many(rows: Sequence[Collection]) -> None:
    """Add what came in; raises IntegrityError for what has come before."""
    Collection.objects.bulk_create(rows)


def known(*, network: Network, transaction_ids: Many[str]) -> set[tuple[str, str, date]]:
    """Return collections that stand under these numbers: creditor, transaction and due date."""
    found = Collection.objects.filter(
        network=network, transaction_id__in=transaction_ids, refusal=""
    )
    return set(found.values_list("creditor_id", "transaction_id", "due_date"))


def settlements_due(*, network: Network, day: date) -> list[str]:
    """Return under which references collections settle that are due by `day`, oldest first."""
    return list(
        Collection.objects.filter(network=network, state=CollectionState.WAITING, due_date__lte=day)
        .order_by("due_date", "settlement")
        .values_list("settlement", flat=True)
        .distinct()
    )


@requires_transaction
def lock_due(*, network: Network, settlement: str, day: date) -> list[Collection]:
    """Return what settles under this reference and is due, locked."""
    return list(
        Collection.objects.select_for_update(no_key=True, of=("self",))
        .select_related("mandate")
        .filter(
            network=network,
            settlement=settlement,
            state=CollectionState.WAITING,
            due_date__lte=day,
        )
        .order_by("id")
    )


@requires_transaction
def lock_going_back(*, network: Network, limit: int) -> list[Collection]:
    """Return what is to go back to the network and is in no file yet, locked, oldest first."""
    return list(
        Collection.objects.select_for_update(no_key=True)
        .filter(_BACK, network=network)
        .order_by("id")[:limit]
    )


@requires_transaction
def set_answer(rows: Sequence[Collection], file: ExchangeFile) -> None:
    """Note in which file the collections went back."""
    Collection.objects.filter(pk__in=[each.pk for each in rows]).update(answer=file)


@requires_transaction
def book(row: Collection, *, txn_id: int, day: date, at: datetime) -> None:
    """Note that the customer has paid, and that the mandate was used."""
    row.state, row.txn_id, row.booked_on, row.changed_at = CollectionState.BOOKED, txn_id, day, at
    row.save(update_fields=["state", "txn_id", "booked_on", "changed_at"])
    if row.mandate_id is not None:
        DebitMandate.objects.filter(pk=row.mandate_id).update(
            first_used_on=Coalesce("first_used_on", Value(day)),
            last_used_on=day,
            uses=F("uses") + 1,
        )


@requires_transaction
def send_back(row: Collection, *, refusal: str, reason: str, at: datetime) -> None:
    """Note that nothing was booked, and why."""
    row.state, row.refusal, row.changed_at = CollectionState.RETURNED, refusal, at
    row.reason = reason
    row.save(update_fields=["state", "refusal", "reason", "changed_at"])


@requires_transaction
def give_back(row: Collection, *, txn_id: int, reason: str, at: datetime) -> None:
    """Note that the customer has the money back."""
    row.state, row.back_txn_id, row.changed_at = CollectionState.REFUNDED, txn_id, at
    row.reason = reason
    row.save(update_fields=["state", "back_txn_id", "reason", "changed_at"])


def find(*, network: Network, message_id: str, transaction_id: str) -> UUID | None:
    """Return the id of what a message brought under this number."""
    return (
        Collection.objects.filter(
            network=network, message_id=message_id, transaction_id=transaction_id
        )
        .values_list("public_id", flat=True)
        .first()
    )


def of_transaction(*, txn_id: int, account_id: UUID) -> Collection | None:
    """Return the collection from this account that a transaction has booked, with its claims."""
    rows = Collection.objects.filter(account_id=account_id, txn_id=txn_id)
    return rows.prefetch_related("claims").first()


@requires_transaction
def lock(public_id: UUID) -> Collection | None:
    """Return a collection, locked."""
    return Collection.objects.select_for_update(no_key=True).filter(public_id=public_id).first()


@requires_transaction
def lock_claim(public_id: UUID) -> DebitClaim | None:
    """Return a claim, locked."""
    return (
        DebitClaim.objects.select_for_update(no_key=True, of=("self",))
        .select_related("collection")
        .filter(public_id=public_id)
        .first()
    )


@requires_transaction
def add_claim(row: DebitClaim) -> DebitClaim:
    """Add a claim; raises IntegrityError where one stands."""
    row.save(force_insert=True)
    return row


def standing_claim(row: Collection) -> DebitClaim | None:
    """Return the claim of a collection that waits or was granted."""
    return row.claims.exclude(state=ClaimState.REFUSED).first()


@requires_transaction
def decide(row: DebitClaim, state: ClaimState, *, by: str, at: datetime) -> None:
    """Note what became of a claim."""
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])


def of_accounts(*, account_ids: Many[UUID], limit: int) -> list[Collection]:
    """Return collections from these accounts with their claims, newest first."""
    return list(
        Collection.objects.filter(account_id__in=account_ids)
        .select_related("mandate")
        .prefetch_related("claims")
        .order_by("-id")[:limit]
    )


def day_sums(*, since: datetime) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many collections changed since then, and their minor units, by state and currency.

    What waits has changed when it came.
    """
    found = (
        Collection.objects.filter(changed_at__gte=since)
        .values_list("state", "currency")
        .annotate(Count("id"), Sum("amount_minor"))
        .order_by("state", "currency")
    )
    return {(state, currency): (count, minor) for state, currency, count, minor in found}
