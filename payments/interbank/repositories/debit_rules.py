"""Mandates as seen, and what customers let through, in the database."""

from __future__ import annotations

from collections.abc import Collection as Many
from datetime import datetime
from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.interbank.domain.collections import CreditorRuleKind
from payments.interbank.domain.items import Network
from payments.interbank.models import CreditorRule, DebitMandate, DebitRules, MandateAmendment


@requires_transaction
def lock_mandate(*, network: Network, creditor_id: str, reference: str) -> DebitMandate | None:
    """Return the mandate of this name, locked."""
    return (
        DebitMandate.objects.select_for_update(no_key=True)
        .filter(network=network, creditor_id=creditor_id, reference=reference)
        .first()
    )


@requires_transaction
def lock_mandate_by_id(public_id: UUID) -> DebitMandate | None:
    """Return a mandate, locked."""
    return DebitMandate.objects.select_for_update(no_key=True).filter(public_id=public_id).first()


@requires_transaction
def add_mandate(row: DebitMandate) -> DebitMandate:
    """Keep a mandate that is seen for the first time; raises IntegrityError for one known."""
    row.save(force_insert=True)
    return row


@requires_transaction
def amend(
    row: DebitMandate, *, creditor_id: str, reference: str, account_id: UUID, at: datetime
) -> None:
    """Change what a mandate is, and keep what it was; who confirmed it confirmed another."""
    MandateAmendment.objects.create(
        mandate=row,
        creditor_id=row.creditor_id,
        reference=row.reference,
        account_id=row.account_id,
        at=at,
    )
    row.creditor_id, row.reference, row.account_id = creditor_id, reference, account_id
    row.confirmed_at = None
    row.save(update_fields=["creditor_id", "reference", "account_id", "confirmed_at"])


@requires_transaction
def carry_block(account_id: UUID, *, before: DebitMandate, creditor_id: str, at: datetime) -> None:
    """Block a creditor's new id where the mandate's account blocks the one before."""
    blocks = CreditorRule.objects.filter(
        account_id=before.account_id,
        network=before.network,
        creditor_id=before.creditor_id,
        kind=CreditorRuleKind.BLOCKED,
    )
    if blocks.exists():
        set_creditor(
            account_id,
            network=Network(before.network),
            creditor_id=creditor_id,
            kind=CreditorRuleKind.BLOCKED,
            largest_minor=None,
            at=at,
        )


@requires_transaction
def set_stopped(row: DebitMandate, at: datetime | None) -> None:
    """Stop a mandate, or let it through again."""
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])


@requires_transaction
def set_confirmed(row: DebitMandate, at: datetime) -> None:
    """Note that the customer has confirmed the mandate."""
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])


def rules_of(account_ids: Many[UUID]) -> dict[UUID, DebitRules]:
    """Return what is said of these accounts; one of which nothing is said is left out."""
    return {row.account_id: row for row in DebitRules.objects.filter(account_id__in=account_ids)}


def creditors_of(account_ids: Many[UUID]) -> list[CreditorRule]:
    """Return what these accounts say of single creditors."""
    return list(CreditorRule.objects.filter(account_id__in=account_ids).order_by("id"))


@requires_transaction
def set_rules(
    account_id: UUID,
    *,
    block_all: bool,
    only_listed: bool,
    largest_minor: int | None,
    at: datetime,
) -> None:
    """Say what an account lets through."""
    DebitRules.objects.update_or_create(
        account_id=account_id,
        defaults={
            "block_all": block_all,
            "only_listed": only_listed,
            "largest_minor": largest_minor,
            "changed_at": at,
        },
    )


@requires_transaction
def set_creditor(
    account_id: UUID,
    *,
    network: Network,
    creditor_id: str,
    kind: CreditorRuleKind,
    largest_minor: int | None,
    at: datetime,
) -> None:
    """Say what an account does with a creditor."""
    CreditorRule.objects.update_or_create(
        account_id=account_id,
        network=network,
        creditor_id=creditor_id,
        defaults={"kind": kind, "largest_minor": largest_minor, "changed_at": at},
    )


@requires_transaction
def drop_creditor(account_id: UUID, *, network: Network, creditor_id: str) -> None:
    """Say nothing of a creditor any more."""
    CreditorRule.objects.filter(
        account_id=account_id, network=network, creditor_id=creditor_id
    ).delete()


def mandates_of(account_ids: Many[UUID]) -> list[DebitMandate]:
    """Return the mandates on these accounts, newest first."""
    return list(DebitMandate.objects.filter(account_id__in=account_ids).order_by("-id"))
