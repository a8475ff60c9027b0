"""Loans: asked for, decided, paid out, read and repaid."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from rest_framework import serializers as drf
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from accounts.presentation.api import loan_serializers as serializers
from bankcore import clock
from bankcore.ledger import public as ledger
from bankcore.money import Currency, InvalidAmount, Money, parse_amount
from bankcore.presentation import idempotency
from bankcore.presentation.api import callers, documentation
from bankcore.presentation.api.fields import validated

loans = accounts.loans


_ASKED = (
    "customer_id",
    "product",
    "instalments",
    "annual_rate",
    "first_due",
    "purpose",
    "end_of_month",
    "business_days",
    "principal_grace",
    "interest_grace",
    "income",
    "expenses",
)


class LoanApplicationList(APIView):
    scopes = {"POST": "loans:write"}

    @documentation.write(
        takes=serializers.LoanApplicationInput,
        answers=serializers.LoanApplicationOutput,
        operation_id="loan_applications_create",
        summary="Ask for a loan",
    )
    def post(self, request: Request) -> Response:
        key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        values = validated(serializers.LoanApplicationInput, request.data)
        asked = loans.LoanRequest(
            application_id=key,
            amount=values["money"],
            method=loans.Method(values["method"]),
            frequency=loans.Frequency(values["frequency"]),
            interest_grace_rule=loans.InterestGrace(values["interest_grace_rule"]),
            **{name: values[name] for name in _ASKED},
        )
        found = loans.apply(request=asked, actor=callers.actor_of(request), now=clock.now())
        return Response(serializers.LoanApplicationOutput(found).data, status=201)


class LoanApplicationDetail(APIView):
    scopes = {"GET": "loans:read"}

    @documentation.read(
        answers=serializers.LoanApplicationOutput,
        operation_id="loan_applications_read",
        summary="Read an application for a loan",
    )
    def get(self, request: Request, application_id: UUID) -> Response:
        del request
        found = loans.application(application_id=application_id)
        return Response(serializers.LoanApplicationOutput(found).data)


class LoanApplicationDecision(APIView):
    scopes = {"POST": "loans:decide"}

    @documentation.write(
        takes=serializers.LoanDecisionInput,
        answers=serializers.LoanApplicationOutput,
        asks=True,
        operation_id="loan_applications_decide",
        summary="Approve, decline or withdraw an application, once; a large one is asked for",
    )
    def post(self, request: Request, application_id: UUID) -> Response:
        idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        values = validated(serializers.LoanDecisionInput, request.data)
        decision = loans.Decision(
            state=loans.ApplicationState(values["decision"]), reason=values["reason"]
        )
        order = loans.DecisionOrder(application_id=application_id, decision=decision)
        found = loans.ask_for_decision(
            order=order, actor=callers.actor_of(request), now=clock.now()
        )
        if isinstance(found, loans.ApplicationView):
            return Response(serializers.LoanApplicationOutput(found).data, status=201)
        return Response(documentation.RequestOutput(found).data, status=202)


class LoanContract(APIView):
    scopes = {"POST": "loans:write"}

    @documentation.write(
        takes=serializers.LoanContractInput,
        answers=serializers.LoanOutput,
        operation_id="loan_contracts_create",
        summary="Make the contract of an approved application, once",
    )
    def post(self, request: Request, application_id: UUID) -> Response:
        idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        values = validated(serializers.LoanContractInput, request.data)
        order = loans.ContractOrder(application_id=application_id, **values)
        found = loans.conclude(order=order, actor=callers.actor_of(request), now=clock.now())
        return Response(serializers.LoanOutput(found).data, status=201)


class LoanList(APIView):
    scopes = {"GET": "loans:read"}

    @documentation.read(
        answers=serializers.LoanPageOutput,
        operation_id="loans_list",
        parameters=[serializers.LoanListInput],
        summary="List loans, in the order of their contracts",
    )
    def get(self, request: Request) -> Response:
        asked = serializers.LoanListInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        items, after = loans.page(
            chosen=loans.LoanFilter(
                customer_id=values.get("customer_id") or callers.customer_of(request),
                after_id=values["after"],
            ),
            limit=values["limit"],
        )
        return Response(serializers.LoanPageOutput({"items": items, "next_after": after}).data)


class LoanDetail(APIView):
    scopes = {"GET": "loans:read"}

    @documentation.read(
        answers=serializers.LoanOutput,
        operation_id="loans_read",
        summary="Read a loan with its schedule",
    )
    def get(self, request: Request, loan_id: UUID) -> Response:
        del request
        return Response(serializers.LoanOutput(loans.get(loan_id=loan_id)).data)


class LoanDisbursement(APIView):
    scopes = {"POST": "loans:write"}

    @documentation.write(
        takes=serializers.NothingInput,
        answers=serializers.LoanOutput,
        operation_id="loan_disbursements_create",
        summary="Pay a loan out, once",
    )
    def post(self, request: Request, loan_id: UUID) -> Response:
        idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        validated(serializers.NothingInput, request.data)
        found = loans.disburse(loan_id=loan_id, actor=callers.actor_of(request), now=clock.now())
        return Response(serializers.LoanOutput(found).data, status=201)


class LoanRepaymentList(APIView):
    scopes = {"GET": "loans:read", "POST": "loans:write"}

    @documentation.read(
        answers=serializers.RepaymentListOutput,
        operation_id="loan_repayments_list",
        summary="List what was paid on a loan, oldest first",
    )
    def get(self, request: Request, loan_id: UUID) -> Response:
        validated(serializers.NothingInput, request.query_params.dict())
        items = loans.payments(loan_id=loan_id)
        return Response(serializers.RepaymentListOutput({"items": items}).data)

    @documentation.write(
        takes=serializers.LoanRepaymentInput,
        answers=serializers.RepaymentOutput,
        operation_id="loan_repayments_create",
        summary="Pay what is due on a loan",
    )
    def post(self, request: Request, loan_id: UUID) -> Response:
        key = _request_key(request)
        values = validated(serializers.LoanRepaymentInput, request.data)
        order = loans.Repayment(
            loan_id=loan_id,
            amount=values["money"],
            from_account_id=values["from_account_id"],
            surplus=loans.Surplus(values["surplus"]),
        )
        return _paid(
            loans.repay(order=order, request=key, actor=callers.actor_of(request), now=clock.now())
        )


class LoanQuoteList(APIView):
    scopes = {"POST": "loans:write"}

    @documentation.write(
        takes=serializers.LoanQuoteInput,
        answers=serializers.LoanQuoteOutput,
        operation_id="loan_quotes_create",
        summary="Ask what early repayment costs on a day",
    )
    def post(self, request: Request, loan_id: UUID) -> Response:
        idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
        values = validated(serializers.LoanQuoteInput, request.data)
        currency = loans.get(loan_id=loan_id).principal.currency
        found = loans.quote(
            loan_id=loan_id,
            for_day=values["for_day"],
            principal=_principal(values["principal"], currency),
            actor=callers.actor_of(request),
            now=clock.now(),
        )
        return Response(serializers.LoanQuoteOutput(found).data, status=201)


class EarlyRepaymentList(APIView):
    scopes = {"POST": "loans:write"}

    @documentation.write(
        takes=serializers.EarlyRepaymentInput,
        answers=serializers.RepaymentOutput,
        operation_id="early_repayments_create",
        summary="Repay a loan early, by a quote, on the quote's day",
    )
    def post(self, request: Request) -> Response:
        key = _request_key(request)
        values = validated(serializers.EarlyRepaymentInput, request.data)
        return _paid(
            loans.repay_early(
                quote_id=values["quote_id"],
                effect=loans.Effect(values["effect"]),
                request=key,
                actor=callers.actor_of(request),
                now=clock.now(),
            )
        )


def _principal(text: str | None, currency: Currency) -> Money | None:
    if text is None:
        return None
    try:
        return parse_amount(text, currency)
    except InvalidAmount as error:
        raise drf.ValidationError({"principal": [error.message]}) from None


def _request_key(request: Request) -> ledger.RequestKey:
    key = idempotency.key_of(request, client_id=callers.caller_of(request).client_id)
    body = cast("dict[str, Any]", request.data)
    return ledger.RequestKey(ledger.KeySource.API, key, idempotency.hash_of(request, body))


def _paid(receipt: accounts.loans.RepaymentReceipt) -> Response:
    headers = {idempotency.REPLAYED: "true"} if receipt.replayed else {}
    return Response(serializers.RepaymentOutput(receipt).data, status=201, headers=headers)
