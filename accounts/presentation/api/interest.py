"""Interest of an account, and term deposits."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from accounts.presentation.api import interest_serializers as serializers
from bankcore import clock
from bankcore.ledger import public as ledger
from bankcore.presentation import idempotency
from bankcore.presentation.api import callers, documentation

# What breaking a deposit opened by the API costs: ninety days of its interest.
_PENALTY = accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=90)


class AccountInterest(APIView):
    scopes = {"GET": "accounts:read"}

    @documentation.read(
        answers=serializers.InterestOutput,
        operation_id="accounts_interest",
        summary="Read what an account accrues and what was posted",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        del request
        found = accounts.interest_of(account_id=account_id)
        return Response(serializers.InterestOutput(found).data)


class TermDepositList(APIView):
    scopes = {"POST": "deposits:write"}

    @documentation.write(
        takes=serializers.TermDepositInput,
        answers=serializers.TermDepositOutput,
        operation_id="term_deposits_create",
        summary="Open a term deposit at the product's rate",
    )
    def post(self, request: Request) -> Response:
        key = _request_key(request)
        asked = serializers.TermDepositInput(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        order = accounts.DepositOrder(
            funding_account_id=values["funding_account_id"],
            payout_account_id=values.get("payout_account_id"),
            amount=values["money"],
            term=values["term"],
            instruction=accounts.MaturityInstruction(values["instruction"]),
            penalty=_PENALTY,
        )
        opened = accounts.open_deposit(
            order=order, request=key, actor=callers.actor_of(request), now=clock.now()
        )
        return Response(serializers.TermDepositOutput(opened).data, status=201)


class TermDepositDetail(APIView):
    scopes = {"GET": "deposits:read"}

    @documentation.read(
        answers=serializers.TermDepositOutput,
        operation_id="term_deposits_read",
        summary="Read a term deposit",
    )
    def get(self, request: Request, deposit_id: UUID) -> Response:
        del request
        found = accounts.get_deposit(deposit_id=deposit_id)
        return Response(serializers.TermDepositOutput(found).data)


class TermDepositBreakQuote(APIView):
    scopes = {"GET": "deposits:read"}

    @documentation.read(
        answers=serializers.BreakQuoteOutput,
        operation_id="term_deposits_quote_break",
        summary="Read what breaking a term deposit today would come to",
    )
    def get(self, request: Request, deposit_id: UUID) -> Response:
        del request
        quote = accounts.quote_deposit_break(deposit_id=deposit_id)
        return Response(serializers.BreakQuoteOutput(quote).data)


class TermDepositBreak(APIView):
    scopes = {"POST": "deposits:write"}

    @documentation.write(
        takes=serializers.BreakInput,
        answers=serializers.TermDepositOutput,
        operation_id="term_deposits_break",
        summary="Break a term deposit today, at the price that the quote tells",
    )
    def post(self, request: Request, deposit_id: UUID) -> Response:
        key = _request_key(request)
        serializers.BreakInput(data=request.data).is_valid(raise_exception=True)
        ended = accounts.break_deposit(
            deposit_id=deposit_id, request=key, actor=callers.actor_of(request), now=clock.now()
        )
        return Response(serializers.TermDepositOutput(ended).data, status=201)


def _request_key(request: Request) -> ledger.RequestKey:
    key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
    body = cast("dict[str, Any]", request.data)
    return ledger.RequestKey(ledger.KeySource.API, key, idempotency.hash_of(request, body))
