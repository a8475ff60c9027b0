"""Booking on very many accounts at once: interest, fees, dividends, payroll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.ledger.domain.posting import Posted, RefusalCode, Refused, RequestKey, TransactionKind
from bankcore.ledger.repositories import calendar, collective, journal
from bankcore.ledger.services import business_days
from bankcore.ledger.services.posting import stored_outcome
from bankcore.money import Currency

LARGEST_COLLECTIVE: Final = 30_000
_TRANSACTION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectivePosting:
    """One transaction of many accounts against one.

    `legs` are (ledger account id, minor units; credit positive, never zero), one for each account;
    the contra account takes their sum the other way. Booked on the open business day where no
    `booking_date` is given, with value on that day where no `value_date` is.
    """

    request: RequestKey
    kind: TransactionKind
    legs: Sequence[tuple[int, int]]
    contra_account_id: int
    currency: Currency
    narrative: str
    booking_date: date | None = None
    value_date: date | None = None


class CannotPost(BankError):
    """One of the accounts cannot be booked on, so nothing was booked on any."""

    code = "cannot_post"
    cure = "Leave that account out, and book the others."
    status = 409


class UnusableLegs(ValueError):
    """A fault of the caller: no legs or too many, a zero, an account twice."""


def post(*, posting: CollectivePosting, actor: Actor, now: datetime) -> Posted:
    """Book one transaction on 1 to 29,999 accounts against one, set-based.

    All or nothing, in the caller's use case. Unlike `posting.post` it asks neither floors nor
    blocks: PostgreSQL refuses what would take an account below its floor, unless the kind is one
    of the bank's charges. A key used before gets the outcome of then.

    Raises CannotPost, UnusableLegs, and TryAgain for the use case to retry.
    """
    (posted,) = post_many(postings=[posting], actor=actor, now=now)
    return posted


def post_many(
    *, postings: Sequence[CollectivePosting], actor: Actor, now: datetime
) -> list[Posted]:
    """Book such transactions one after the other, all in one currency, as `post` does each.

    Accounts that several of them book on are written once: interest and the tax on it cost little
    more than interest alone. Raises what `post` does.
    """
    legs = [_legs(posting) for posting in postings]
    account_ids = sorted({account_id for account_ids, _ in legs for account_id in account_ids})
    (currency,) = {posting.currency for posting in postings}
    wrong = collective.lock(account_ids=account_ids, currency=currency.number)
    found = [_found(posting.request) for posting in postings]
    missing = [number for number, posted in enumerate(found) if posted is None]
    if missing and wrong:
        account_id, why = wrong[0]
        message = f"Account {account_id} cannot be booked on: {why}."
        raise CannotPost(message)
    to_write = [_new(postings[number], *legs[number], actor, now) for number in missing]
    txn_ids = collective.write(to_write) if to_write else []
    for number, new, txn_id in zip(missing, to_write, txn_ids, strict=True):
        found[number] = Posted(txn_id=txn_id, booking_date=new.booking_date, created_at=now)
    return [posted for posted in found if posted is not None]


def _legs(posting: CollectivePosting) -> tuple[list[int], list[int]]:
    """Return the accounts and amounts of all legs, that of the contra account last."""
    account_ids = [account_id for account_id, _ in posting.legs]
    amounts = [amount for _, amount in posting.legs]
    total = sum(amounts)
    if total:
        account_ids.append(posting.contra_account_id)
        amounts.append(-total)
    _check(account_ids, amounts)
    return account_ids, amounts


def _new(
    posting: CollectivePosting,
    account_ids: list[int],
    amounts: list[int],
    actor: Actor,
    now: datetime,
) -> collective.NewTransaction:
    booking_date = posting.booking_date or business_days.current()
    if calendar.is_closed(day=booking_date):
        message = f"The period of {booking_date} is closed."
        raise CannotPost(message)
    return collective.NewTransaction(
        source=posting.request.source,
        key=posting.request.key,
        request_hash=posting.request.request_hash,
        kind=posting.kind,
        booking_date=booking_date,
        value_date=posting.value_date or booking_date,
        actor=str(actor),
        narrative=posting.narrative,
        created_at=now,
        account_ids=account_ids,
        amounts=amounts,
    )


def _check(account_ids: Sequence[int], amounts: Sequence[int]) -> None:
    if not 2 <= len(account_ids) <= LARGEST_COLLECTIVE:
        message = f"A collective posting has 2 to {LARGEST_COLLECTIVE} legs, not {len(amounts)}."
        raise UnusableLegs(message)
    if not all(amounts) or len(set(account_ids)) < len(account_ids):
        message = "Each account has one leg, and no leg is zero."
        raise UnusableLegs(message)


def _found(request: RequestKey) -> Posted | None:
    stored = journal.outcome_of(source=request.source, key=request.key)
    if stored is None:
        return None
    outcome = stored_outcome(found=stored, request=request, operation=_TRANSACTION)
    if isinstance(outcome, Refused):
        message = "The idempotency key belongs to another request."
        if outcome.code is not RefusalCode.KEY_REUSED:
            message = f"The books refused this before: {outcome.code}."
        raise CannotPost(message)
    return outcome
