"""Direct debits and mandates as customers see them, and a day's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.interbank.domain import collections
from payments.interbank.domain.collections import (
    ClaimState,
    CollectionState,
    CreditorRuleKind,
    Right,
)
from payments.interbank.domain.items import Network
from payments.interbank.models import Collection, DebitMandate
from payments.interbank.repositories import collections as rows
from payments.interbank.repositories import debit_rules

_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionView:
    """One direct debit; `right` is how far it can be had back, NONE where a claim stands."""

    collection_id: UUID
    creditor_name: str
    remittance: str
    amount: Money
    due_date: date
    booked_on: date | None
    state: CollectionState
    reason: str
    claim: ClaimState | None
    right: Right


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateView:
    """A mandate as the bank has seen it used."""

    mandate_id: UUID
    account_id: UUID
    network: Network
    scheme: str
    creditor_id: str
    creditor_name: str
    reference: str
    first_used_on: date | None
    last_used_on: date | None
    uses: int
    is_stopped: bool
    needs_confirmation: bool
    rule: CreditorRuleKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDebits:
    """What one account lets through, with its mandates and its latest direct debits."""

    account: accounts.AccountView
    block_all: bool
    only_listed: bool
    largest: Money | None
    mandates: tuple[MandateView, ...]
    collections: tuple[CollectionView, ...]


def of_user(*, user_id: int) -> list[AccountDebits]:
    """Return the log-in's accounts with what creditors collect from them."""
    found, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=user_id), limit=_MOST
    )
    account_ids = [each.account_id for each in found]
    rules = debit_rules.rules_of(account_ids)
    said = {
        (each.account_id, each.network, each.creditor_id): CreditorRuleKind(each.kind)
        for each in debit_rules.creditors_of(account_ids)
    }
    mandates = debit_rules.mandates_of(account_ids)
    drawn = rows.of_accounts(account_ids=account_ids, limit=_MOST)
    today = ledger.business_date()
    told = []
    for account in found:
        rule = rules.get(account.account_id)
        largest = rule.largest_minor if rule else None
        told.append(
            AccountDebits(
                account=account,
                block_all=rule is not None and rule.block_all,
                only_listed=rule is not None and rule.only_listed,
                largest=None if largest is None else Money(largest, account.currency),
                mandates=tuple(
                    _mandate(each, said.get((each.account_id, each.network, each.creditor_id)))
                    for each in mandates
                    if each.account_id == account.account_id
                ),
                collections=tuple(
                    _collection(each, today)
                    for each in drawn
                    if each.account_id == account.account_id
                ),
            )
        )
    return told


def find(*, network: Network, message_id: str, transaction_id: str) -> UUID | None:
    """Return the direct debit that a message brought under this number."""
    return rows.find(network=network, message_id=message_id, transaction_id=transaction_id)


def of_transaction(*, transaction_id: int, account_id: UUID) -> CollectionView | None:
    """Return the direct debit that a transaction has taken from this account, if it was one."""
    row = rows.of_transaction(txn_id=transaction_id, account_id=account_id)
    return None if row is None else _collection(row, ledger.business_date())


def day_sums(*, since: datetime) -> dict[tuple[CollectionState, str], tuple[int, Money]]:
    """Return how many direct debits came to each state since then, and their sum, by currency."""
    return {
        (CollectionState(state), code): (count, Money(minor, Currency.of(code)))
        for (state, code), (count, minor) in rows.day_sums(since=since).items()
    }


def _mandate(row: DebitMandate, rule: CreditorRuleKind | None) -> MandateView:
    return MandateView(
        mandate_id=row.public_id,
        account_id=row.account_id,
        network=Network(row.network),
        scheme=row.scheme,
        creditor_id=row.creditor_id,
        creditor_name=row.creditor_name,
        reference=row.reference,
        first_used_on=row.first_used_on,
        last_used_on=row.last_used_on,
        uses=row.uses,
        is_stopped=row.stopped_at is not None,
        needs_confirmation=row.scheme == collections.B2B and row.confirmed_at is None,
        rule=rule,
    )


def _collection(row: Collection, today: date) -> CollectionView:
    standing = [each for each in row.claims.all() if each.state != ClaimState.REFUSED]
    right = Right.NONE
    if row.state == CollectionState.BOOKED and row.booked_on is not None and not standing:
        right = collections.right(Network(row.network), row.scheme, row.booked_on, today)
    return CollectionView(
        collection_id=row.public_id,
        creditor_name=row.creditor_name,
        remittance=row.remittance,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        due_date=row.due_date,
        booked_on=row.booked_on,
        state=CollectionState(row.state),
        reason=row.reason,
        claim=ClaimState(standing[0].state) if standing else None,
        right=right,
    )
