"""What a merchant is owed, and what moved it."""

from __future__ import annotations

from dataclasses import replace

from rest_framework.request import Request
from rest_framework.response import Response

from payments.gateway.domain.bodies import balance_body, balance_transaction_body
from payments.gateway.presentation.api import lists
from payments.gateway.presentation.api.base import READ, MerchantView, livemode
from payments.gateway.presentation.api.documentation import describe
from payments.gateway.services import balance_transactions, merchants, payout_reads

_PREFIX = "txn_"


class Balance(MerchantView):
    scopes = {"GET": READ}

    @describe("balance_read", "Read what the merchant is owed", answers="balance")
    def get(self, request: Request) -> Response:
        merchant = self.merchant(request)
        found = merchants.balance(merchant=merchant, actor=self.actor(request))
        return Response(balance_body(found, livemode=livemode(merchant)))


class BalanceTransactionList(MerchantView):
    scopes = {"GET": READ}

    @describe(
        "balance_transactions_list",
        "List what moved the balance",
        answers="balance_transaction",
        many=True,
    )
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        found = balance_transactions.page(
            merchant=self.merchant(request),
            part=replace(
                asked.part,
                after=_source(asked.part.after),
                before=_source(asked.part.before),
            ),
            actor=self.actor(request),
        )
        return self.many(request, asked, found, balance_transaction_body)


class BalanceTransactionDetail(MerchantView):
    scopes = {"GET": READ}

    @describe("balance_transactions_read", "Read one of them", answers="balance_transaction")
    def get(self, request: Request, transaction: str) -> Response:
        view = balance_transactions.get(
            merchant=self.merchant(request),
            object_id=transaction.removeprefix(_PREFIX),
            actor=self.actor(request),
        )
        return self.one(request, balance_transaction_body(view))


def _source(name: str | None) -> str | None:
    return None if name is None else name.removeprefix(_PREFIX)


class PayoutList(MerchantView):
    scopes = {"GET": READ}

    @describe("payouts_list", "List payouts", answers="payout", many=True)
    def get(self, request: Request) -> Response:
        asked = lists.read_query(request, allowed=(), paged=True)
        found = payout_reads.page(
            merchant=self.merchant(request), part=asked.part, actor=self.actor(request)
        )
        return self.many(request, asked, found, dict)


class PayoutDetail(MerchantView):
    scopes = {"GET": READ}

    @describe("payouts_read", "Read a payout", answers="payout")
    def get(self, request: Request, payout: str) -> Response:
        body = payout_reads.get(
            merchant=self.merchant(request), payout=payout, actor=self.actor(request)
        )
        return self.one(request, body)
