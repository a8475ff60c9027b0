"""What is made of a name near a list: it is somebody else, or the customer is blocked by two."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from risk.crime.domain.states import NameState
from risk.crime.models import NameHit
from risk.crime.repositories import names
from risk.sanctions import public as sanctions

KIND: Final = "crime.block"
# The customer's page says it to everybody who may look at customers: it says nothing.
BLOCK_REASON: Final = "By decision of the bank"
_BLOCKABLE: Final = (accounts.CustomerStatus.ACTIVE, accounts.CustomerStatus.DORMANT)


class NameNotFound(BankError):
    """No such name was found."""

    code = "crime_name_not_found"
    cure = "Look the name up again."
    status = 404


class NameDecided(BankError):
    """Somebody has decided on the name."""

    code = "crime_name_decided"
    cure = "Look at the name again; what stands there counts."
    status = 409


class NotOfThatList(BankError):
    """Who is on a list of exposed persons is looked at more closely, and not blocked for it."""

    code = "crime_name_of_other_list"
    cure = "Confirm exposed persons alone, and block for names on sanctions lists alone."


@needs("crime.decide_name")
@use_case
def clear(*, hit_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Say that the customer is not who is on the list; the pair is left out until it changes.

    Raises NameNotFound, NameDecided, sanctions.ReasonWanted and -EntryUnknown.
    """
    hit = _open(hit_id)
    sanctions.clear_within(
        subject=str(hit.customer_id), entry_id=hit.entry_id, reason=reason, actor=actor, now=now
    )
    for each in names.open_like(hit):
        names.decide(each, NameState.CLEARED, by=str(actor), at=now)
    _record(hit, "cleared", actor, now)


@needs("crime.decide_name")
@use_case
def confirm_exposed(*, hit_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Say that it is the exposed person, and what shows it.

    Raises NameNotFound, NameDecided, NotOfThatList and approvals.ReasonMissing.
    """
    hit = _open(hit_id)
    if not hit.is_pep:
        message = "The name is on a sanctions list."
        raise NotOfThatList(message)
    reason = approvals.stated(reason)
    names.decide(hit, NameState.CONFIRMED, by=str(actor), at=now)
    _record(hit, "confirmed", actor, now, reason=reason)


@needs("crime.decide_name")
@use_case
def request_block(
    *, hit_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to confirm the name and block the customer's accounts.

    Raises NameNotFound, NameDecided, NotOfThatList, approvals.AlreadyRequested and -ReasonMissing.
    """
    hit = _open(hit_id)
    if hit.is_pep:
        message = "The name is on a list of exposed persons."
        raise NotOfThatList(message)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"name:{hit.pk}",
            payload={"name": hit.pk, "reason": reason},
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_block(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Confirm the name and block the customer, in the use case of who approves.

    A customer who has no accounts yet, or is blocked, stays so. Raises NameNotFound, NameDecided.
    """
    hit = _open(int(str(request.payload["name"])))
    names.decide(hit, NameState.CONFIRMED, by=request.maker, at=now, approval_id=request.request_id)
    customer = accounts.get_customer(customer_id=hit.customer_id)
    if customer.status in _BLOCKABLE:
        accounts.block_customer_within(
            customer_id=hit.customer_id, reason=BLOCK_REASON, actor=actor, now=now
        )
    _record(hit, "confirmed", actor, now)
    return f"name:{hit.pk}"


def _open(hit_id: int) -> NameHit:
    hit = names.locked(hit_id)
    if hit is None:
        message = "There is no such name."
        raise NameNotFound(message)
    if hit.state != NameState.OPEN:
        message = "The name is decided on."
        raise NameDecided(message)
    return hit


def _record(hit: NameHit, what: str, actor: Actor, now: datetime, *, reason: str = "") -> None:
    # Not under the customer's name: what is told to the customer has all that is.
    audit.record(
        actor=actor, action=f"crime.name.{what}", subject=f"name:{hit.pk}",
        detail={"entry": f"{hit.list_code}:{hit.uid}"}, at=now, reason=reason,
    )  # fmt: skip
