"""The sandbox: a network in which nothing is real, for merchants that are being set up."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from bankcore import clock
from bankcore.db.transactions import use_case
from bankcore.money import Currency, Money
from payments.gateway.domain.connectors import Capabilities, Health, InstrumentKind, Order, Outcome
from payments.gateway.domain.disputes import DisputeNotice
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.outcomes import Applied
from payments.gateway.repositories import operations
from payments.gateway.services import disputes, outcomes, sandbox_rules

_ABLE: Final = Capabilities(
    instruments=frozenset(InstrumentKind),
    several_captures=True,
    increments=True,
    partial_approval=True,
    inquiry=True,
)


class Sandbox:
    """Answers at once, by the rules of payments.gateway.services.sandbox_rules."""

    capabilities = _ABLE

    def enqueue(self, order: Order, *, now: datetime) -> None:
        """Do nothing: the operation itself is all that the sandbox needs to know."""

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        """Answer."""
        del seconds
        found = operations.get(operation_id=operation_id)
        if found is not None:
            self._answer(operation_id, sandbox_rules.outcome(found), clock.now())

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        """Answer what has become of it."""
        found = operations.get(operation_id=operation_id)
        if found is not None:
            self._answer(operation_id, sandbox_rules.later(found), now)

    def health(self, *, now: datetime) -> Health:
        """Tell that the sandbox is always there."""
        del now
        return Health(is_up=True)

    def _answer(self, operation_id: UUID, outcome: Outcome, now: datetime) -> None:
        _apply(operation_id=operation_id, outcome=outcome, now=now)


@use_case
def _apply(*, operation_id: UUID, outcome: Outcome, now: datetime) -> None:
    applied = outcomes.apply_outcome(operation_id=operation_id, outcome=outcome, now=now)
    found = operations.get(operation_id=operation_id)
    assert found is not None  # noqa: S101 - applied to just now
    disputed = found.payment_method.last4 == sandbox_rules.DISPUTED
    if applied is Applied.APPLIED and found.kind == OperationKind.CAPTURE and disputed:
        notice = DisputeNotice(
            connector=found.connector,
            amount=Money(found.amount_minor, Currency.of(found.currency)),
            reason="fraudulent",
            operation_id=operation_id,
        )
        disputes.receive(notice=notice, now=now)


CONNECTOR: Final = Sandbox()
