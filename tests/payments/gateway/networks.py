"""A network that answers as a test has told it: each answer in turn, then approvals."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from payments.gateway.domain.connectors import (
    Capabilities,
    Health,
    InstrumentKind,
    Order,
    Outcome,
    Verdict,
)
from payments.gateway.services import outcomes
from tests.conftest import NOW

ABLE = Capabilities(
    instruments=frozenset({InstrumentKind.CARD}),
    several_captures=True,
    increments=True,
    inquiry=True,
)
APPROVED = Outcome(
    verdict=Verdict.APPROVED, raw_code="00", network_reference="N1", authorisation_code="A1B2C3"
)


class Network:
    """Keeps what it was told, and answers the next of `answers`, None being no answer yet."""

    def __init__(self, **able) -> None:
        self.able = able
        self.forget()

    def forget(self) -> None:
        self.capabilities = replace(ABLE, **self.able)
        self.orders: list[Order] = []
        self.performed: list[UUID] = []
        self.inquired: list[UUID] = []
        self.answers: list[Outcome | None] = []
        self.later: list[Outcome | None] = []
        self.is_up = True

    def enqueue(self, order: Order, *, now: datetime) -> None:
        self.orders.append(order)

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        self.performed.append(operation_id)
        self._answer(operation_id, self.answers)

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        self.inquired.append(operation_id)
        self._answer(operation_id, self.later)

    def health(self, *, now: datetime) -> Health:
        return Health(is_up=self.is_up)

    def _answer(self, operation_id: UUID, answers: list[Outcome | None]) -> None:
        outcome = answers.pop(0) if answers else APPROVED
        if outcome is not None:
            outcomes.record_outcome(operation_id=operation_id, outcome=outcome, now=NOW)


VISA, MASTERCARD, STRIPE = Network(), Network(), Network()
DEBITS = Network(instruments=frozenset({InstrumentKind.SEPA_DEBIT}), separate_capture=False)
CONNECTORS = {
    "sandbox": "payments.gateway.services.sandbox.CONNECTOR",
    "on_us": "payments.gateway.services.on_us.CONNECTOR",
    "visa": "tests.payments.gateway.networks.VISA",
    "mastercard": "tests.payments.gateway.networks.MASTERCARD",
    "stripe": "tests.payments.gateway.networks.STRIPE",
    "sepa_debit": "tests.payments.gateway.networks.DEBITS",
}


NONE = {"sandbox": CONNECTORS["sandbox"]}


def forget() -> None:
    """Let every network be as new."""
    for each in (VISA, MASTERCARD, STRIPE, DEBITS):
        each.forget()
