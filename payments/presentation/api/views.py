"""Ordering movements, and looking them up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bankcore import clock
from bankcore.ledger import public as ledger
from bankcore.presentation import idempotency
from bankcore.presentation.api import callers, documentation
from bankcore.presentation.api.fields import validated, written
from payments import public as payments
from payments.presentation.api import serializers


class MovementDetail(APIView):
    """One movement of one kind."""

    scopes = {"GET": "payments:read"}
    kind: ClassVar[payments.MovementKind]

    def get(self, request: Request, transaction_id: int) -> Response:
        del request
        found = payments.get_movement(transaction_id=transaction_id, kind=self.kind)
        return Response(self.told(found))

    def told(self, found: payments.Movement) -> dict[str, Any]:
        """Return what the answer says."""
        return dict(serializers.MovementOutput(found).data)


@extend_schema_view(
    get=documentation.read(
        answers=serializers.MovementOutput, operation_id="transfers_read", summary="Read a transfer"
    )
)
class TransferDetail(MovementDetail):
    kind = payments.MovementKind.TRANSFER


@extend_schema_view(
    get=documentation.read(
        answers=serializers.MovementOutput, operation_id="deposits_read", summary="Read a deposit"
    )
)
class DepositDetail(MovementDetail):
    kind = payments.MovementKind.DEPOSIT


@extend_schema_view(
    get=documentation.read(
        answers=serializers.MovementOutput,
        operation_id="withdrawals_read",
        summary="Read a withdrawal",
    )
)
class WithdrawalDetail(MovementDetail):
    kind = payments.MovementKind.WITHDRAWAL


@extend_schema_view(
    get=documentation.read(
        answers=serializers.PaymentOutput, operation_id="payments_read", summary="Read a payment"
    )
)
class PaymentDetail(MovementDetail):
    kind = payments.MovementKind.PAYMENT

    def told(self, found: payments.Movement) -> dict[str, Any]:
        return _payment(found)


class TransferList(APIView):
    scopes = {"POST": "payments:write"}

    @documentation.write(
        takes=serializers.TransferInput,
        answers=serializers.MovementOutput,
        later=serializers.HeldPaymentOutput,
        operation_id="transfers_create",
        summary="Transfer money between two accounts, at once",
    )
    def post(self, request: Request) -> Response:
        key = _request_key(request)
        values = validated(serializers.TransferInput, request.data)
        order = payments.TransferOrder(
            debit_account_id=values["debit_account_id"],
            credit_account_id=values["credit_account_id"],
            amount=values["money"],
            narrative=values["narrative"],
        )
        return _booked(
            lambda: payments.submit_transfer(
                order=order, request=key, actor=callers.actor_of(request), now=clock.now()
            )
        )


class DepositList(APIView):
    scopes = {"POST": "payments:write"}

    @documentation.write(
        takes=serializers.CashInput,
        answers=serializers.MovementOutput,
        operation_id="deposits_create",
        summary="Pay cash into an account",
    )
    def post(self, request: Request) -> Response:
        key = _request_key(request)
        order = _cash_order(request)
        return _booked(
            lambda: payments.deposit(
                order=order, request=key, actor=callers.actor_of(request), now=clock.now()
            )
        )


class WithdrawalList(APIView):
    scopes = {"POST": "payments:write"}

    @documentation.write(
        takes=serializers.CashInput,
        answers=serializers.MovementOutput,
        later=serializers.HeldPaymentOutput,
        operation_id="withdrawals_create",
        summary="Pay cash out of an account",
    )
    def post(self, request: Request) -> Response:
        key = _request_key(request)
        order = _cash_order(request)
        return _booked(
            lambda: payments.withdraw(
                order=order, request=key, actor=callers.actor_of(request), now=clock.now()
            )
        )


class PaymentList(APIView):
    scopes = {"POST": "payments:write"}

    @documentation.write(
        takes=serializers.PaymentInput,
        answers=serializers.PaymentOutput,
        later=serializers.HeldPaymentOutput,
        operation_id="payments_create",
        summary="Pay to an account at another bank: the money goes into clearing at once",
    )
    def post(self, request: Request) -> Response:
        key = _request_key(request)
        values = validated(serializers.PaymentInput, request.data)
        order = payments.PaymentOrder(
            account_id=values["account_id"],
            amount=values["money"],
            creditor_iban=values["creditor_iban"],
            creditor_name=values["creditor_name"],
            remittance=values["remittance"],
            is_instant=values["instant"],
        )
        return _booked(
            lambda: payments.submit_payment(
                order=order, request=key, actor=callers.actor_of(request), now=clock.now()
            ),
            _payment,
        )


class HeldPaymentDetail(APIView):
    """What has become of a payment that the bank looked at."""

    scopes = {"GET": "payments:read"}

    @documentation.read(
        answers=serializers.HeldPaymentOutput,
        operation_id="held_payments_read",
        summary="Read a payment that the bank is looking at",
    )
    def get(self, request: Request, held_payment_id: UUID) -> Response:
        del request
        found = payments.get_held_payment(held_id=held_payment_id)
        if found.undo_until is not None:  # it waits for its payer alone
            message = "There is no such held payment."
            raise payments.HeldPaymentNotFound(message)
        return Response(serializers.HeldPaymentOutput(found).data)


def _cash_order(request: Request) -> payments.CashOrder:
    values = validated(serializers.CashInput, request.data)
    return payments.CashOrder(
        account_id=values["account_id"], amount=values["money"], narrative=values["narrative"]
    )


def _request_key(request: Request) -> ledger.RequestKey:
    key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
    body = cast("dict[str, Any]", request.data)
    return ledger.RequestKey(ledger.KeySource.API, key, idempotency.hash_of(request, body))


def _payment(movement: payments.Movement) -> dict[str, Any]:
    """Return a payment to another bank with how far it has come."""
    found = payments.payment_status_of(transaction_id=movement.transaction_id)
    return {
        **serializers.MovementOutput(movement).data,
        "instant": found is not None and found.is_instant,
        "status": None if found is None else found.progress.value,
    }


def _told(movement: payments.Movement) -> dict[str, Any]:
    return written(serializers.MovementOutput, movement)


def _booked(
    order: Callable[[], payments.Movement],
    tell: Callable[[payments.Movement], dict[str, Any]] = _told,
) -> Response:
    """Return the answer to an order: booked (201), or that the bank is looking at it (202)."""
    try:
        movement = order()
    except payments.PaymentHeld as waiting:
        headers = {idempotency.REPLAYED: "true"} if waiting.replayed else {}
        held = serializers.HeldPaymentOutput(waiting.held).data
        return Response(held, status=202, headers=headers)
    headers = {idempotency.REPLAYED: "true"} if movement.replayed else {}
    return Response(tell(movement), status=201, headers=headers)
