"""What every POST of the merchants' API goes through: a key, and an answer that is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from bankcore import clock
from bankcore.actor import Actor
from bankcore.presentation import idempotency
from bankcore.presentation.api import callers
from bankcore.presentation.api.fields import validated
from payments.gateway.domain.views import MerchantRef
from payments.gateway.presentation.api import lists
from payments.gateway.presentation.api.errors import declined
from payments.gateway.services import merchants, requests

_QUOTED: Final = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_BARE: Final = re.compile(r'(?!")[\x21-\x7e]{1,255}')
_LONGEST: Final = 255
_SECRET: Final = "cvc"  # noqa: S105 - a field's name: what it holds is kept nowhere
V = TypeVar("V")


class CardDeclined(Exception):
    """The payer's bank has declined: the answer is a 402, and is kept."""

    def __init__(self, *, body: dict[str, Any], object_id: str) -> None:
        super().__init__(object_id)
        self.body, self.object_id = body, object_id


def decline(*, code: str, message: str, cure: str, intent: Mapping[str, Any]) -> CardDeclined:
    """Return what to raise for a payment that was declined."""
    body = declined(code=code, message=message, cure=cure, payment_intent=intent)
    return CardDeclined(body=body, object_id=str(intent["id"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One request to work on: what it says, who sent it, and the id of what it makes."""

    values: dict[str, Any]
    merchant: MerchantRef
    actor: Actor
    request_id: UUID

    def shown(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return a body with what the request asked for shown whole."""
        return lists.expanded(
            body, self.values.get("expand", ()), merchant=self.merchant, actor=self.actor
        )


Method = Callable[..., dict[str, Any]]


def once(takes: type[Serializer[Any]]) -> Callable[[Method], Callable[..., HttpResponse]]:
    """Let a view's method do what it does once for each Idempotency-Key.

    The method gets `work` and the ids of the address, and returns the answer's body, of which `id`
    is what it made or changed. What is refused before the key is taken is not kept; nor is what
    raises after, unless something was made.
    """

    def decorate(method: Method) -> Callable[..., HttpResponse]:
        @wraps(method)
        def run(view: Any, request: Request, **ids: str) -> HttpResponse:
            key = key_of(request)
            body = plain(request.data) if request.method == "POST" else {}
            values = validated(takes, body)
            merchant = merchants.of_client(callers.caller_of(request).client_id)
            begun = requests.begin(
                client_id=callers.caller_of(request).client_id,
                key=key,
                content=idempotency.hash_of(request, _without_secrets(body)).hex(),
                now=clock.now(),
            )
            if begun.answer is not None:
                return _answer(begun.answer, replayed=True)
            work = Work(
                values=values,
                merchant=merchant,
                actor=callers.actor_of(request),
                request_id=begun.public_id,
            )
            return _answer(_work(begun, lambda: method(view, work, **ids)), replayed=False)

        run.takes = takes  # type: ignore[attr-defined]  # read by the schema
        return run

    return decorate


def key_of(request: Request) -> str:
    """Return the request's Idempotency-Key, quoted as a structured field's string or bare.

    A DELETE may come without one, as Stripe's clients send it. Raises IdempotencyKeyMissing.
    """
    given = request.headers.get(idempotency.HEADER, "").strip()
    if not given and request.method == "DELETE":
        return str(uuid4())
    quoted = _QUOTED.fullmatch(given)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else given
    if not key or len(key) > _LONGEST or not (quoted or _BARE.fullmatch(key)):
        message = "The Idempotency-Key header is missing or not usable."
        raise idempotency.IdempotencyKeyMissing(message)
    return key


def plain(data: Any) -> dict[str, Any]:
    """Return a body as a dictionary; DRF gives an empty one as its own kind."""
    return data if isinstance(data, dict) and type(data) is dict else dict(data or {})


def _without_secrets(body: Any) -> Any:
    if isinstance(body, Mapping):
        return {name: _without_secrets(value) for name, value in body.items() if name != _SECRET}
    return [_without_secrets(each) for each in body] if isinstance(body, list) else body


def _work(begun: requests.Begun, work: Callable[[], dict[str, Any]]) -> requests.Answer:
    try:
        body, status = work(), 200
        object_id = str(body["id"])
    except CardDeclined as refused:
        body, status, object_id = refused.body, 402, refused.object_id
    except BaseException:
        requests.let_go(begun=begun, now=clock.now())
        raise
    answer = requests.Answer(status=status, body=json.dumps(body))
    requests.finish(begun=begun, answer=answer, object_id=object_id, now=clock.now())
    return answer


def _answer(answer: requests.Answer, *, replayed: bool) -> HttpResponse:
    is_problem = answer.status >= 400
    response = HttpResponse(
        answer.body,
        status=answer.status,
        content_type="application/problem+json" if is_problem else "application/json",
    )
    if replayed:
        response.headers[idempotency.REPLAYED] = "true"
    return response
