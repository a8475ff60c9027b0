"""An account's use: limits, fees, mandates, overdraft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from accounts.presentation.api import use_serializers as serializers
from bankcore import clock
from bankcore.ledger import public as ledger
from bankcore.presentation.api import callers, documentation
from bankcore.presentation.api.fields import validated


class AccountLimits(APIView):
    scopes = {"GET": "accounts:read"}

    @documentation.read(
        answers=serializers.LimitsOutput,
        operation_id="accounts_limits",
        summary="Read an account's limits and what is used of them",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        del request
        found = accounts.limits_of_account(account_id=account_id)
        return Response(serializers.LimitsOutput(found).data)


class AccountFees(APIView):
    scopes = {"GET": "accounts:read"}

    @documentation.read(
        answers=serializers.FeePageOutput,
        operation_id="accounts_fees",
        parameters=[serializers.FeeListInput],
        summary="List an account's fees, newest first",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        values = validated(serializers.FeeListInput, request.query_params.dict())
        items, next_before = accounts.page_of_fees(
            account_id=account_id, before=values.get("before"), limit=values["limit"]
        )
        page = {"items": items, "next_before": next_before}
        return Response(serializers.FeePageOutput(page).data)


class AccountMandates(APIView):
    scopes = {"GET": "accounts:read", "POST": "accounts:write"}

    @documentation.read(
        answers=serializers.AccountUseOutput,
        operation_id="accounts_mandates",
        summary="Read who may use an account today",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        del request
        return _use(account_id)

    @documentation.change(
        takes=serializers.MandateInput,
        answers=serializers.AccountUseOutput,
        operation_id="accounts_mandates_create",
        summary="Give a customer a mandate on an account, or make it a joint holder",
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        values = validated(serializers.MandateInput, request.data)
        right = {name: values[name] for name in ("customer_id", "valid_from", "valid_to")}
        who_when: dict[str, Any] = {"actor": callers.actor_of(request), "now": clock.now()}
        if values["role"] == "joint":
            accounts.add_holder(account_id=account_id, **right, **who_when)
        else:
            order = accounts.MandateOrder(
                account_id=account_id,
                transaction_limit=values["transaction_limit"],
                daily_limit=values["daily_limit"],
                **right,
            )
            accounts.give_mandate(order=order, **who_when)
        return _use(account_id, status=201)


class MandateEnd(APIView):
    scopes = {"POST": "accounts:write"}

    @documentation.change(
        takes=serializers.EndInput,
        answers=serializers.AccountUseOutput,
        operation_id="accounts_mandates_end",
        summary="End what a customer may do with an account, after a last day",
    )
    def post(self, request: Request, account_id: UUID, customer_id: UUID) -> Response:
        values = validated(serializers.EndInput, request.data)
        accounts.end_rights(
            account_id=account_id,
            customer_id=customer_id,
            last_day=values["last_day"],
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        return _use(account_id, status=201)


class AccountSigningRule(APIView):
    scopes = {"POST": "accounts:write"}

    @documentation.change(
        takes=serializers.SigningRuleInput,
        answers=serializers.AccountUseOutput,
        operation_id="accounts_signing_rule_create",
        summary="Say how many must sign orders on an account",
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        values = validated(serializers.SigningRuleInput, request.data)
        accounts.set_signing_rule(
            account_id=account_id,
            rule=accounts.SigningRule(values["signing_rule"]),
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        return _use(account_id, status=201)


class AccountOverdraft(APIView):
    scopes = {"GET": "accounts:read", "POST": "accounts:write"}

    @documentation.read(
        answers=serializers.OverdraftOutput,
        operation_id="accounts_overdraft",
        summary="Read an account's overdraft",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        del request
        found = accounts.overdraft_of_account(account_id=account_id)
        return Response(serializers.OverdraftOutput(found).data)

    @documentation.change(
        takes=serializers.OverdraftInput,
        asks=True,
        operation_id="accounts_overdraft_create",
        summary="Ask for an overdraft; a member of staff approves it",
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        values = validated(serializers.OverdraftInput, request.data)
        order = accounts.OverdraftOrder(
            account_id=account_id,
            limit=values["limit"],
            from_day=values["from_day"],
            to_day=values["to_day"],
        )
        asked = accounts.ask_for_overdraft(
            order=order,
            reason=values["reason"],
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        return Response(documentation.RequestOutput(asked).data, status=202)


def _use(account_id: UUID, *, status: int = 200) -> Response:
    use = accounts.use_of_account(account_id=account_id, day=ledger.business_date())
    return Response(serializers.AccountUseOutput(use).data, status=status)
