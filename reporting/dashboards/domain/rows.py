"""What is shown of the rows behind a figure: columns by view, and where each row leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reporting.dashboards.domain.figures import Unit


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view: its heading, and whether it is money or a count; None: words."""

    name: str
    heading: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The columns of a view, the order of its rows, and the page of the back office of each.

    `page` names the admin page of the column `page_key`; None where rows have no page of their own.
    """

    columns: tuple[Column, ...]
    order: str
    page: str | None = None
    page_key: str = ""


_ACCOUNT: Final = (
    Column("public_id", "account"),
    Column("product_name", "product"),
    Column("branch_name", "branch"),
)

LISTINGS: Final = {
    "customer": Listing(
        columns=(
            Column("public_id", "customer"),
            Column("kind", "kind"),
            Column("status", "status"),
            Column("branch_name", "branch"),
            Column("joined_on", "joined"),
        ),
        order="joined_on DESC, customer_id",
        page="accounts_customer",
        page_key="customer_id",
    ),
    "account": Listing(
        columns=(
            *_ACCOUNT,
            Column("opened_on", "opened"),
            Column("balance", "balance", Unit.MONEY),
        ),
        order="abs(balance) DESC, account_id",
        page="ledger_account",
        page_key="account_id",
    ),
    "account_month": Listing(
        columns=(
            *_ACCOUNT,
            Column("month", "month"),
            Column("closing", "at its end", Unit.MONEY),
        ),
        order="abs(closing) DESC, account_id, month",
        page="ledger_account",
        page_key="account_id",
    ),
    "account_day": Listing(
        columns=(
            *_ACCOUNT,
            Column("day", "day"),
            Column("credits", "came in", Unit.MONEY),
            Column("debits", "went out", Unit.MONEY),
            Column("entries", "bookings", Unit.COUNT),
        ),
        order="day DESC, credits + debits DESC, account_id",
        page="ledger_account",
        page_key="account_id",
    ),
    "entry": Listing(
        columns=(
            *_ACCOUNT,
            Column("booking_date", "booked"),
            Column("kind_name", "kind"),
            Column("txn_id", "transaction"),
            Column("amount", "amount", Unit.MONEY),
        ),
        order="booking_date DESC, txn_id DESC, leg",
        page="ledger_account",
        page_key="account_id",
    ),
    "loan": Listing(
        columns=(
            Column("loan_id", "loan"),
            *_ACCOUNT,
            Column("state", "state"),
            Column("disbursed_on", "paid out"),
            Column("days_past_due", "days late", Unit.COUNT),
            Column("principal", "lent", Unit.MONEY),
            Column("outstanding", "owed", Unit.MONEY),
        ),
        order="outstanding DESC, loan_id",
        page="accounts_loan",
        page_key="loan_id",
    ),
    "due": Listing(
        columns=(
            *_ACCOUNT,
            Column("due_date", "due"),
            Column("principal", "principal", Unit.MONEY),
            Column("interest", "interest", Unit.MONEY),
        ),
        order="due_date, due_id",
        page="ledger_account",
        page_key="account_id",
    ),
    "payment": Listing(
        columns=(
            Column("channel", "channel"),
            Column("payment_id", "payment"),
            Column("branch_name", "branch"),
            Column("created_on", "begun"),
            Column("state", "state"),
            Column("decline_code", "declined for"),
            Column("amount", "amount", Unit.MONEY),
            Column("captured", "taken", Unit.MONEY),
        ),
        order="created_at DESC, channel, payment_id",
    ),
    "decision": Listing(
        columns=(
            Column("decision_id", "decision"),
            Column("decided_on", "day"),
            Column("channel", "channel"),
            Column("outcome", "outcome"),
            Column("score", "score", Unit.COUNT),
            Column("findings", "rules hit", Unit.COUNT),
        ),
        order="decided_at DESC, decision_id",
    ),
}  # fmt: skip
