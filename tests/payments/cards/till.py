"""A shop whose payments go over the card networks, and the link's process in a thread."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connections

from bankcore import clock
from bankcore.money import Currency, Money
from payments.cards.models import InboundMessage, NetworkMessage, StoredReversal
from payments.cards.public import MASTERCARD, VISA
from payments.cards.services.link import Options
from payments.cards.services.process import Process
from payments.gateway.domain.intents import CaptureMethod
from payments.gateway.domain.views import CaptureOrder, ConfirmOrder, IntentOrder, IntentView
from payments.gateway.models import Operation, PaymentIntent, PaymentMethod
from payments.gateway.services import intents
from payments.vault import public as vault
from tests.payments.gateway import shops

CONNECTORS = {
    "visa": "payments.cards.public.VISA",
    "mastercard": "payments.cards.public.MASTERCARD",
}
APPROVES = {"visa": "4242424242424242", "mastercard": "5555555555554444"}
OF = {"visa": VISA, "mastercard": MASTERCARD}
PATIENT = {"echo_seconds": 30.0, "answer_seconds": 5.0, "reversal_seconds": 0.2, "first_pause": 0.1}


def card(shop, number: str = APPROVES["visa"], *, year: int = 2030) -> PaymentMethod:
    """Keep a card of the shop's payer in the vault."""
    stored = vault.store_card(
        merchant=shop.object_id, number=number, expiry_month=12, expiry_year=year, now=clock.now()
    )
    method = shops.card(shop, last4=stored.last4, brand=stored.brand)
    method.card_token = stored.token
    method.save()
    return method


def pay(shop, method: PaymentMethod, minor: int = 10_000, *, currency="EUR") -> IntentView:
    """Authorise a payment, to be captured later; waits for the network as shops do."""
    order = IntentOrder(
        amount=Money(minor, Currency.of(currency)),
        payment_method=method.object_id,
        capture_method=CaptureMethod.MANUAL,
    )
    given = {"merchant": shop, "actor": shops.SHOP, "now": clock.now()}
    made = intents.create(order=order, idempotency=uuid4(), **given)
    return intents.confirm(
        intent=made.object_id, order=ConfirmOrder(), idempotency=uuid4(), **given
    )


def pay_in_background(shop, method: PaymentMethod, minor: int = 10_000) -> threading.Thread:
    """Begin a payment whose shop does not wait for it here; returns once it is written down."""

    def work() -> None:
        try:
            pay(shop, method, minor)
        finally:
            connections.close_all()

    before = Operation.objects.count()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    wait_for(lambda: Operation.objects.count() > before)
    return thread


def void(shop, payment: IntentView) -> IntentView:
    """Cancel a payment."""
    return intents.cancel(
        merchant=shop,
        intent=payment.object_id,
        reason="requested_by_customer",
        idempotency=uuid4(),
        actor=shops.SHOP,
        now=clock.now(),
    )


def capture(shop, payment: IntentView) -> IntentView:
    """Capture a whole payment."""
    return intents.capture(
        merchant=shop,
        intent=payment.object_id,
        order=CaptureOrder(amount=None, is_final=True),
        idempotency=uuid4(),
        actor=shops.SHOP,
        now=clock.now(),
    )


def latest() -> str:
    """Return the object id of the payment that was made last."""
    return PaymentIntent.objects.order_by("pk").last().object_id


def operation_states(payment: IntentView | str) -> list[tuple[str, str]]:
    """Return a payment's operations: kinds and states, oldest first."""
    return list(_operations(payment).values_list("kind", "state"))


def messages(payment: IntentView | str) -> list[NetworkMessage]:
    """Return a payment's messages, oldest first."""
    ids = list(_operations(payment).values_list("public_id", flat=True))
    return list(NetworkMessage.objects.filter(operation_id__in=ids).order_by("pk"))


def message_states(payment: IntentView | str) -> list[tuple[str, str]]:
    """Return a payment's messages: types and states, oldest first."""
    return [(each.mti, each.state) for each in messages(payment)]


def inbound_states(payment: IntentView | str) -> list[tuple[str, str]]:
    """Return what came in unawaited about a payment."""
    found = InboundMessage.objects.filter(message__in=messages(payment)).order_by("pk")
    return list(found.values_list("mti", "state"))


def _operations(payment: IntentView | str) -> Any:
    name = payment if isinstance(payment, str) else payment.object_id
    return Operation.objects.filter(intent__object_id=name).order_by("pk")


def all_acknowledged() -> bool:
    """Return whether no reversal waits any more, nor anything to be sent or answered."""
    waiting = NetworkMessage.objects.filter(state__in=["QUEUED", "SENT"]).exists()
    return not waiting and not StoredReversal.objects.filter(state="OPEN").exists()


def wait_for(condition: Callable[[], object], *, seconds: float = 20.0) -> None:
    """Return once something is so; fails when it is not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.03)


class RunningLink:
    """The link's process, in a thread of the test's."""

    def __init__(self, ports: dict[str, int], zone_key: bytes, socket: Path, **options) -> None:
        given = {**PATIENT, **options}
        self._options = {
            name: Options(host="127.0.0.1", port=port, zone_key=zone_key, **given)
            for name, port in ports.items()
        }
        self._socket = socket
        self.points: list[str] = []
        self.failed: BaseException | None = None
        self._process: Process | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> RunningLink:
        """Start it, and return at once."""
        self._thread.start()
        return self

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        except BaseException as error:  # noqa: BLE001 - the test judges it
            self.failed = error
        finally:
            connections.close_all()

    async def _work(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._process = Process(self._options, socket_path=self._socket, at=self.points.append)
        await self._process.run()

    def wait_until_on(self) -> RunningLink:
        """Return once every network is signed on."""
        wait_for(
            lambda: self.failed or all(OF[n].health(now=clock.now()).is_up for n in self._options)
        )
        assert self.failed is None, self.failed
        return self

    def stop(self) -> None:
        """Sign off, and wait for the end."""
        if self._loop is not None and self._process is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._process.stop)
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()
