"""The sandbox: a network in which nothing is real, for merchants that are being set up."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from bankcore import clock
from payments.gateway.domain.connectors import Capabilities, Health, InstrumentKind, Order, Outcome
from payments.gateway.repositories import operations
from payments.gateway.services import outcomes, sandbox_rules

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
        outcomes.record_outcome(operation_id=operation_id, outcome=outcome, now=now)


CONNECTOR: Final = Sandbox()
