"""Programs that pay while things break, and write down what they were told."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from uuid import UUID

from bankcore.demo import bank

_PATH: Final = "/api/v1/transfers"
_SECONDS: Final = 10.0
_PAUSE: Final = 0.1
# Of those that got no answer, so many are never asked about again until the end.
_FORGOTTEN: Final = 0.2


@dataclass(slots=True)
class Payment:
    """One transfer that a client asked for, and what it was told of it."""

    key: str
    debit: UUID
    credit: UUID
    sent_at: float
    answered_at: float | None = None
    transaction: int | None = None
    refused: str = ""
    tries: int = 0

    @property
    def is_acknowledged(self) -> bool:
        """Whether the client knows that it is booked."""
        return self.transaction is not None


@dataclass(slots=True)
class Clients:
    """So many programs, each paying again and again; `seed` makes the same payments again."""

    address: tuple[str, int]
    accounts: Sequence[UUID]
    count: int
    seed: int
    payments: list[Payment] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Let them pay until `stop`."""
        for number in range(self.count):
            thread = threading.Thread(target=self._work, args=(number,))
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Return when every client has its last answer."""
        self._stopped.set()
        for each in self._threads:
            each.join()

    def acknowledged(self) -> int:
        """Return how many payments were acknowledged so far."""
        return sum(each.is_acknowledged for each in self.payments)

    def ask_again(self, payment: Payment) -> None:
        """Send a payment again under its key."""
        with closing(self._connection()) as connection:
            self._send(connection, payment)

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(*self.address, timeout=_SECONDS)

    def _work(self, number: int) -> None:
        chance = random.Random(self.seed * 1000 + number)  # noqa: S311 - the same payments again
        made = 0
        while not self._stopped.is_set():
            made += 1
            debit, credit = chance.sample(self.accounts, 2)
            payment = Payment(
                key=f"chaos-{self.seed}-{number}-{made}",
                debit=debit,
                credit=credit,
                sent_at=time.monotonic(),
            )
            self.payments.append(payment)
            self._pay(payment, gives_up=chance.random() < _FORGOTTEN)

    def _pay(self, payment: Payment, *, gives_up: bool) -> None:
        """Send until there is an answer; who gives up does so after the first try."""
        while payment.answered_at is None and not self._stopped.is_set():
            try:
                with closing(self._connection()) as connection:
                    self._send(connection, payment)
            except (OSError, http.client.HTTPException):
                if gives_up:
                    return
                time.sleep(_PAUSE)

    def _send(self, connection: http.client.HTTPConnection, payment: Payment) -> None:
        """Send once; keeps what is told, leaves the payment open where the bank is not able."""
        payment.tries += 1
        body = {
            "debit_account_id": str(payment.debit),
            "credit_account_id": str(payment.credit),
            "amount": "0.01",
            "currency": "EUR",
            "narrative": payment.key,
        }
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {bank.API_KEY}",
            "Idempotency-Key": payment.key,
        }
        connection.request("POST", _PATH, json.dumps(body).encode(), headers)
        with connection.getresponse() as answer:
            text = answer.read()
            status = answer.status
        if status == HTTPStatus.CREATED:
            payment.transaction = int(json.loads(text)["id"])
            payment.answered_at = time.monotonic()
        elif status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in {
            HTTPStatus.CONFLICT,
            HTTPStatus.TOO_MANY_REQUESTS,
        }:
            time.sleep(_PAUSE)
        else:
            payment.refused = text.decode()[:200]
            payment.answered_at = time.monotonic()
