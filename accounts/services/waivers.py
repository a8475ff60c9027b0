"""Waivers: letting an account or a customer off a fee for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.fees import FeeEvent
from accounts.models import Account, Customer, FeeWaiver
from accounts.repositories import accounts as accounts_repo
from accounts.repositories import customers, fees
from accounts.services import accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverOrder:
    """A waiver to be: for one account, or for all of a customer's. Both days are included."""

    event: FeeEvent
    from_day: date
    to_day: date | None
    reason: str
    account_id: UUID | None = None
    customer_id: UUID | None = None


@needs("accounts.waive_fee")
@use_case
def waive(*, order: WaiverOrder, actor: Actor, now: datetime) -> int:
    """Let an account or a customer off a fee between two days; returns the waiver's id.

    Raises ValueError unless it is for one of the two, AccountNotFound and CustomerNotFound.
    """
    if (order.account_id is None) == (order.customer_id is None):
        message = "A waiver is for one account or for one customer."
        raise ValueError(message)
    waiver = fees.add_waiver(
        FeeWaiver(
            account=None if order.account_id is None else _account(order.account_id),
            customer=None if order.customer_id is None else _customer(order.customer_id),
            event=order.event,
            from_day=order.from_day,
            to_day=order.to_day,
            reason=order.reason,
            recorded_at=now,
            recorded_by=str(actor),
        )
    )
    audit.record(
        actor=actor,
        action="accounts.fee.waived",
        subject=_subject(order),
        detail={"event": order.event.value, "reason": order.reason},
        at=now,
    )
    return waiver.pk


class WaiverNotFound(BankError):
    """There is no such waiver that lasts beyond the day."""

    code = "waiver_not_found"
    cure = "Check the waiver's id and its last day."
    status = 404


@needs("accounts.waive_fee")
@use_case
def end(*, waiver_id: int, last_day: date, reason: str, actor: Actor, now: datetime) -> None:
    """End a waiver after `last_day`, on or after its first; raises WaiverNotFound."""
    if not fees.end_waiver(waiver_id=waiver_id, to_day=last_day):
        message = f"There is no waiver {waiver_id} that lasts beyond {last_day}."
        raise WaiverNotFound(message)
    audit.record(
        actor=actor,
        action="accounts.fee_waiver.ended",
        subject=f"waiver:{waiver_id}",
        detail={"reason": reason},
        at=now,
    )


def _account(account_id: UUID) -> Account:
    found = accounts_repo.list_by_public_id([account_id])
    if not found:
        message = f"There is no account {account_id}."
        raise accounts.AccountNotFound(message)
    return found[0]


def _customer(customer_id: UUID) -> Customer:
    found = customers.get(public_id=customer_id)
    if found is None:
        message = f"There is no customer {customer_id}."
        raise accounts.CustomerNotFound(message)
    return found


def _subject(order: WaiverOrder) -> str:
    if order.account_id is not None:
        return f"account:{order.account_id}"
    return f"customer:{order.customer_id}"
