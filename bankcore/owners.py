"""Whose things the ids in an API request are, by the name of the field: on one page.

A program that is bound to one customer reaches only what is that customer's. Before a request of
such a program runs, every id in its address, its query and its body is looked up here: each
function gets `object_id` and returns the customers whose thing it is. Where several are named, the
id may be of any of their kinds. A field that no line names is refused by a test.
"""

from typing import Final

_ACCOUNT: Final = ("accounts.public.owners_of_account",)

OWNERS: Final[dict[str, tuple[str, ...]]] = {
    "customer_id": ("accounts.public.owners_of_customer",),
    "account_id": _ACCOUNT,
    "debit_account_id": _ACCOUNT,
    "sell_account_id": _ACCOUNT,
    "buy_account_id": _ACCOUNT,
    "from_account_id": _ACCOUNT,
    "funding_account_id": _ACCOUNT,
    "payout_account_id": _ACCOUNT,
    "repayment_account_id": _ACCOUNT,
    "deposit_id": ("accounts.public.owners_of_deposit",),
    "loan_id": ("accounts.public.owners_of_loan",),
    "application_id": ("accounts.public.owners_of_application",),
    "letter_id": ("accounts.public.owners_of_letter",),
    "transaction_id": ("payments.public.owners_of_transaction",),
    "order_id": ("payments.public.owners_of_standing_order",),
    "held_payment_id": ("payments.public.owners_of_held_payment",),
    "file_id": ("payments.public.owners_of_bulk_file",),
    "thread_id": ("payments.correspondence.public.owners_of_thread",),
    "attachment_id": ("payments.correspondence.public.owners_of_attachment",),
    "quote_id": (
        "accounts.public.owners_of_loan_quote",
        "payments.public.owners_of_exchange_quote",
    ),
    # Anybody's: whom a customer pays. What the payee owns is not told.
    "credit_account_id": (),
    # Of the thing that stands before it in the address, which its use case sees to.
    "document_id": (),
    # Of a merchant, whom its program is of: every use case of payments.gateway sees to it.
    **dict.fromkeys(
        (
            *("intent", "charge", "refund", "dispute", "transaction", "payout", "customer"),
            *("method", "mandate", "setup", "link", "session", "event", "endpoint"),
        ),
        (),
    ),
    "number": (),
    "name": (),
}
