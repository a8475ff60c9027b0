"""Overdraft arrangements: agreed for days, within the product's cap, brought into the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.credit import CreditStep
from accounts.domain.usage import OverdraftView
from accounts.models import Overdraft
from accounts.repositories import accounts, overdrafts
from accounts.repositories.overdrafts import FloorToSet
from accounts.services import credit_book, usage
from accounts.services.two_people import refuse_alone
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdraftOrder:
    """An overdraft to be agreed: `limit` is zero (none) or more; both days are included."""

    account_id: UUID
    limit: Money
    from_day: date
    to_day: date | None = None


class OverdraftNotAllowed(BankError):
    """The product does not let an overdraft of this size be agreed."""

    code = "overdraft_not_allowed"
    cure = "Agree on a lower limit, or choose another product."
    status = 409


class InvalidOverdraft(BankError):
    """The arrangement is not one that can be kept."""

    code = "invalid_overdraft"
    cure = "Give a limit in the account's currency, and days that are not over and in order."


@needs("accounts.agree_limits")
@use_case
def agree(*, order: OverdraftOrder, actor: Actor, now: datetime) -> OverdraftView:
    """Agree on an overdraft as a part of the bank; people ask for it by `ask_for_overdraft`.

    Raises two_people.TakesTwoPeople and what agree_within raises.
    """
    refuse_alone(actor)
    return agree_within(order=order, actor=actor, now=now)


@requires_transaction
def agree_within(*, order: OverdraftOrder, actor: Actor, now: datetime) -> OverdraftView:
    """Agree on an overdraft; one that begins by the open business day counts at once.

    It takes the place of older ones on the days that it covers. Where the account is beyond a
    lower limit, the old one stays in the books until it is back within; the end of each day
    tries again. Raises InvalidOverdraft, OverdraftNotAllowed, accounts.AccountNotFound and what
    the bank's limits raise.
    """
    today = ledger.business_date()
    rules = usage.found(account_id=order.account_id, day=max(order.from_day, today))
    _check(order, rules.currency, today)
    cap = None if rules.limits is None else rules.limits.overdraft_cap
    if cap is not None and order.limit.minor > cap:
        message = f"The product allows overdrafts up to {Money(cap, order.limit.currency)}."
        raise OverdraftNotAllowed(message, field="limit")
    _check_limits(order, now)
    overdrafts.add(
        Overdraft(
            account_id=rules.account,
            limit_minor=order.limit.minor,
            from_day=order.from_day,
            to_day=order.to_day,
            agreed_at=now,
            agreed_by=str(actor),
        )
    )
    if order.from_day <= today:
        _set_floor(rules.ledger_account_id, order.limit)
    audit.record(
        actor=actor,
        action="accounts.overdraft.agreed",
        subject=f"account:{order.account_id}",
        detail={"limit": str(order.limit), "from": order.from_day.isoformat()},
        at=now,
    )
    return of_account(account_id=order.account_id)


def _check_limits(order: OverdraftOrder, now: datetime) -> None:
    """Raise what the bank's limits raise where more is promised than was."""
    account = accounts.list_by_public_id([order.account_id])[0]
    step = CreditStep(
        customer_id=account.customer.public_id,
        product=account.product.code,
        amount=order.limit - of_account(account_id=order.account_id).in_force,
    )
    credit_book.check_step(step=step, now=now)


def of_account(*, account_id: UUID) -> OverdraftView:
    """Return the account's overdraft on the open business day; raises AccountNotFound.

    An overdraft that was set without an arrangement is what is in force, and so agreed.
    """
    day = ledger.business_date()
    rules = usage.found(account_id=account_id, day=day)
    currency = Currency.numbered(rules.currency)
    balance = ledger.balance(account_id=rules.ledger_account_id)
    available = balance.available or balance.posted
    in_force = available - balance.posted + balance.held
    arrangement = overdrafts.in_force(account=rules.account, day=day)
    if arrangement is not None:
        agreed = Money(arrangement.limit_minor, currency)
    elif overdrafts.was_ever_agreed(account=rules.account):
        agreed = Money(0, currency)
    else:
        agreed = in_force
    beyond = max(0, -balance.posted.minor - agreed.minor)
    return OverdraftView(
        account_id=account_id,
        day=day,
        agreed=agreed,
        from_day=None if arrangement is None else arrangement.from_day,
        to_day=None if arrangement is None else arrangement.to_day,
        in_force=in_force,
        excess=Money(beyond, currency),
    )


def apply_overdraft_changes(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Bring overdrafts that begin or end into the books for `next_day`.

    An account that is beyond its new limit keeps the old one and is tried again the next day.
    """
    del day
    changed = pending = 0
    for due in overdrafts.list_floors_to_set(day=next_day):
        if _apply(due=due, next_day=next_day, actor=actor, now=now):
            changed += 1
        else:
            pending += 1
    return {"changed": changed, "pending": pending}


@use_case
def _apply(*, due: FloorToSet, next_day: date, actor: Actor, now: datetime) -> bool:
    limit = Money(due.limit, Currency.numbered(due.currency))
    if not _set_floor(due.ledger_account_id, limit):
        return False
    audit.record(
        actor=actor,
        action="accounts.account.overdraft_set",
        subject=f"account:{due.account_id}",
        detail={"limit": str(limit), "from": next_day.isoformat()},
        at=now,
    )
    return True


def _set_floor(ledger_account_id: int, limit: Money) -> bool:
    """Set the floor where the account is not below it; the balance stays locked either way."""
    balance = ledger.lock_balance(account_id=ledger_account_id)
    if (balance.posted - balance.held) < -limit:
        return False
    ledger.set_floor(account_id=ledger_account_id, floor=-limit)
    return True


def _check(order: OverdraftOrder, currency: int, today: date) -> None:
    if order.limit.currency.number != currency:
        message = f"The account is not kept in {order.limit.currency}."
        raise InvalidOverdraft(message, field="limit")
    if order.limit.minor < 0:
        message = "An overdraft limit is zero or more."
        raise InvalidOverdraft(message, field="limit")
    if order.to_day is not None and order.to_day < max(order.from_day, today):
        message = "The overdraft would end before it begins, or is over."
        raise InvalidOverdraft(message, field="to_day")
    if order.from_day < today:
        message = "An overdraft is not agreed for days that are over."
        raise InvalidOverdraft(message, field="from_day")
