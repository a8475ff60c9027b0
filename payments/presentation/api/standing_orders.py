"""Giving, changing and calling off standing orders and scheduled payments."""

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
from bankcore.presentation.api import callers, documentation, versions
from payments import public as payments
from payments.presentation.api import orders_serializers as serializers

# Payments of an order come by themselves: they are no change of it.
_NOT_CHANGED = ("executions",)


def _told(order: payments.StandingOrderView) -> dict[str, Any]:
    return dict(serializers.StandingOrderOutput(order).data)


class StandingOrderList(APIView):
    scopes = {"GET": "orders:read", "POST": "orders:write"}

    @documentation.read(
        answers=serializers.StandingOrderPageOutput,
        operation_id="standing_orders_list",
        parameters=[serializers.StandingOrderListInput],
        summary="List an account's standing orders, newest first",
    )
    def get(self, request: Request) -> Response:
        asked = serializers.StandingOrderListInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        items = payments.standing_orders_of_account(account_id=asked.validated_data["account_id"])
        return Response(serializers.StandingOrderPageOutput({"items": items}).data)

    @documentation.write(
        takes=serializers.StandingOrderInput,
        answers=serializers.StandingOrderOutput,
        operation_id="standing_orders_create",
        summary="Give a standing order, or schedule one payment (unit ONCE)",
    )
    def post(self, request: Request) -> Response:
        key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        asked = serializers.StandingOrderInput(data=request.data)
        asked.is_valid(raise_exception=True)
        order = payments.create_standing_order(
            terms=asked.terms(),
            request=ledger.RequestKey(
                ledger.KeySource.API,
                key,
                idempotency.hash_of(request, cast("dict[str, Any]", request.data)),
            ),
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        headers = {idempotency.REPLAYED: "true"} if order.replayed else {}
        return Response(serializers.StandingOrderOutput(order).data, status=201, headers=headers)


class StandingOrderDetail(APIView):
    scopes = {"GET": "orders:read", "PATCH": "orders:write"}

    @documentation.read(
        answers=serializers.StandingOrderOutput,
        operation_id="standing_orders_read",
        summary="Read a standing order with its latest dates",
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        del request
        found = payments.get_standing_order(order_id=order_id)
        return versions.answer(_told(found), without=_NOT_CHANGED)

    @documentation.amend(
        answers=serializers.StandingOrderOutput,
        operation_id="standing_orders_change",
        request=serializers.StandingOrderChangeInput,
        summary="Change a standing order from its next date on",
    )
    def patch(self, request: Request, order_id: UUID) -> Response:
        asked = serializers.StandingOrderChangeInput(data=request.data)
        asked.is_valid(raise_exception=True)
        changed = payments.change_standing_order(
            order_id=order_id,
            wanted=asked.change(),
            expected=versions.expected(request, _told, without=_NOT_CHANGED),
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        return versions.answer(_told(changed), without=_NOT_CHANGED)


class StandingOrderAct(APIView):
    """One thing done to an order. Sent twice, it is done once."""

    scopes = {"POST": "orders:write"}
    act: ClassVar[Callable[..., payments.StandingOrderView]]

    def post(self, request: Request, order_id: UUID) -> Response:
        done = type(self).act(order_id=order_id, actor=callers.actor_of(request), now=clock.now())
        return Response(serializers.StandingOrderOutput(done).data)


@extend_schema_view(
    post=documentation.act(
        answers=serializers.StandingOrderOutput,
        operation_id="standing_orders_pause",
        request=None,
        summary="Pay nothing until the order is resumed",
    )
)
class StandingOrderPause(StandingOrderAct):
    act = staticmethod(payments.pause_standing_order)


@extend_schema_view(
    post=documentation.act(
        answers=serializers.StandingOrderOutput,
        operation_id="standing_orders_resume",
        request=None,
        summary="Pay again from the next date on",
    )
)
class StandingOrderResume(StandingOrderAct):
    act = staticmethod(payments.resume_standing_order)


@extend_schema_view(
    post=documentation.act(
        answers=serializers.StandingOrderOutput,
        operation_id="standing_orders_cancel",
        request=None,
        summary="Call a standing order off",
    )
)
class StandingOrderCancel(StandingOrderAct):
    act = staticmethod(payments.cancel_standing_order)
