"""From every page of the back office to the customer whom it shows, on one page.

The value is the way from the model to the customer's public id. `field@model.way` goes on from the
row of another model whose public id the field holds. A page that shows no customer is in NOBODYS,
with the reason.
"""

from typing import Final

_OF_ACCOUNT: Final = "account__customer__public_id"
_BY_PUBLIC_ID: Final = "@accounts.Account.customer__public_id"

CUSTOMER_OF: Final[dict[str, str]] = {
    "accounts.Account": "customer__public_id",
    "accounts.AccountState": _OF_ACCOUNT,
    "accounts.FeeCharge": _OF_ACCOUNT,
    "accounts.FeeWaiver": "customer__public_id",
    "accounts.Holder": "customer__public_id",
    "accounts.Letter": "customer__public_id",
    "accounts.Loan": _OF_ACCOUNT,
    "accounts.LoanApplication": "customer__public_id",
    "accounts.Mandate": "customer__public_id",
    "accounts.Overdraft": _OF_ACCOUNT,
    "accounts.SigningRule": _OF_ACCOUNT,
    "accounts.Statement": _OF_ACCOUNT,
    "accounts.StatementCycle": _OF_ACCOUNT,
    "accounts.TermDeposit": _OF_ACCOUNT,
    "payments.BulkFile": "customer__public_id",
    "payments.BulkLine": "file__customer__public_id",
    "payments.StandingOrder": _OF_ACCOUNT,
    "payments.StandingOrderExecution": "order__account__customer__public_id",
    "payments.Cheque": f"account_id{_BY_PUBLIC_ID}",
    "payments.ChequeBook": f"account_id{_BY_PUBLIC_ID}",
    "payments.ChequePayment": f"credit_account_id{_BY_PUBLIC_ID}",
    "payments.CollectedCheque": f"account_id{_BY_PUBLIC_ID}",
    "payments.ExternalPayment": f"account_id{_BY_PUBLIC_ID}",
    "payments.FxQuote": "customer_id",
}

NOBODYS: Final[dict[str, str]] = {
    "accounts.Customer": "its page writes down by itself who opens it",
    "accounts.Product": "what the bank offers",
    "accounts.UsageTerms": "what the bank offers",
    "accounts.FeeTerms": "what the bank offers",
    "accounts.InterestTerms": "what the bank offers",
    "accounts.LoanTerms": "what the bank offers",
    "accounts.InterestDay": "sums of a day",
    "payments.TellerDrawer": "the bank's own cash",
    "payments.DrawerSession": "the bank's own cash",
    "payments.CashMovement": "an amount and a transaction, without whose it is",
    "payments.FxRate": "public",
    "payments.FxMargin": "what the bank offers",
    "payments.FxOrder": "amounts; whose they are is on the quote",
    "payments.FxPosition": "the bank's own position",
    "payments.FxRevaluation": "the bank's own position",
    "payments.FxResultSale": "the bank's own position",
    "payments.FxCoverDeal": "the bank's own position",
}
