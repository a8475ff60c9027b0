"""Payers of this bank: authorised by setting their money aside, captured out of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from bankcore import clock
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.ledger import public as ledger
from payments.gateway.domain.connectors import (
    Capabilities,
    Health,
    InstrumentKind,
    Order,
    Outcome,
    Verdict,
)
from payments.gateway.domain.operations import OperationKind
from payments.gateway.models import Operation
from payments.gateway.repositories import holds, operations
from payments.gateway.services import booking, outcomes

ACTOR: Final = Actor.system("connector.on_us")
_SETS_ASIDE: Final = frozenset({OperationKind.AUTHORISE, OperationKind.INCREMENT})
_DECLINES: Final = {
    ledger.RefusalCode.INSUFFICIENT_FUNDS: "insufficient_funds",
    ledger.RefusalCode.ACCOUNT_NOT_FOUND: "no_account",
    ledger.RefusalCode.ACCOUNT_BLOCKED: "bank_account_restricted",
    ledger.RefusalCode.ACCOUNT_CLOSED: "account_closed",
    ledger.RefusalCode.CURRENCY_MISMATCH: "currency_not_supported",
}


class OnUs:
    """Nothing leaves the bank: what is decided in `enqueue` is applied by `perform`."""

    capabilities = Capabilities(
        instruments=frozenset({InstrumentKind.ON_US_ACCOUNT}),
        several_captures=True,
        increments=True,
        inquiry=True,
    )

    @requires_transaction
    def enqueue(self, order: Order, *, now: datetime) -> None:
        """Set the money aside, or keep the ledger's refusal."""
        found = operations.get(operation_id=order.operation_id)
        if found is not None and order.kind in _SETS_ASIDE:
            _set_aside(found, order, now)

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        """Apply what was decided."""
        del seconds
        self.inquire(operation_id, now=clock.now())

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        """Apply what was decided."""
        try:
            _decide(operation_id=operation_id, now=now)
        except booking.BookingRefused as refusal:
            declined = Outcome(
                verdict=Verdict.DECLINED, code="bank_account_restricted", detail=str(refusal)
            )
            outcomes.record_outcome(operation_id=operation_id, outcome=declined, now=now)

    def health(self, *, now: datetime) -> Health:
        """Tell that the bank is there."""
        del now
        return Health(is_up=True)


def _set_aside(row: Operation, order: Order, now: datetime) -> None:
    answer = ledger.place_hold(
        order=ledger.HoldOrder(
            request=ledger.RequestKey.of_system(f"gateway.hold:{row.public_id}"),
            account_id=booking.payers_account(row),
            amount=order.amount,
            reference=row.object_id,
        ),
        actor=ACTOR,
        now=now,
    )
    if isinstance(answer, ledger.Refused):
        holds.add(operation=row, hold_id=None, refusal=answer.code)
    else:
        holds.add(operation=row, hold_id=answer.hold_id, refusal="")


@use_case
def _decide(*, operation_id: UUID, now: datetime) -> None:
    found = operations.lock(operation_id=operation_id)
    if found is None:
        return
    row, operation = found
    hold = holds.get(operation_id=operation_id)
    if hold is not None and hold.hold_id is None:
        code = _DECLINES.get(ledger.RefusalCode(hold.refusal), "generic_decline")
        outcome = Outcome(verdict=Verdict.DECLINED, code=code, raw_code=hold.refusal)
    else:
        outcome = Outcome(
            verdict=Verdict.APPROVED, network_reference=f"ONUS{operation.public_id.hex[:12]}"
        )
    gives_back = operation.kind == OperationKind.VOID or (
        operation.kind == OperationKind.CAPTURE and operation.is_final
    )
    outcomes.apply_outcome(operation_id=operation_id, outcome=outcome, now=now)
    if gives_back:
        for hold_id, _ in holds.open_of_intent(row.pk):
            ledger.release_hold(hold_id=hold_id, actor=ACTOR, now=now)


CONNECTOR: Final = OnUs()
