"""Exchange: rates, quotes, and the orders that take them."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bankcore import clock
from bankcore.ledger import public as ledger
from bankcore.presentation import idempotency
from bankcore.presentation.api import callers, documentation
from bankcore.presentation.api.fields import validated
from bankcore.presentation.problems import MEDIA_TYPE, ProblemOutput
from payments import public as payments
from payments.presentation.api import exchange_serializers as serializers


class RateList(APIView):
    scopes = {"GET": "exchange:read"}

    @documentation.read(
        answers=serializers.RatesOutput,
        operation_id="fx_rates_list",
        summary="Read the euro exchange rates that count on a day",
        parameters=[serializers.RatesQuery],
    )
    def get(self, request: Request) -> Response:
        asked = serializers.RatesQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        day = asked.validated_data.get("day") or ledger.business_date()
        found = {"day": day, "base": payments.BASE, "rates": payments.fx_rates_of_day(day=day)}
        return Response(serializers.RatesOutput(found).data)


class QuoteList(APIView):
    scopes = {"POST": "exchange:write"}

    @extend_schema(
        operation_id="fx_quotes_create",
        summary="Ask what an exchange would cost; nothing is booked, and no key is needed",
        request=serializers.QuoteInput,
        responses={
            201: serializers.QuoteOutput,
            **{
                (status, MEDIA_TYPE): OpenApiResponse(ProblemOutput, description=text)
                for status, text in {
                    400: "The request is malformed, or the amount too small.",
                    401: "No valid API key.",
                    404: "No such account.",
                    409: "The bank has no rate, or the accounts are not of one customer.",
                }.items()
            },
        },
    )
    def post(self, request: Request) -> Response:
        values = validated(serializers.QuoteInput, request.data)
        order = payments.ExchangeOrder(
            sell_account_id=values["sell_account_id"],
            buy_account_id=values["buy_account_id"],
            amount=values["money"],
            fixed=payments.FixedSide(values["fixed"]),
        )
        offered = payments.quote_exchange(
            order=order, actor=callers.actor_of(request), now=clock.now()
        )
        return Response(serializers.QuoteOutput(offered).data, status=201)


class QuoteDetail(APIView):
    scopes = {"GET": "exchange:read"}

    @documentation.read(
        answers=serializers.QuoteOutput, operation_id="fx_quotes_read", summary="Read a quote"
    )
    def get(self, request: Request, quote_id: UUID) -> Response:
        del request
        found = payments.get_exchange_quote(quote_id=quote_id)
        return Response(serializers.QuoteOutput(found).data)


class OrderList(APIView):
    scopes = {"POST": "exchange:write"}

    @documentation.write(
        takes=serializers.OrderInput,
        answers=serializers.OrderOutput,
        operation_id="fx_orders_create",
        summary="Execute a quote, exactly as quoted and at once",
    )
    def post(self, request: Request) -> Response:
        key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        values = validated(serializers.OrderInput, request.data)
        body = cast("dict[str, Any]", request.data)
        done = payments.execute_exchange(
            quote_id=values["quote_id"],
            request=ledger.RequestKey(
                ledger.KeySource.API, key, idempotency.hash_of(request, body)
            ),
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        headers = {idempotency.REPLAYED: "true"} if done.replayed else {}
        return Response(serializers.OrderOutput(done).data, status=201, headers=headers)


class OrderDetail(APIView):
    scopes = {"GET": "exchange:read"}

    @documentation.read(
        answers=serializers.OrderOutput, operation_id="fx_orders_read", summary="Read an exchange"
    )
    def get(self, request: Request, transaction_id: int) -> Response:
        del request
        found = payments.get_exchange(transaction_id=transaction_id)
        return Response(serializers.OrderOutput(found).data)
