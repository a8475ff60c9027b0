"""Reading accounts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from accounts.presentation.api import serializers
from bankcore.ledger import public as ledger
from bankcore.money import InvalidAmount, parse_amount
from bankcore.presentation.api import callers, documentation


class AccountList(APIView):
    scopes = {"GET": "accounts:read"}
    for_third_parties = ("GET",)

    @documentation.read(
        answers=serializers.AccountPageOutput,
        operation_id="accounts_list",
        parameters=[serializers.AccountListInput],
        summary="List accounts, in the order of opening",
    )
    def get(self, request: Request) -> Response:
        asked = serializers.AccountListInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        items, next_after = accounts.page_of_accounts(
            chosen=accounts.AccountFilter(
                customer_id=values.get("customer_id") or callers.customer_of(request),
                iban=values.get("iban"),
                account_ids=callers.accounts_of(request),
                after_id=values["after"],
            ),
            limit=values["limit"],
        )
        page = {"items": items, "next_after": next_after}
        return Response(serializers.AccountPageOutput(page).data)


class AccountDetail(APIView):
    scopes = {"GET": "accounts:read"}
    for_third_parties = ("GET",)

    @documentation.read(
        answers=serializers.AccountOutput,
        operation_id="accounts_read",
        summary="Read an account with its balance",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        del request
        found = accounts.get_account(account_id=account_id)
        return Response(serializers.AccountOutput(found).data)


_DIRECTIONS = {"credit": True, "debit": False}


def _minor(values: dict[str, Any], name: str, account_id: UUID) -> int | None:
    """Return an amount of the query in minor units of the account's currency, if it is there."""
    if name not in values:
        return None
    currency = accounts.get_account(account_id=account_id).currency
    try:
        return parse_amount(values[name], currency).minor
    except InvalidAmount as error:
        raise ValidationError({name: [error.message]}) from None


class AccountEntries(APIView):
    scopes = {"GET": "accounts:read"}
    for_third_parties = ("GET",)

    @documentation.read(
        answers=serializers.EntryPageOutput,
        operation_id="accounts_entries",
        parameters=[serializers.EntryListInput],
        summary="List an account's entries, newest first",
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        asked = serializers.EntryListInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        items, next_before = accounts.page_of_entries(
            account_id=account_id,
            chosen=ledger.EntryFilter(
                before_seq=values.get("before"),
                first_day=values.get("first_day"),
                last_day=values.get("last_day"),
                text=values["text"],
                least=_minor(values, "least", account_id),
                most=_minor(values, "most", account_id),
                comes_in=_DIRECTIONS.get(values.get("direction", "")),
            ),
            limit=values["limit"],
        )
        page = {"items": items, "next_before": next_before}
        return Response(serializers.EntryPageOutput(page).data)
