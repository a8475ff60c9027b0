"""Direct debits that customers have back: at once while it is their right, else after staff look.

The customer has the money at once, with value on the day it was taken; the network is asked for it
by the next exchange, and until then it is the bank's in suspense.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.interbank.domain import collections, reasons
from payments.interbank.domain.collections import (
    ClaimKind,
    ClaimState,
    CollectionState,
    Right,
)
from payments.interbank.domain.items import Network
from payments.interbank.models import Collection, DebitClaim
from payments.interbank.repositories import collections as rows
from payments.interbank.services import nostro

_BY_RIGHT: Final = str(nostro.ACTOR)


class CollectionNotFound(BankError):
    """There is no such direct debit, or it is on another's account."""

    code = "collection_not_found"
    cure = "Check which direct debit is meant."
    status = 404


class NotGivenBack(BankError):
    """The direct debit cannot be given back: it was not booked, it is back, or it is too late."""

    code = "collection_not_given_back"
    cure = "Ask who collected it for the money."
    status = 409


class ClaimNotOpen(BankError):
    """There is no such claim that waits."""

    code = "claim_not_open"
    cure = "Look at the claim again: it may be decided."
    status = 409


class ClaimByOneself(BankError):
    """Who asked for the money back does not decide about it."""

    code = "claim_by_oneself"
    cure = "Ask somebody else to decide."
    status = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What became of a claim: GRANTED, or ASKED while it waits for staff."""

    claim_id: UUID
    state: ClaimState
    amount: Money
    replayed: bool = False


@needs("interbank.manage_debits")
@use_case
def claim(
    *, collection_id: UUID, kind: ClaimKind, words: str, actor: Actor, now: datetime
) -> Claimed:
    """Ask for a booked collection back; asked twice, it is one claim.

    A customer gets it at once where that is their right. What staff ask for, and what was
    collected in SEPA more than eight weeks ago, a member of staff decides. Raises
    CollectionNotFound and NotGivenBack.
    """
    row = _own(rows.lock(collection_id), actor)
    standing = rows.standing_claim(row)
    if standing is not None:
        return _claimed(standing, row, replayed=True)
    found = _right(row, kind)
    by_right = found is Right.AT_ONCE and actor.rights.self_service
    made = rows.add_claim(
        DebitClaim(
            collection=row,
            kind=kind,
            state=ClaimState.GRANTED if by_right else ClaimState.ASKED,
            words=words[:500],
            asked_by=str(actor),
            asked_at=now,
            asked_on=ledger.business_date(),
            decided_by=_BY_RIGHT if by_right else "",
            decided_at=now if by_right else None,
        )
    )
    if by_right:
        _give_back(row, found, now)
    audit.record(
        actor=actor,
        action="interbank.claim.granted" if by_right else "interbank.claim.asked",
        subject=f"collection:{row.public_id}",
        detail={"kind": kind.value},
        at=now,
    )
    return _claimed(made, row)


@needs("interbank.decide_claims")
@use_case
def decide(
    *, claim_id: UUID, grant: bool, actor: Actor, now: datetime, reason: str = ""
) -> Claimed:
    """Grant a claim, and give the money back, or refuse it, for a reason that stays in the trail.

    Raises ClaimNotOpen, ClaimByOneself, and NotGivenBack where it is too late by now.
    """
    found = rows.lock_claim(claim_id)
    if found is None or found.state != ClaimState.ASKED:
        message = "No such claim waits for a decision."
        raise ClaimNotOpen(message)
    if found.asked_by == str(actor):
        message = "You asked for this yourself."
        raise ClaimByOneself(message)
    row = rows.lock(found.collection.public_id)
    assert row is not None  # noqa: S101 - a claim is of one
    if grant:
        # The day on which it was asked for counts, not the day of the decision.
        _give_back(row, _right(row, ClaimKind(found.kind), on=found.asked_on), now)
    state = ClaimState.GRANTED if grant else ClaimState.REFUSED
    rows.decide(found, state, by=str(actor), at=now)
    audit.record(
        actor=actor,
        action=f"interbank.claim.{state.lower()}",
        subject=f"collection:{row.public_id}",
        reason=reason,
        at=now,
    )
    return _claimed(found, row)


def _own(row: Collection | None, actor: Actor) -> Collection:
    """Return the collection where the actor may see its account; raises CollectionNotFound."""
    message = "There is no such direct debit of yours."
    if row is None or row.account_id is None:
        raise CollectionNotFound(message)
    if actor.rights.self_service:
        try:
            accounts.get_account_of_user(account_id=row.account_id, user_id=int(actor.id))
        except accounts.AccountNotFound:
            raise CollectionNotFound(message) from None
    return row


def _right(row: Collection, kind: ClaimKind, *, on: date | None = None) -> Right:
    """Return the right that there is to have a collection back; raises NotGivenBack without one."""
    if row.state != CollectionState.BOOKED or row.booked_on is None:
        message = "Nothing is on the account that could be given back."
        raise NotGivenBack(message)
    network = Network(row.network)
    today = on or ledger.business_date()
    found = collections.right(network, row.scheme, row.booked_on, today)
    if network is Network.ACH and kind is not ClaimKind.UNAUTHORISED:
        message = "A debit by ACH is given back only where it was not authorised."
        raise NotGivenBack(message)
    if found is Right.NONE and row.scheme == collections.B2B:
        message = "Direct debits between companies are not given back."
        raise NotGivenBack(message)
    if found is Right.NONE:
        message = "It is too late to have this direct debit back."
        raise NotGivenBack(message)
    if found is Right.IF_UNAUTHORISED and kind is not ClaimKind.UNAUTHORISED:
        message = "After eight weeks a direct debit comes back only if you did not authorise it."
        raise NotGivenBack(message)
    return found


def _give_back(row: Collection, found: Right, now: datetime) -> None:
    assert row.account_id is not None  # noqa: S101 - a booked one has an account
    network = Network(row.network)
    ref = accounts.resolve(account_ids=[row.account_id])[row.account_id]
    posting = nostro.own_posting(
        name=f"collection-back/{row.network}/{row.pk}",
        debit=nostro.own_account(nostro.SUSPENSE, network, now),
        credit=ref.ledger_account_id,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        narrative=f"Direct debit given back: {row.creditor_name}",
        value_date=row.booked_on,
    )
    posted = nostro.booked(posting, now=now)
    code = reasons.code_of(network, collections.reason_of(network, row.scheme, found))
    rows.give_back(row, txn_id=posted.txn_id, reason=code, at=now)


def _claimed(claim_row: DebitClaim, row: Collection, *, replayed: bool = False) -> Claimed:
    return Claimed(
        claim_id=claim_row.public_id,
        state=ClaimState(claim_row.state),
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        replayed=replayed,
    )
