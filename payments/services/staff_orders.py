"""What staff order for customers and the bank: at once, or by a second person above a limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.domain import payloads
from payments.domain.cheques import ChequePresentment, CollectionState, CollectionView
from payments.domain.movements import Movement, PaymentOrder, TransferOrder
from payments.domain.positions import CoverDeal, CoverOrder
from payments.services import (
    cheque_collection,
    cheque_payments,
    covering,
    payments,
    screening,
    transfers,
    two_people,
)

TRANSFER: Final = "payments.transfer"
PAYMENT: Final = "payments.payment"
CHEQUE: Final = "payments.cheque_payment"
CLEARING: Final = "payments.cheque_clearing"
COVER: Final = "payments.fx_cover"


@needs("payments.make_transfer")
@use_case
def transfer(
    *, order: TransferOrder, reason: str, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement | approvals.RequestView:
    """Transfer for a customer; above STAFF_PAYMENT_LIMIT a second person is asked, with `reason`.

    Raises what transfers.submit raises, approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    if not two_people.takes_two(actor=actor, amount=order.amount):
        return transfers.make(order=order, request=request, actor=actor, now=now)
    transfers.sides(order)
    return _ask(TRANSFER, payloads.of_transfer(order), order.amount, reason, request, actor, now)


def execute_transfer(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Make the transfer that a second person approved; raises what transfers.submit raises."""
    return _done(
        lambda: transfers.make(
            order=payloads.transfer(request.payload), request=_key(request), actor=actor, now=now
        )
    )


@needs("payments.make_payment")
@use_case
def payment(
    *, order: PaymentOrder, reason: str, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement | approvals.RequestView:
    """Pay to another bank for a customer; above STAFF_PAYMENT_LIMIT a second person is asked.

    Raises what payments.submit raises, approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    if not two_people.takes_two(actor=actor, amount=order.amount):
        return payments.make(order=order, request=request, actor=actor, now=now)
    payments.check(order)
    return _ask(PAYMENT, payloads.of_payment(order), order.amount, reason, request, actor, now)


def execute_payment(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Make the payment that a second person approved; raises what payments.submit raises."""
    return _done(
        lambda: payments.make(
            order=payloads.payment(request.payload), request=_key(request), actor=actor, now=now
        )
    )


@needs("payments.handle_cheques")
@use_case
def cheque(
    *,
    order: ChequePresentment,
    reason: str,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> Movement | approvals.RequestView:
    """Pay a cheque; to an account above STAFF_PAYMENT_LIMIT a second person is asked.

    Raises what cheque_payments.pay raises, approvals.ReasonMissing and AlreadyRequested.
    """
    if order.drawer_id is not None or not two_people.takes_two(actor=actor, amount=order.amount):
        return cheque_payments.make(order=order, request=request, actor=actor, now=now)
    cheque_payments.payable(order, request.key)
    return _ask(CHEQUE, payloads.of_cheque(order), order.amount, reason, request, actor, now)


def execute_cheque(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Pay the cheque that a second person approved; raises what cheque_payments.pay raises."""
    made = cheque_payments.make(
        order=payloads.cheque(request.payload), request=_key(request), actor=actor, now=now
    )
    return f"transaction:{made.transaction_id}"


@needs("payments.handle_cheques")
@use_case
def clear_cheque(
    *, cheque_id: UUID, reason: str, actor: Actor, now: datetime
) -> CollectionView | approvals.RequestView:
    """Free a collected cheque's money early; above STAFF_PAYMENT_LIMIT a second person is asked.

    Raises what cheque_collection.clear raises, approvals.ReasonMissing and AlreadyRequested.
    """
    row = cheque_collection.locked(cheque_id, CollectionState.CLEARED)
    amount = cheque_collection.amount_of(row)
    if not two_people.takes_two(actor=actor, amount=amount):
        return cheque_collection.make_cleared(cheque_id=cheque_id, actor=actor, now=now)
    return two_people.ask(
        kind=CLEARING,
        subject=f"cheque:{cheque_id}",
        payload={"cheque_id": str(cheque_id), **payloads.of_money(amount)},
        amount=amount,
        reason=reason,
        actor=actor,
        now=now,
    )


def execute_clearing(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Clear the cheque; raises CollectionFinished where it came back or was cleared meanwhile."""
    done = cheque_collection.make_cleared(
        cheque_id=UUID(str(request.payload["cheque_id"])), actor=actor, now=now
    )
    return f"cheque:{done.cheque_id}"


@needs("payments.cover_position")
@use_case
def cover(
    *, order: CoverOrder, reason: str, request: ledger.RequestKey, actor: Actor, now: datetime
) -> CoverDeal | approvals.RequestView:
    """Book a deal with the market; above COVER_DEAL_LIMIT euros a second person is asked.

    Raises what covering.cover raises, approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    worth = covering.checked(order)
    if not two_people.takes_two(actor=actor, amount=worth, limit=settings.COVER_DEAL_LIMIT):
        return covering.make(order=order, request=request, actor=actor, now=now)
    return _ask(COVER, payloads.of_cover(order), worth, reason, request, actor, now)


def execute_cover(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Book the approved deal; RateOffMarket where the market has moved away from it meanwhile."""
    made = covering.make(
        order=payloads.cover(request.payload), request=_key(request), actor=actor, now=now
    )
    return f"transaction:{made.transaction_id}"


def _done(make: Callable[[], Movement]) -> str:
    """Do what was approved, and return what it came to: booked, or held for a third look."""
    try:
        return f"transaction:{make().transaction_id}"
    except screening.PaymentHeld as waiting:
        return f"held_payment:{waiting.held.held_id}"


def _ask(
    kind: str,
    payload: Mapping[str, object],
    amount: Money,
    reason: str,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> approvals.RequestView:
    return two_people.ask(
        kind=kind,
        subject=f"order:{request.key}",
        payload={**payload, "request": two_people.of_key(request)},
        amount=amount,
        reason=reason,
        actor=actor,
        now=now,
    )


def _key(request: approvals.RequestView) -> ledger.RequestKey:
    """Return the key that the order came with: sent and approved twice, it is booked once."""
    kept = cast("Mapping[str, object]", request.payload["request"])
    return ledger.RequestKey(
        ledger.KeySource(int(str(kept["source"]))),
        UUID(str(kept["key"])),
        bytes.fromhex(str(kept["hash"])),
    )
