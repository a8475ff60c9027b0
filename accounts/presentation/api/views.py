"""Reading accounts."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import public as accounts
from accounts.presentation.api import serializers
from bankcore.ledger import public as ledger
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
            ),
            limit=values["limit"],
        )
        page = {"items": items, "next_before": next_before}
        return Response(serializers.EntryPageOutput(page).data)
