"""Events as they may come, one of each type: of the schema, and of what is declared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.developers.services import description
from bankcore.errors import BankError
from payments.webhooks import public as webhooks

_SETTLED = ("transaction_id", "amount", "currency")
_ACCOUNT = "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"


class SampleNotFound(BankError):
    """There is no event of this type."""

    code = "event_type_not_found"
    cure = "Take a type from the catalogue of events, /developers/events/."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An event of one type: when it is told, and of what; `scope` is what a program needs."""

    type: str
    when: str
    object: Mapping[str, Any]
    scope: str = ""

    @property
    def shown(self) -> str:
        """Return the object as JSON, for people."""
        return json.dumps(self.object, indent=2)


@cache
def of_merchants() -> tuple[Sample, ...]:
    """Return the events that merchants are told of."""
    return tuple(_of_schema(name, told["post"]) for name, told in _webhooks().items())


@cache
def of_clients() -> tuple[Sample, ...]:
    """Return the events that programs of /api/v1 are told of."""
    catalogue = import_string(settings.OUTBOX_EVENTS)
    found = [
        _of_declared(told, meaning=declared.meaning, payload=declared.example)
        for name, told in webhooks.TOLD.items()
        for declared in [catalogue.newest(name)]
    ]
    booked = catalogue.newest("payments.payment_booked").example
    settled = {"account_id": _ACCOUNT, **{name: booked[name] for name in _SETTLED}}
    found.append(
        _of_declared(
            webhooks.PAYMENT_COMPLETED,
            meaning="A payment was settled with the other banks.",
            payload=settled,
        )
    )
    return tuple(sorted(found, key=lambda each: each.type))


def of_type(type: str) -> Sample:  # noqa: A002 - as the wire calls it
    """Return the sample of a type; raises SampleNotFound."""
    for each in (*of_clients(), *of_merchants()):
        if each.type == type:
            return each
    message = f"There is no event {type[:80]}."
    raise SampleNotFound(message)


def _webhooks() -> Mapping[str, Any]:
    told: Mapping[str, Any] = description.schema()["webhooks"]
    return told


def _of_schema(name: str, operation: Mapping[str, Any]) -> Sample:
    example = operation["requestBody"]["content"]["application/json"]["example"]
    told = example["data"]["object"]
    return Sample(
        type=name,
        when=operation["summary"],
        object={**told, "livemode": False} if "livemode" in told else told,
    )


def _of_declared(told: webhooks.Told, *, meaning: str, payload: Mapping[str, Any]) -> Sample:
    fields = {name: value for name, value in payload.items() if name not in webhooks.BANKS_OWN}
    about = {"id": str(payload[told.id_field]), "object": told.object, "livemode": False}
    return Sample(type=told.type, when=meaning, object={**fields, **about}, scope=told.scope)
