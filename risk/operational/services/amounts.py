"""What incidents cost and what came back: each amount by two people, linked to the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from risk.operational.domain.taxonomy import IncidentState
from risk.operational.models import Incident, LossAmount
from risk.operational.repositories import incidents
from risk.operational.services.incidents import EURO, locked, note

KIND: Final = "operational.amount"
_UNSETTLED: Final = (IncidentState.OPEN, IncidentState.INVESTIGATED)
AmountKind = LossAmount.Kind


class LossAmountInvalid(BankError):
    """The amount cannot be what an incident cost, or what came back of it."""

    code = "loss_amount_invalid"
    cure = "Mend the field named. More never comes back than was lost."


class NotInTheBooks(BankError):
    """The ledger's transaction is not there, is of another day, is smaller, or is used before."""

    code = "loss_not_in_the_books"
    cure = "Look the transaction up in the journal, or leave it out while nothing is booked."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountOrder:
    """What an incident cost in all (GROSS), or what came back of it, and where that is booked."""

    incident_id: int
    kind: AmountKind
    amount: Money
    booked_on: date
    txn_id: int | None = None


@needs("operational.settle_incident")
@use_case
def request_amount(
    *, order: AmountOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to agree on an amount.

    Raises IncidentNotFound, WrongState, LossAmountInvalid, NotInTheBooks, and
    approvals.AlreadyRequested and -ReasonMissing.
    """
    row = locked(order.incident_id, *_UNSETTLED)
    _check(row, order)
    cost = incidents.cost_of(incident_id=row.pk)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"incident:{row.pk}",
            payload={
                "incident": row.pk,
                "kind": order.kind.value,
                "booked_on": order.booked_on.isoformat(),
                "transaction": order.txn_id,
                "before": {"gross": cost.gross, "back": cost.back},
                "after": _after(order, cost),
                "amount": order.amount.minor,
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_amount(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Keep the amount, in the use case of who approves.

    Raises what request_amount does, as things stand now.
    """
    told = request.payload
    txn_id = told["transaction"]
    order = AmountOrder(
        incident_id=int(str(told["incident"])),
        kind=AmountKind(str(told["kind"])),
        amount=Money(int(str(told["amount"])), EURO),
        booked_on=date.fromisoformat(str(told["booked_on"])),
        txn_id=None if txn_id is None else int(str(txn_id)),
    )
    row = locked(order.incident_id, *_UNSETTLED)
    _check(row, order)
    cost = incidents.cost_of(incident_id=row.pk)
    if told["before"] != {"gross": cost.gross, "back": cost.back}:
        message = "The incident's amounts have changed since this was asked for."
        raise LossAmountInvalid(message)
    if row.booked_on is None and order.kind is AmountKind.GROSS:
        row.booked_on = order.booked_on
        incidents.change(row)
    amount = LossAmount(
        incident=row,
        kind=order.kind,
        amount=order.amount.minor,
        booked_on=order.booked_on,
        txn_id=order.txn_id,
        reason=request.reason,
        set_by=request.maker,
        set_at=now,
        approval_id=request.request_id,
    )
    incidents.add_amounts([amount])
    note(row, order.kind.lower(), f"{order.amount}: {request.reason}", actor=actor, now=now)
    return f"incident:{row.pk}"


def _after(order: AmountOrder, cost: incidents.Cost) -> dict[str, int | None]:
    if order.kind is AmountKind.GROSS:
        return {"gross": order.amount.minor, "back": cost.back}
    return {"gross": cost.gross, "back": cost.back + order.amount.minor}


def _check(row: Incident, order: AmountOrder) -> None:
    cost = incidents.cost_of(incident_id=row.pk)
    least = 0 if order.kind is AmountKind.GROSS else 1
    if order.amount.currency != EURO or order.amount.minor < least:
        message = "This is no amount of euros of a loss."
        raise LossAmountInvalid(message, field="amount")
    after = _after(order, cost)
    if int(after["back"] or 0) > int(after["gross"] or 0):
        message = "More came back than was lost."
        raise LossAmountInvalid(message, field="amount")
    if not row.discovered_on <= order.booked_on <= ledger.business_date():
        message = "A loss is booked from its discovery on, and not on a later day than today."
        raise LossAmountInvalid(message, field="booked_on")
    if order.txn_id is not None:
        _check_booking(order, order.txn_id)


def _check_booking(order: AmountOrder, txn_id: int) -> None:
    """Let pass what the journal has: of this day, of at least the amount, and told nowhere else."""
    try:
        found = ledger.transaction(txn_id=txn_id)
    except ledger.TransactionNotFound as error:
        raise NotInTheBooks(error.message, field="txn_id") from None
    legs = [leg.amount for leg in found.legs if leg.amount.currency == EURO]
    moved = sum(each.minor for each in legs if each.minor > 0)
    if found.booking_date != order.booked_on or moved < order.amount.minor:
        message = "The transaction is of another day, or moves less than this amount of euros."
        raise NotInTheBooks(message, field="txn_id")
    if found.reversed_by is not None or incidents.is_told(txn_id=txn_id, kind=order.kind):
        message = "The transaction was reversed, or is the booking of another amount."
        raise NotInTheBooks(message, field="txn_id")
