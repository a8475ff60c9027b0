"""Setting money aside, and giving it back. Capturing is part of posting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger.domain.book import AccountStatus, LockedBalance
from bankcore.ledger.domain.posting import Posted, RefusalCode, Refused, RequestKey
from bankcore.ledger.domain.views import OpenHold
from bankcore.ledger.models import Hold
from bankcore.ledger.repositories import holds, journal
from bankcore.ledger.repositories.journal import IdemRow
from bankcore.ledger.services.posting import stored_outcome
from bankcore.money import Money

_HOLD = 2
_BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced:
    """The money is set aside."""

    hold_id: int
    created_at: datetime
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrder:
    """A hold to be: `amount` is positive; without `expires_at` it stays until resolved."""

    request: RequestKey
    account_id: int
    amount: Money
    reference: str
    expires_at: datetime | None = None


def place(*, order: HoldOrder, actor: Actor, now: datetime) -> HoldPlaced | Refused:
    """Set `order.amount` aside on the account, or say why not; either answer stays with the key.

    Raises ValueError where the amount is not positive.
    """
    if order.amount.minor <= 0:
        message = "A hold sets a positive amount aside."
        raise ValueError(message)
    key = (int(order.request.source), order.request.key)
    locked = journal.lock(
        account_ids=[order.account_id], hold_ids=[], keys=[key], days=[], reverses=[]
    )
    found = locked.outcomes.get(key)
    if found is not None:
        outcome = stored_outcome(found=found, request=order.request, operation=_HOLD)
        return _placed_before(outcome)
    code = _refusal(locked.balances.get(order.account_id), order.amount)
    answer: HoldPlaced | Refused
    if code is None:
        answer = HoldPlaced(hold_id=_add(order, actor, now), created_at=now)
        result_id, refusal = answer.hold_id, None
    else:
        answer = Refused(code=code, account_id=order.account_id, created_at=now)
        result_id, refusal = None, {"code": code, "account_id": order.account_id}
    day, request_hash = locked.business_date, order.request.request_hash
    row = IdemRow(*key, _HOLD, result_id, now, day, request_hash, refusal)
    journal.write(txns=[], entries=[], keys=[row])
    return answer


class HoldNotOpen(BankError):
    """There is no such hold, or it has been captured, released or has expired."""

    code = "hold_not_open"
    cure = "Place a new hold."
    status = 409


def release(*, hold_id: int, actor: Actor, now: datetime) -> None:
    """Give back what is left of the hold; raises HoldNotOpen."""
    hold = holds.get(hold_id=hold_id)
    if hold is None or not _resolve(
        [holds.DueHold(hold.id, hold.account_id)], Hold.State.RELEASED, actor, now
    ):
        message = "The hold is not open."
        raise HoldNotOpen(message)


def open_on(*, account_id: int, limit: int) -> list[OpenHold]:
    """Return up to `limit` of the account's open holds, newest first."""
    return holds.open_on(account_id=account_id, limit=limit)


@use_case
def expire_due(*, now: datetime, actor: Actor) -> int:
    """Expire up to 1,000 holds whose time is over; returns how many. Call until it says 0."""
    due = holds.list_due(now=now, limit=_BATCH)
    return _resolve(due, Hold.State.EXPIRED, actor, now) if due else 0


def _resolve(due: list[holds.DueHold], state: str, actor: Actor, now: datetime) -> int:
    journal.lock(
        account_ids=[hold.account_id for hold in due], hold_ids=[], keys=[], days=[], reverses=[]
    )
    rows = holds.resolve(hold_ids=[hold.hold_id for hold in due], state=state)
    if rows:
        journal.add_hold_events(event=state, rows=rows, actor=str(actor), at=now)
    return len(rows)


def _refusal(balance: LockedBalance | None, amount: Money) -> RefusalCode | None:
    if balance is None:
        return RefusalCode.ACCOUNT_NOT_FOUND
    if balance.currency != amount.currency.number:
        return RefusalCode.CURRENCY_MISMATCH
    if balance.status == AccountStatus.CLOSED:
        return RefusalCode.ACCOUNT_CLOSED
    if balance.status != AccountStatus.OPEN:
        return RefusalCode.ACCOUNT_BLOCKED
    available = balance.sign * balance.balance - balance.held - amount.minor
    if balance.floor is not None and available < balance.floor:
        return RefusalCode.INSUFFICIENT_FUNDS
    return None


def _add(order: HoldOrder, actor: Actor, now: datetime) -> int:
    hold_id = holds.add(
        account_id=order.account_id,
        currency=order.amount.currency.number,
        amount=order.amount.minor,
        reference=order.reference,
        placed_at=now,
        expires_at=order.expires_at,
    )
    journal.add_hold_events(
        event="PLACED", rows=[(hold_id, order.amount.minor, None)], actor=str(actor), at=now
    )
    return hold_id


def _placed_before(outcome: Posted | Refused) -> HoldPlaced | Refused:
    if isinstance(outcome, Refused):
        return outcome
    return HoldPlaced(hold_id=outcome.txn_id, created_at=outcome.created_at, replayed=True)
