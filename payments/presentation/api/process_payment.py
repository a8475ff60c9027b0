"""POST /process_payment: the signed payment, with the answers it has always had."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import NAMESPACE_URL, uuid5

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from bankcore import clock
from bankcore.audit import public as audit
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.presentation import addresses, idempotency, limits
from bankcore.presentation.problems import MEDIA_TYPE, ProblemOutput
from payments import public as payments
from payments.presentation.api.serializers import ProcessPaymentInput

# What each refusal is called here, whatever else it is called elsewhere in the API.
_ANSWERS: dict[type[Exception], tuple[int, str]] = {
    identity.InvalidSignature: (400, "Invalid signature"),
    accounts.AccountNotFound: (404, "Account not found"),
    payments.CurrencyMismatch: (400, "Currency mismatch"),
    payments.InsufficientFunds: (400, "Insufficient funds"),
}


_REFUSED = (400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 503)


class ProcessPaymentOutput(serializers.Serializer[Any]):
    """`status` is success or error."""

    status = serializers.CharField()
    message = serializers.CharField()


class ProcessPaymentProblem(ProblemOutput):
    """Another refusal: a problem's fields, but that `status` is error, and `http_status` it."""

    status = serializers.CharField()  # type: ignore[assignment]
    http_status = serializers.IntegerField()
    message = serializers.CharField()


class ProcessPayment(APIView):
    """The signature is the authentication."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()  # a client that signed is counted as such, others by address

    @extend_schema(
        operation_id="process_payment",
        summary="Take a payment from an account, signed",
        request=ProcessPaymentInput,
        responses={
            200: ProcessPaymentOutput,
            400: ProcessPaymentOutput,
            404: ProcessPaymentOutput,
            **{(status, MEDIA_TYPE): ProcessPaymentProblem for status in _REFUSED},
        },
    )
    def post(self, request: Request) -> Response:
        asked = ProcessPaymentInput(data=request.data)
        asked.is_valid(raise_exception=True)
        now = clock.now()
        try:
            client = _client(request, now)
            identity.use_nonce(client=client, nonce=asked.validated_data["nonce"], now=now)
            payments.process_payment(
                account_id=asked.validated_data["account_id"],
                amount=asked.validated_data["money"],
                request=_request_key(request, client),
                actor=client.actor,
                now=now,
            )
        except tuple(_ANSWERS) as refusal:
            status, message = _ANSWERS[type(refusal)]
            return _answer(status, "error", message)
        return _answer(200, "success", "Payment processed successfully")

    def handle_exception(self, exc: Exception) -> Response:
        """Answer other refusals in this endpoint's own shape, beside the problem's fields."""
        response = super().handle_exception(exc)
        if isinstance(response.data, dict) and response.data.get("status") != "error":
            response.data = {
                **response.data,
                "http_status": response.data.get("status"),
                "status": "error",
                "message": response.data.get("detail", ""),
            }
        return response


def _client(request: Request, now: datetime) -> identity.Client:
    """Return the client that signed, if it calls from where it may for what is its customer's."""
    raw = request._request  # noqa: SLF001 - Django's own request
    address = addresses.address_of(raw)
    try:
        client = identity.check_signed(body=_body(request), now=now)
    except identity.InvalidSignature:
        limits.count_address(raw, address)
        raise
    terms, account_id = client.terms, _body(request)["account_id"]
    limits.count(
        raw,
        policy="client",
        name=f"client:{client.client_id}",
        rate_per_minute=terms.rate_per_minute,
        burst=terms.burst,
    )
    identity.check_client_address(client=client, address=address)
    if not identity.may_touch(client=client, name="account_id", value=account_id):
        audit.record_denied(
            url=request.path, object_id=str(account_id), actor=client.actor, now=now, why="POST"
        )
        message = "Account not found"
        raise accounts.AccountNotFound(message)
    return client


def _request_key(request: Request, client: identity.Client) -> ledger.RequestKey:
    """Return the key a payment happens once by: the header's if there is one, else the nonce.

    With the header, a retry signed anew (new nonce and time) is the same payment.
    """
    body = _body(request)
    payment = {name: body[name] for name in ("account_id", "amount", "currency")}
    if idempotency.HEADER in request.headers:
        key = idempotency.key_of(request, client_id=client.client_id)
    else:
        key = uuid5(NAMESPACE_URL, f"nonce:{client.client_id}:{body['nonce']}")
    return ledger.RequestKey(ledger.KeySource.API, key, idempotency.hash_of(request, payment))


def _body(request: Request) -> dict[str, Any]:
    return cast("dict[str, Any]", request.data)


def _answer(status: int, word: str, message: str) -> Response:
    return Response({"status": word, "message": message}, status=status)
