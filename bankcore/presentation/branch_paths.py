"""How each model of the back office leads to the customer whose branch its rows belong to.

A branch's staff are shown the rows of their branch's customers only. What leads to no customer,
such as a product or a rate, is the whole bank's and does not stand here; tests hold that
everything that does lead to one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.apps import apps
from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Way:
    """A look-up that ends at a branch's code; or, with `key`, at that column of a row of `of`."""

    lookup: str
    key: str = ""
    of: str = "accounts.account"

    def condition(self, branch: str) -> Q:
        """Return what is true of the rows that lead to this branch."""
        if not self.key:
            return Q(**{self.lookup: branch})
        model = apps.get_model(self.of)
        reached = within(QuerySet(model), model, branch).values(self.key)
        return Q(**{f"{self.lookup}__in": reached})


_CUSTOMER, _ACCOUNT = Way("customer__branch_code"), Way("account__customer__branch_code")
_ACCOUNT_ID = Way("account_id", key="public_id")
# Merchants know the customer that they are by its public id.
_MERCHANT = Way("merchant__customer_id", key="public_id", of="accounts.customer")
_MERCHANT_ID = Way("merchant", key="object_id", of="gateway.merchant")

PATHS: Final[dict[str, tuple[Way, ...]]] = {
    "accounts.account": (_CUSTOMER,),
    "accounts.accountstate": (_ACCOUNT,),
    "accounts.customer": (Way("branch_code"),),
    "accounts.feecharge": (_ACCOUNT,),
    "accounts.feewaiver": (_CUSTOMER, _ACCOUNT),
    "accounts.holder": (_ACCOUNT,),
    "accounts.letter": (_CUSTOMER,),
    "accounts.loan": (_ACCOUNT,),
    "accounts.loanapplication": (_CUSTOMER,),
    "accounts.mandate": (_ACCOUNT,),
    "accounts.overdraft": (_ACCOUNT,),
    "accounts.signingrule": (_ACCOUNT,),
    "accounts.statement": (_ACCOUNT,),
    "accounts.statementcycle": (_ACCOUNT,),
    "accounts.termdeposit": (_ACCOUNT,),
    "correspondence.attachment": (Way("message__thread__customer__branch_code"),),
    "correspondence.customernote": (_CUSTOMER,),
    "correspondence.dispute": (_CUSTOMER,),
    "correspondence.notice": (_CUSTOMER,),
    "correspondence.noticechoices": (_CUSTOMER,),
    "correspondence.thread": (_CUSTOMER,),
    "gateway.dispute": (_MERCHANT,),
    "gateway.mandate": (_MERCHANT,),
    "issuing.authorisation": (Way("card__customer__branch_code"),),
    "issuing.card": (_CUSTOMER,),
    "provisions.loss": (Way("exposure__customer", key="public_id", of="accounts.customer"),),
    "provisions.mark": (Way("customer", key="public_id", of="accounts.customer"),),
    "gateway.merchant": (Way("customer_id", key="public_id", of="accounts.customer"),),
    "gateway.merchantfees": (_MERCHANT,),
    "gateway.operation": (_MERCHANT,),
    "gateway.paymentintent": (_MERCHANT,),
    "gateway.paymentmethod": (_MERCHANT,),
    "gateway.routingrule": (_MERCHANT,),
    "ledger.account": (Way("pk", key="ledger_account_id"),),
    "ledger.hold": (Way("account_id", key="ledger_account_id"),),
    "payees.namecheck": (_CUSTOMER,),
    "payments.bulkfile": (_CUSTOMER,),
    "payments.bulkline": (Way("file__customer__branch_code"),),
    "payments.cashmovement": (Way("session__teller__branch"),),
    "payments.cheque": (_ACCOUNT_ID,),
    "payments.chequebook": (_ACCOUNT_ID,),
    "payments.chequepayment": (Way("cheque__account_id", key="public_id"),),
    "payments.collectedcheque": (_ACCOUNT_ID,),
    "payments.drawersession": (Way("teller__branch"),),
    "payments.externalpayment": (_ACCOUNT_ID,),
    "payments.heldpayment": (_ACCOUNT_ID,),
    "payments.fxorder": (Way("quote__sell_account_id", key="public_id"),),
    "payments.fxquote": (Way("sell_account_id", key="public_id"),),
    "payments.standingorder": (_ACCOUNT,),
    "payments.standingorderexecution": (Way("order__account__customer__branch_code"),),
    "payments.tellerdrawer": (Way("teller__branch"),),
    "settlement.clearingrecord": (
        Way("operation__merchant__customer_id", key="public_id", of="accounts.customer"),
    ),
    "settlement.merchantbalance": (_MERCHANT,),
    "settlement.payout": (_MERCHANT,),
    "settlement.settlementbatch": (_MERCHANT,),
    "webhooks.delivery": (Way("event__merchant", key="object_id", of="gateway.merchant"),),
    "webhooks.endpoint": (_MERCHANT_ID,),
    "webhooks.event": (_MERCHANT_ID,),
}


def within(rows: QuerySet[Any], model: type[Model], branch: str | None) -> QuerySet[Any]:
    """Return the rows that somebody of this branch may see; None is of the whole bank."""
    ways = PATHS.get(model._meta.label_lower, ())  # noqa: SLF001 - Django documents _meta
    if branch is None or not ways:
        return rows
    return rows.filter(reduce(or_, (way.condition(branch) for way in ways)))
