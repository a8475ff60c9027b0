"""The cardholders' banks asking their customers (docs/gateway/authentication.md)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from bankcore.counterparties.card_network.store import Store

_MOST_TRIES = 3
_VALUE_BYTES = 20
_CONFIRMED = {"visa": "05", "mastercard": "02"}
_NOT_CONFIRMED = {"visa": "07", "mastercard": "00"}


class NotGenuine(ValueError):
    """The text was not signed by the bank for this network, or is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the gateway asks about: an amount in minor units, until Unix seconds."""

    id: str
    network: str
    amount_minor: int
    currency: str
    merchant: str
    last4: str
    expires: int
    back: str


class Challenges:
    """Questions of one network, each decided once, with the same code and value every time."""

    def __init__(self, network: str, store: Store, *, zone: bytes) -> None:
        self._network, self._store = network, store
        self._key = hmac.digest(zone, f"authentication:{network}".encode(), hashlib.sha256)

    def opened(self, text: str) -> Asked:
        """Return the request in a signed text, new in the store or known; raises NotGenuine."""
        body, _, given = text.partition(".")
        if not hmac.compare_digest(self._signature("request", body), given):
            message = "The request was not signed by the bank."
            raise NotGenuine(message)
        asked = Asked(**json.loads(_decoded(body)))
        if asked.network != self._network:
            message = f"The request is for {asked.network}."
            raise NotGenuine(message)
        self._store.run(
            "INSERT OR IGNORE INTO challenge (id, network, amount, currency, last4)"
            " VALUES (?, ?, ?, ?, ?)",
            *(asked.id, asked.network, asked.amount_minor, asked.currency, asked.last4),
        )
        self._store.commit()
        return asked

    def code(self, asked: str) -> str:
        """Return the one-time code that the cardholder's phone is sent for this question."""
        made = hmac.digest(self._key, f"code.{asked}".encode(), hashlib.sha256)
        return f"{int.from_bytes(made[:4], 'big') % 1_000_000:06d}"

    def answer(self, asked: Asked, *, code: str | None, now: int) -> None:
        """Take the cardholder's answer: a code, or None for no. What is decided stays."""
        row = self._row(asked)
        if row["state"] != "ASKED":
            return
        tries = row["tries"] + 1
        in_time = now < asked.expires
        if in_time and code is not None and hmac.compare_digest(self.code(asked.id), code.strip()):
            state = "CONFIRMED"
        else:
            state = "ASKED" if code is not None and in_time and tries < _MOST_TRIES else "REFUSED"
        value = self._value(asked) if state == "CONFIRMED" else None
        self._store.run(
            "UPDATE challenge SET state = ?, tries = ?, value = ? WHERE id = ? AND network = ?",
            *(state, tries, value, asked.id, self._network),
        )
        self._store.commit()

    def tries_left(self, asked: Asked) -> int:
        """Return how often a code may still be given."""
        return _MOST_TRIES - int(self._row(asked)["tries"])

    def result(self, asked: Asked) -> str | None:
        """Return the signed result; None where the cardholder has not answered yet."""
        row = self._row(asked)
        if row["state"] == "ASKED":
            return None
        confirmed = row["state"] == "CONFIRMED"
        told = {
            "id": asked.id,
            "status": "Y" if confirmed else "N",
            "eci": (_CONFIRMED if confirmed else _NOT_CONFIRMED)[self._network],
            "value": row["value"] or "",
        }
        body = _encoded(json.dumps(told).encode())
        return f"{body}.{self._signature('result', body)}"

    def _row(self, asked: Asked) -> Row:
        row = self._store.one(
            "SELECT * FROM challenge WHERE id = ? AND network = ?", asked.id, self._network
        )
        assert row is not None  # noqa: S101 - opened before
        return row

    def _value(self, asked: Asked) -> str:
        made = hmac.digest(self._key, f"value.{asked.id}".encode(), hashlib.sha256)
        return base64.b64encode(made[:_VALUE_BYTES]).decode()

    def _signature(self, purpose: str, body: str) -> str:
        return _encoded(hmac.digest(self._key, f"{purpose}.{body}".encode(), hashlib.sha256))

    def told(self) -> list[dict[str, Any]]:
        """Return every question with its code, as the cardholders' phones have it."""
        rows = self._store.all(
            "SELECT * FROM challenge WHERE network = ? ORDER BY rowid", self._network
        )
        return [
            {"id": row["id"], "state": row["state"], "code": self.code(row["id"])} for row in rows
        ]


def take(store: Store, network: str, request: Mapping[int, str]) -> bool | None:
    """Use an authorisation's value up; None where it brings none, False where that is no good."""
    value = subelements(request.get(48, "")).get("43")
    if value is None:
        return None
    row = store.one(
        "SELECT * FROM challenge WHERE network = ? AND value = ? AND NOT used", network, value
    )
    if row is None:
        return False
    fits = (
        row["last4"] == request[2][-4:]
        and row["currency"] == request[49]
        and int(request[4]) <= row["amount"]
    )
    if fits:
        store.run("UPDATE challenge SET used = 1 WHERE id = ? AND network = ?", row["id"], network)
    return bool(fits)


def subelements(text: str) -> dict[str, str]:
    """Return DE48's sub-elements: two digits of tag, two of length, and the value."""
    found, at = {}, 0
    while at + 4 <= len(text) and text[at : at + 4].isdecimal():
        end = at + 4 + int(text[at + 2 : at + 4])
        found[text[at : at + 2]] = text[at + 4 : end]
        at = end
    return found


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
