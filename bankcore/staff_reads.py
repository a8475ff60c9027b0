"""Whose data each page of the back office shows, on one page.

Every page of a model in the back office is written down when staff open it, as about the customer
at the end of the model's path, or about the row itself where no path is given. A model whose pages
say nothing about a person is exempt, with the reason. See docs/security/changes-and-reads.md.
"""

from typing import Final

_OF_ACCOUNT: Final = ("account__customer__public_id",)
# Payments know accounts by their public ids, not by foreign keys.
_BY_ACCOUNT_ID: Final = ("account_id", "accounts.account:public_id", "customer__public_id")
_BY_MERCHANT: Final = ("gateway.merchant:object_id", "customer_id")
_BY_LEDGER_ACCOUNT: Final = "accounts.account:ledger_account"

PATHS: Final[dict[str, tuple[str, ...]]] = {
    "accounts.customer": ("public_id",),
    "accounts.account": ("customer__public_id",),
    "accounts.accountstate": _OF_ACCOUNT,
    "accounts.feecharge": _OF_ACCOUNT,
    "accounts.feewaiver": ("customer__public_id",),
    "accounts.holder": ("customer__public_id",),
    "accounts.letter": ("customer__public_id",),
    "accounts.loan": ("application__customer__public_id",),
    "accounts.loanapplication": ("customer__public_id",),
    "accounts.mandate": ("customer__public_id",),
    "accounts.overdraft": _OF_ACCOUNT,
    "accounts.signingrule": _OF_ACCOUNT,
    "accounts.statement": _OF_ACCOUNT,
    "accounts.statementcycle": _OF_ACCOUNT,
    "accounts.termdeposit": _OF_ACCOUNT,
    "identity.user": ("pk", "accounts.customer:user", "public_id"),
    "ledger.account": ("pk", _BY_LEDGER_ACCOUNT, "customer__public_id"),
    "ledger.hold": ("account_id", _BY_LEDGER_ACCOUNT, "customer__public_id"),
    "payments.bulkfile": ("customer__public_id",),
    "payments.bulkline": ("file__customer__public_id",),
    "payments.cheque": _BY_ACCOUNT_ID,
    "payments.chequebook": _BY_ACCOUNT_ID,
    "payments.chequepayment": (
        *("cheque__account_id", "accounts.account:public_id", "customer__public_id"),
    ),
    "payments.collectedcheque": _BY_ACCOUNT_ID,
    "payments.externalpayment": _BY_ACCOUNT_ID,
    "payments.fxorder": ("quote__customer_id",),
    "payments.fxquote": ("customer_id",),
    "payments.standingorder": _OF_ACCOUNT,
    "settlement.merchantbalance": ("merchant__customer_id",),
    "settlement.payout": ("merchant__customer_id",),
    "settlement.settlementbatch": ("merchant__customer_id",),
    "payments.standingorderexecution": ("order__account__customer__public_id",),
    "gateway.dispute": ("merchant__customer_id",),
    "gateway.mandate": ("merchant__customer_id",),
    "gateway.merchant": ("customer_id",),
    "gateway.merchantfees": ("merchant__customer_id",),
    "gateway.operation": ("merchant__customer_id",),
    "gateway.paymentintent": ("merchant__customer_id",),
    "gateway.paymentmethod": ("merchant__customer_id",),
    "interbank.item": _BY_ACCOUNT_ID,
    "interbank.inbounditem": _BY_ACCOUNT_ID,
    "webhooks.delivery": ("event__merchant", *_BY_MERCHANT),
    "webhooks.endpoint": ("merchant", *_BY_MERCHANT),
    "webhooks.event": ("merchant", *_BY_MERCHANT),
}

_TERMS = "the bank's own terms and prices"
_RULES = "the bank's rules about payments"
_SUBJECTS = "payers by the keys that risk has for them; whoever works on a case is in its trail"
_LISTS = "published lists of the authorities"
_BOOKS = "sums over the bank's books, of nobody"
_MARKET = "market data and figures over the whole bank, of nobody"
_OPERATIONAL = "what goes wrong in the bank itself; incidents name no customers"

EXEMPT: Final[dict[str, str]] = {
    "accounts.feeterms": _TERMS,
    "accounts.interestday": "days on which interest ran",
    "accounts.interestterms": _TERMS,
    "accounts.loanterms": _TERMS,
    "accounts.product": _TERMS,
    "accounts.usageterms": _TERMS,
    "cases.case": _SUBJECTS,
    "cases.casefile": _SUBJECTS,
    "credit.creditdecisionrecord": _SUBJECTS,
    "credit.scorecardversion": "what many cases have in common",
    "cards.inboundmessage": "messages of networks, without card data",
    "cards.link": "connections to networks",
    "cards.networkmessage": "messages to networks, without card data",
    "cards.storedreversal": "messages to networks, without card data",
    "endofday.dayrun": "what the bank's day did, in numbers",
    "gateway.connectorhealth": "whether networks answer",
    "gateway.routingrule": "which networks payments go to",
    "interbank.exchangefile": "files by name and state; their content is not shown",
    "interbank.settlement": _BOOKS,
    "ledger.glaccount": _BOOKS,
    "ledger.period": _BOOKS,
    "market.bond": _MARKET,
    "market.breach": _MARKET,
    "market.currencyday": _MARKET,
    "market.limit": _MARKET,
    "market.paryield": _MARKET,
    "market.rateday": _MARKET,
    "operational.action": _OPERATIONAL,
    "operational.bankprocess": _OPERATIONAL,
    "operational.capitalday": _OPERATIONAL,
    "operational.incident": _OPERATIONAL,
    "operational.lossfile": _OPERATIONAL,
    "operational.overdue": _OPERATIONAL,
    "operational.reading": _OPERATIONAL,
    "operational.risk": _OPERATIONAL,
    "operational.threshold": _OPERATIONAL,
    "rules.backtest": _RULES,
    "rules.listentry": "what rules look for, which names no customer",
    "rules.rulelist": _RULES,
    "rules.ruleversion": _RULES,
    "rules.snooze": "payers by the keys that risk has for them",
    "sanctions.clearedpair": _SUBJECTS,
    "sanctions.listedition": _LISTS,
    "sanctions.listentry": _LISTS,
    "scoring.drift": "how models wander, which names no customer",
    "scoring.fraudmodel": "the bank's models of fraud",
    "seals.sealedhead": "hashes",
    "settlement.clearingfile": "files of the networks, in numbers",
    "settlement.clearingrecord": "items of the networks' files, by their numbers",
    "settlement.networkadvice": "what networks pay the bank",
    "settlement.receivedfile": "files of the networks, in numbers",
    "payments.fxcoverdeal": "the bank's own deals with other banks",
    "payments.fxmargin": _TERMS,
    "payments.fxposition": _BOOKS,
    "payments.fxrate": _TERMS,
    "payments.fxresultsale": _BOOKS,
    "payments.fxrevaluation": _BOOKS,
}
