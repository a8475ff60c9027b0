"""The collateral register: recorded, valued, pledged, and given back by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from risk.exposures.domain.kinds import RULES, CollateralKind
from risk.exposures.models import Collateral, Pledge, Valuation
from risk.exposures.repositories import collateral, limits
from risk.exposures.services import book, worth

RELEASE: Final = "exposures.release"


class CollateralInvalid(BankError):
    """The item, its value or its pledge is not one that can be kept."""

    code = "collateral_invalid"
    cure = "Change what the message names."


class CollateralNotHeld(BankError):
    """The bank has no such item, or gave it back."""

    code = "collateral_not_held"
    cure = "Look the item up in the register again."
    status = 409


class StillNeeded(BankError):
    """Without the item a loan that it secures would not be covered."""

    code = "collateral_still_needed"
    cure = "Have the loan repaid, or pledge something else for it first."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCollateral:
    """An item and its first value; `haircut` is what of the value does not count, 0 to 1."""

    kind: CollateralKind
    customer_id: UUID
    description: str
    haircut: Decimal
    value: Money
    valued_on: date
    source: str
    expires_on: date | None = None


@needs("exposures.keep_collateral")
@use_case
def record(*, order: NewCollateral, actor: Actor, now: datetime) -> int:
    """Put an item on the register; returns its number. Raises CollateralInvalid."""
    least = RULES[order.kind].least_haircut
    if not least <= order.haircut <= 1:
        message = f"The haircut of {order.kind.lower()} is {least} to 1."
        raise CollateralInvalid(message, field="haircut")
    if not order.description.strip() or not accounts.has_customer(customer_id=order.customer_id):
        message = "An item has a description, and is of a customer."
        raise CollateralInvalid(message, field="customer_id")
    item = limits.add(
        Collateral(
            kind=order.kind,
            customer_id=order.customer_id,
            description=order.description.strip(),
            haircut=order.haircut,
            expires_on=order.expires_on,
            recorded_by=str(actor),
            recorded_at=now,
        )
    )
    _value(item, order.value, order.valued_on, order.source, actor, now)
    return item.pk


@needs("exposures.keep_collateral")
@use_case
def revalue(
    *,
    collateral_id: int,
    value: Money,
    valued_on: date,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Add a value; the ones before stay. Raises CollateralNotHeld and CollateralInvalid."""
    limits.lock_lending()
    _value(_held(collateral_id), value, valued_on, source, actor, now)


@needs("exposures.keep_collateral")
@use_case
def pledge(*, collateral_id: int, application_id: UUID, actor: Actor, now: datetime) -> None:
    """Let an item secure a loan, from its application on.

    Raises CollateralNotHeld, CollateralInvalid, and that there is no such application.
    """
    limits.lock_lending()
    item = _held(collateral_id)
    accounts.loans.application(application_id=application_id)
    if collateral.pledge_of(item, application_id) is not None:
        message = "The item secures this loan already."
        raise CollateralInvalid(message, field="application_id")
    limits.add(
        Pledge(
            collateral=item, application_id=application_id, pledged_by=str(actor), pledged_at=now
        )
    )
    _record(item, "pledged", actor, now, application=str(application_id))


@needs("exposures.keep_collateral")
@use_case
def request_release(
    *, collateral_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to give an item back.

    Raises CollateralNotHeld, StillNeeded, approvals.ReasonMissing and -AlreadyRequested.
    """
    limits.lock_lending()
    _check_release(_held(collateral_id))
    return approvals.request(
        order=approvals.NewRequest(
            kind=RELEASE,
            subject=f"collateral:{collateral_id}",
            payload={"collateral_id": collateral_id},
            reason=approvals.stated(reason),
        ),
        actor=actor,
        now=now,
    )


def execute_release(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Give an item back, in the use case of who approves.

    Raises CollateralNotHeld, and StillNeeded where it is needed by now.
    """
    limits.lock_lending()
    item = _held(int(str(request.payload["collateral_id"])))
    _check_release(item)
    collateral.release(item, at=now, approval_id=request.request_id)
    _record(item, "released", actor, now)
    return f"collateral:{item.pk}"


def _check_release(item: Collateral) -> None:
    """Raise StillNeeded unless what the item secures is covered without it, or owed no more."""
    day = ledger.business_date()
    cents = worth.at(day=day)
    chosen = accounts.CreditFilter(applications=collateral.applications_of(item))
    owed = {
        each.application_id: each.total
        for each in book.in_euros(accounts.credit_positions(chosen=chosen), cents)
        if each.application_id is not None
    }
    covered = book.covered_of(owed, day=day, worth=cents, without=item.pk)
    if covered != owed:
        open_amount = Money(sum(owed.values()) - sum(covered.values()), worth.EURO)
        message = f"Without it {open_amount} of what it secures would not be covered."
        raise StillNeeded(message)


def _value(
    item: Collateral, value: Money, valued_on: date, source: str, actor: Actor, now: datetime
) -> None:
    if value.minor < 0 or not source.strip():
        message = "A value is zero or more, and comes from somebody."
        raise CollateralInvalid(message, field="value")
    if valued_on > ledger.business_date():
        message = "An item is not valued for a day to come."
        raise CollateralInvalid(message, field="valued_on")
    limits.add(
        Valuation(
            collateral=item,
            value=value.minor,
            currency=value.currency.code,
            valued_on=valued_on,
            source=source.strip(),
            recorded_by=str(actor),
            recorded_at=now,
        )
    )
    _record(item, "valued", actor, now, value=str(value), on=valued_on.isoformat())


def _held(collateral_id: int) -> Collateral:
    item = collateral.get_locked(collateral_id)
    if item is None or item.released_at is not None:
        message = "The bank holds no such item."
        raise CollateralNotHeld(message)
    return item


def _record(item: Collateral, what: str, actor: Actor, now: datetime, **detail: str) -> None:
    audit.record(
        actor=actor,
        action=f"exposures.collateral.{what}",
        subject=f"collateral:{item.pk}",
        detail=detail,
        at=now,
    )
