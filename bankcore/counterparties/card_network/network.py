"""One network: its host, its connections, and answers that leave once they are kept."""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bankcore.counterparties.card_network import moment
from bankcore.counterparties.card_network.codec import Malformed, Message, decode, encode
from bankcore.counterparties.card_network.faults import Faults, Order
from bankcore.counterparties.card_network.fields import Dialect
from bankcore.counterparties.card_network.messages import FAMILIES, Host
from bankcore.counterparties.card_network.store import Store

if TYPE_CHECKING:
    from bankcore.counterparties.card_network.connection import Connection

logger = logging.getLogger(__name__)
_KEPT_TIMES = 20_000


@dataclass(slots=True)
class Times:
    """How long messages stayed inside the network, from the last byte in to the first out."""

    recent: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT_TIMES))
    number: int = 0

    def add(self, seconds: float) -> None:
        """Take one message's time."""
        self.recent.append(seconds)
        self.number += 1

    def told(self) -> dict[str, int]:
        """Return the times in microseconds, of the last messages."""
        order = sorted(self.recent)
        if not order:
            return {"messages": 0}
        last = len(order) - 1
        return {
            "messages": self.number,
            "mean_us": int(sum(order) / len(order) * 1_000_000),
            **{f"p{n}_us": int(order[last * n // 100] * 1_000_000) for n in (50, 95, 99)},
            "max_us": int(order[-1] * 1_000_000),
        }


@dataclass(slots=True, frozen=True)
class Outgoing:
    """An answer that waits for the commit; `order` is what shall go wrong with it."""

    connection: "Connection"
    body: bytes
    order: Order | None
    began: float


class Network:
    """Decides at once, keeps many decisions in one commit, and answers after it."""

    def __init__(
        self, dialect: Dialect, store: Store, faults: Faults, *, zone: bytes, daily_limit: int
    ) -> None:
        self.name = dialect.name
        self.dialect, self.store, self.faults, self.zone = dialect, store, faults, zone
        self.host = Host(dialect.name, store, daily_limit)
        self.connections: list[Connection] = []
        self.times = Times()
        self._waiting: list[Outgoing] = []
        self._stan = 0

    def now(self) -> datetime:
        """Return the moment by the network's clock."""
        return moment.now()

    def deal(self, connection: "Connection", message: Message, order: Order | None) -> None:
        """Decide a message of the bank, and answer it after the next commit."""
        began = time.perf_counter()
        try:
            body = self._stored(message)
            if body is None:
                body = self._decide(message, order)
            else:
                self.store.count(self.name, "repeats")
        except Malformed:
            self.store.count(self.name, "malformed")
            return
        except Exception:  # a fault of the program costs its messages, not the network
            logger.exception("%s: a message could not be dealt with", self.name)
            self.store.roll_back()
            self._waiting.clear()
            return
        self._waiting.append(Outgoing(connection, body, order, began))
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Commit, then send what was decided: nobody hears of what might be forgotten."""
        waiting, self._waiting = self._waiting, []
        try:
            self.store.commit()
        except Exception:  # what could not be kept is not answered; the bank repeats it
            logger.exception("%s: %d decisions could not be kept", self.name, len(waiting))
            self.store.roll_back()
            return
        for each in waiting:
            each.connection.answer(each.body, each.order)
            self.times.add(time.perf_counter() - each.began)

    def _stored(self, message: Message) -> bytes | None:
        row = self.store.one(
            "SELECT body FROM answer WHERE network = ? AND family = ? AND de7 = ? AND stan = ?"
            " AND acquirer = ? AND rrn = ?",
            *self._key(message),
        )
        return row["body"] if row else None

    def _decide(self, message: Message, order: Order | None) -> bytes:
        answer = self.host.answer(message, self.now())
        body = encode(answer, self.dialect, with_mac=True)
        self.store.run("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)", *self._key(message), body)
        if order and order.kind == "stand_in":
            self._stand_in(message.fields, answer.fields)
        return body

    def _key(self, message: Message) -> tuple[str, ...]:
        request = message.fields
        return (
            *(self.name, FAMILIES[message.mti], request.get(7, ""), request.get(11, "")),
            *(request.get(32, ""), request.get(37, "")),
        )

    # Advices: what was decided in a stead, told until it is acknowledged.

    def _stand_in(self, request: Mapping[int, str], answer: Mapping[int, str]) -> None:
        fields = {
            n: request[n]
            for n in (2, 3, 4, 12, 13, 14, 18, 22, 25, 32, 37, 41, 42, 43, 49)
            if n in request
        }
        fields.update({n: answer[n] for n in (4, 38, 39) if n in answer})
        fields[7], fields[11] = self.stamp()
        fields[90] = "0100" + request[11] + request[7] + request[32].zfill(11) + "0" * 11
        self.store.run(
            "INSERT INTO advice (network, de7, stan, acquirer, fields) VALUES (?, ?, ?, ?, ?)",
            *(self.name, fields[7], fields[11], fields.get(32, ""), json.dumps(fields)),
        )

    def stamp(self) -> tuple[str, str]:
        """Return DE7 and DE11 of a message of the network's own."""
        self._stan = self._stan % 999_999 + 1
        return self.now().strftime("%m%d%H%M%S"), f"{self._stan:06d}"

    def advices(self) -> list[Message]:
        """Return the advices that are not acknowledged, as 0120 first and 0121 after."""
        rows = self.store.all(
            "SELECT * FROM advice WHERE network = ? AND NOT acknowledged ORDER BY id", self.name
        )
        found = []
        for row in rows:
            fields = {int(number): value for number, value in json.loads(row["fields"]).items()}
            found.append(Message("0121" if row["sent"] else "0120", fields))
            self.store.run("UPDATE advice SET sent = sent + 1 WHERE id = ?", row["id"])
        self.store.commit()
        return found

    def acknowledge(self, answer: Mapping[int, str]) -> None:
        """Take the bank's 0130: the advice is not told again."""
        self.store.run(
            "UPDATE advice SET acknowledged = 1 WHERE network = ? AND de7 = ? AND stan = ?",
            *(self.name, answer.get(7, ""), answer.get(11, "")),
        )
        self.store.commit()

    def read(self, data: bytes) -> Message | None:
        """Return the message in `data`; None, and counted, where it is none."""
        try:
            return decode(data, self.dialect)
        except Malformed as error:
            logger.warning("%s: %s", self.name, error)
            self.store.count(self.name, "malformed")
            return None
