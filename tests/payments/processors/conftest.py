"""A processor to talk to, and what the gateway is told of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from bankcore import clock
from bankcore.money import Money
from payments.gateway import public as gateway
from payments.gateway.public import (
    Acceptor,
    Applied,
    Instrument,
    InstrumentKind,
    OperationKind,
    Order,
    Original,
)
from payments.processors import public as processors
from payments.processors.services import wire
from payments.vault import public as vault
from tests.payments.processors.peer import Server

VISA = "4242424242424242"


@pytest.fixture
def server(settings):
    server = Server()
    settings.STRIPE_API_BASE, settings.STRIPE_API_KEY = server.address, "sk_test_bankcore"
    yield server
    wire._pool().clear()
    server.close()


@pytest.fixture
def peer(server):
    return server.peer


class Told:
    """What the gateway was told, in the place of the gateway."""

    def __init__(self) -> None:
        self.outcomes: list[tuple] = []
        self.disputes: list = []
        self.says = Applied.APPLIED

    def apply_outcome(self, *, operation_id, outcome, now):
        self.outcomes.append((operation_id, outcome))
        return self.says

    def receive_dispute(self, *, notice, now):
        self.disputes.append(notice)

    @property
    def last(self):
        return self.outcomes[-1][1]

    @property
    def verdicts(self):
        return [outcome.verdict.value for _, outcome in self.outcomes]


@pytest.fixture
def told(monkeypatch):
    told = Told()
    monkeypatch.setattr(gateway, "apply_outcome", told.apply_outcome)
    monkeypatch.setattr(gateway, "receive_dispute", told.receive_dispute, raising=False)
    return told


class Shop:
    """Orders things of the processor."""

    later = timedelta(minutes=2)

    def token(self, number=VISA):
        return vault.store_card(
            merchant="acct_demo", number=number, expiry_month=12, expiry_year=2040, now=clock.now()
        ).token

    def queue(
        self, kind=OperationKind.AUTHORISE, minor=1000, *, number=VISA, of=None, first=None, **more
    ):
        operation = uuid4()
        order = Order(
            operation_id=operation,
            kind=kind,
            amount=Money(minor, Money.of(1, "EUR").currency),
            instrument=Instrument(kind=InstrumentKind.CARD, reference=self.token(number)),
            acceptor=Acceptor(
                merchant_id="acct_demo",
                name="Demo Shop",
                city="Berlin",
                country="DE",
                category="5732",
            ),
            original=None
            if of is None
            else Original(
                operation_id=first or uuid4(),
                amount=Money(minor, Money.of(1, "EUR").currency),
                network_reference=of,
                authorisation_code="",
            ),
            **more,
        )
        with transaction.atomic():
            processors.STRIPE.enqueue(order, now=clock.now())
        return operation

    def bring(self, *args, seconds=5.0, **more):
        operation = self.queue(*args, **more)
        processors.STRIPE.perform(operation, seconds=seconds)
        return operation

    def ask(self, operation):
        processors.STRIPE.inquire(operation, now=clock.now() + self.later)


@pytest.fixture
def shop(server, told):
    return Shop()
