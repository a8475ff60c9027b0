"""Requests that a client signs whole: method, address, query, body, time and a nonce."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import message_signatures as rfc9421
from bankcore.identity.domain.api_clients import Client
from bankcore.identity.domain.message_signatures import Message, Signature
from bankcore.identity.repositories import api_clients, credentials
from bankcore.identity.services.api_clients import SIGNATURE_LIFETIME

_ALWAYS: Final = ("@method", "@path", "@query")
# Covered where the request has them: they say what is done, and how often.
_WHERE_THERE: Final = ("content-digest", "content-type", "idempotency-key")
_SHORTEST_NONCE: Final = 8
_LONGEST_NONCE: Final = 80


class RequestNotSigned(BankError):
    """The request is not signed, signed otherwise, altered, too old, or was sent before."""

    code = "request_not_signed"
    cure = "Sign every request anew as docs/signatures.md says, with a new nonce and the time now."
    status = 401


def check(
    *, client: Client, message: Message, signature_input: str, signature: str, now: datetime
) -> None:
    """Let a request pass that its client signed, once; raises RequestNotSigned.

    It holds for five minutes to either side of its time. A refusal is in the audit trail.
    """
    try:
        _check(client, message, _parsed(signature_input, signature), now)
    except RequestNotSigned as refusal:
        _record(client=client, message=message, why=refusal.message, now=now)
        raise


def _parsed(signature_input: str, signature: str) -> Signature:
    if not signature_input:
        message = "This client signs every request, and this one is not signed."
        raise RequestNotSigned(message)
    try:
        return rfc9421.parse(signature_input=signature_input, signature=signature)
    except rfc9421.NotWellFormed as error:
        raise RequestNotSigned(str(error)) from None


def _check(client: Client, message: Message, signed: Signature, now: datetime) -> None:
    _check_coverage(message, signed)
    _check_time(signed, now)
    secret = credentials.secret_named(secret_id=str(signed.parameters.get("keyid")), now=now)
    if secret is None or secret.client.pk != client.pk:
        raise RequestNotSigned(_because("its keyid names no good signing secret of the client"))
    try:
        right = rfc9421.is_right(message, signed, secret=bytes(secret.secret))
    except rfc9421.NotWellFormed as error:
        raise RequestNotSigned(str(error)) from None
    if not right:
        raise RequestNotSigned(_because("the signature is not that of this request"))
    if message.body and not rfc9421.is_digest_of(
        message.headers.get("content-digest", ""), message.body
    ):
        raise RequestNotSigned(_because("Content-Digest is not that of the body"))
    _use_nonce(client=client, nonce=str(signed.parameters["nonce"]), now=now)


def _check_coverage(message: Message, signed: Signature) -> None:
    needed = [*_ALWAYS, *(name for name in _WHERE_THERE if name in message.headers)]
    if message.body and "content-digest" not in needed:
        raise RequestNotSigned(_because("it has a body and no Content-Digest"))
    missing = [name for name in needed if name not in signed.components]
    if missing:
        raise RequestNotSigned(_because(f"the signature does not cover {missing[0]}"))
    if signed.parameters.get("alg", rfc9421.ALGORITHM) != rfc9421.ALGORITHM:
        raise RequestNotSigned(_because(f"its alg is not {rfc9421.ALGORITHM}"))
    nonce = signed.parameters.get("nonce")
    if not isinstance(nonce, str) or not _SHORTEST_NONCE <= len(nonce) <= _LONGEST_NONCE:
        raise RequestNotSigned(_because("it has no nonce of 8 to 80 characters"))


def _check_time(signed: Signature, now: datetime) -> None:
    created, expires = (signed.parameters.get(name) for name in ("created", "expires"))
    if not isinstance(created, int):
        raise RequestNotSigned(_because("it does not say when it was created"))
    try:
        off = abs(now - datetime.fromtimestamp(created, UTC))
    except (OverflowError, ValueError, OSError):
        raise RequestNotSigned(_because("its time is no time")) from None
    if off > SIGNATURE_LIFETIME or (isinstance(expires, int) and expires < now.timestamp()):
        raise RequestNotSigned(_because("it is of another time"))


@use_case
def _use_nonce(*, client: Client, nonce: str, now: datetime) -> None:
    if not api_clients.use_nonce(client_id=client.pk, nonce=nonce, now=now):
        raise RequestNotSigned(_because("its nonce was used before"))


@use_case
def _record(*, client: Client, message: Message, why: str, now: datetime) -> None:
    audit.record(
        actor=client.actor,
        action="identity.request.refused",
        subject=f"client:{client.client_id}",
        detail={"method": message.method, "path": message.path[:200], "why": why[:200]},
        at=now,
    )


def _because(why: str) -> str:
    return f"The request is not accepted: {why}."
