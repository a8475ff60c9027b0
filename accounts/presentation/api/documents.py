"""Statements, letters and balances of past days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from accounts.presentation.api import document_serializers, serializers
from accounts.presentation.downloads import download, send
from bankcore import clock
from bankcore.presentation.api import callers, documentation
from bankcore.presentation.api.fields import StrictSerializer
from bankcore.presentation.problems import MEDIA_TYPE, ProblemOutput

F = TypeVar("F")


class _AnyFile(BaseContentNegotiation):
    """A file is what it is: the address names the format, whatever the client accepts."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        del request
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        del request, format_suffix
        return renderers[0], renderers[0].media_type


def _problems(*statuses: int) -> dict[Any, Any]:
    problem = OpenApiResponse(ProblemOutput, description="Refused; `code` says why.")
    return {(status, MEDIA_TYPE): problem for status in statuses}


def _file(media_types: list[str], **more: Any) -> Callable[[F], F]:
    """Describe an endpoint that answers with a file."""
    file = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
    files: dict[Any, Any] = {(200, media_type): file for media_type in media_types}
    described = extend_schema(responses={**files, **_problems(401, 404)}, **more)
    return cast("Callable[[F], F]", described)


_ANY_BALANCE: Any = PolymorphicProxySerializer(
    component_name="AnyBalance",
    serializers=[serializers.BalanceOutput, document_serializers.PastBalanceOutput],
    resource_type_field_name=None,
)


class AccountBalance(APIView):
    scopes = {"GET": "accounts:read"}
    for_third_parties = ("GET",)

    @documentation.read(
        answers=_ANY_BALANCE,
        operation_id="accounts_balance",
        parameters=[document_serializers.BalanceInput],
        summary="Read an account's balance, now or at the end of any day",
        description="With `as_of`: `account_id`, `currency`, `as_of`, `basis`, `balance`, `final`.",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        asked = _asked(document_serializers.BalanceInput, request.query_params.dict())
        if "as_of" not in asked:
            found = accounts.get_account(account_id=account_id)
            return Response(serializers.BalanceOutput(found).data)
        past = accounts.balance_as_of(
            account_id=account_id,
            day=asked["as_of"],
            basis=accounts.BalanceBasis(asked["basis"]),
        )
        return Response(document_serializers.PastBalanceOutput(past).data)


class StatementList(APIView):
    scopes = {"GET": "statements:read"}
    for_third_parties = ("GET",)

    @documentation.read(
        answers=document_serializers.StatementPageOutput,
        operation_id="statements_list",
        parameters=[document_serializers.PageInput],
        summary="List an account's statements, newest first",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        asked = _asked(document_serializers.PageInput, request.query_params.dict())
        items, next_before = accounts.page_of_statements(
            account_id=account_id, before_number=asked.get("before"), limit=asked["limit"]
        )
        page = {"items": items, "next_before": next_before}
        return Response(document_serializers.StatementPageOutput(page).data)


class StatementFile(APIView):
    scopes = {"GET": "statements:read"}
    for_third_parties = ("GET",)
    content_negotiation_class = _AnyFile

    @_file(
        sorted({each.media_type for each in accounts.STATEMENT_FORMATS.values()}),
        operation_id="statements_file",
        summary="Download a statement: pdf, csv, ofx, camt053[-02], camt054[-02] (entries alone)",
    )
    def get(self, request: Request, account_id: UUID, number: int, name: str) -> HttpResponseBase:
        del request
        document = accounts.statement_to_send(
            account_id=account_id, number=number, format_name=name, now=clock.now()
        )
        return send(document)


class StatementCycle(APIView):
    scopes = {"GET": "statements:read", "PUT": "statements:write"}

    @documentation.read(
        answers=document_serializers.CycleOutput,
        operation_id="statement_cycle_read",
        summary="Read how often an account gets a statement",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        del request
        return self._answer(account_id, accounts.statement_cycle(account_id=account_id))

    @extend_schema(
        request=document_serializers.CycleInput,
        responses={
            200: document_serializers.CycleOutput,
            **_problems(400, 401, 404, 409),
        },
        operation_id="statement_cycle_set",
        summary="Set how often an account gets a statement",
    )
    def put(self, request: Request, account_id: UUID) -> Response:
        asked = _asked(document_serializers.CycleInput, request.data)
        cycle = accounts.StatementCycle(asked["cycle"])
        accounts.set_statement_cycle(
            account_id=account_id, cycle=cycle, actor=callers.actor_of(request), now=clock.now()
        )
        return self._answer(account_id, cycle)

    def _answer(self, account_id: UUID, cycle: accounts.StatementCycle) -> Response:
        answer = {"account_id": account_id, "cycle": cycle.value}
        return Response(document_serializers.CycleOutput(answer).data)


class LetterList(APIView):
    scopes = {"GET": "statements:read", "POST": "statements:write"}

    @documentation.read(
        answers=document_serializers.LetterPageOutput,
        operation_id="letters_list",
        parameters=[document_serializers.PageInput],
        summary="List the letters to a customer, newest first",
    )
    def get(self, request: Request, customer_id: UUID) -> Response:
        asked = _asked(document_serializers.PageInput, request.query_params.dict())
        items, next_before = accounts.page_of_letters(
            customer_id=customer_id, before_number=asked.get("before"), limit=asked["limit"]
        )
        page = {"items": items, "next_before": next_before}
        return Response(document_serializers.LetterPageOutput(page).data)

    @extend_schema(
        request=document_serializers.LetterInput,
        responses={
            201: document_serializers.LetterOutput,
            **_problems(400, 401, 404, 409),
        },
        operation_id="letters_create",
        summary="Write an interest certificate or a confirmation of balances",
        description="The same letter asked for again is answered with the one that was written.",
    )
    def post(self, request: Request, customer_id: UUID) -> Response:
        asked = _asked(document_serializers.LetterInput, request.data)
        actor, now = callers.actor_of(request), clock.now()
        if asked["kind"] == accounts.LetterKind.INTEREST_CERTIFICATE:
            letter = accounts.certify_interest(
                customer_id=customer_id, year=asked["year"], actor=actor, now=now
            )
        else:
            letter = accounts.confirm_balances(
                customer_id=customer_id,
                day=asked["day"],
                basis=accounts.BalanceBasis(asked.get("basis", "booking")),
                actor=actor,
                now=now,
            )
        return Response(document_serializers.LetterOutput(letter).data, status=201)


class LetterFile(APIView):
    scopes = {"GET": "statements:read"}
    content_negotiation_class = _AnyFile

    @_file(["application/pdf"], operation_id="letters_file", summary="Download a letter")
    def get(self, request: Request, letter_id: UUID) -> HttpResponse:
        del request
        return download(accounts.letter_document(letter_id=letter_id))


def _asked(kind: type[StrictSerializer], given: Any) -> dict[str, Any]:
    asked = kind(data=given)
    asked.is_valid(raise_exception=True)
    return cast("dict[str, Any]", asked.validated_data)
