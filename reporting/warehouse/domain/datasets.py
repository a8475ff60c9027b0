"""What the warehouse holds: its star of dimensions and facts, column by column, on one page.

Money is whole minor units beside its currency, and again in euro cents by the rate of the day.
No column holds a name, an address or anything else by which a person could be told: a person's row
is found by an id that says nothing once the person is erased from the bank's own tables.
"""

from __future__ import annotations

from typing import Final

from reporting.warehouse.domain.risk_datasets import RISK
from reporting.warehouse.domain.shapes import Column, Dataset, Kind, columns_of, dimension

DATASETS: Final = (
    dimension(
        "dim_customer",
        "a customer, as long as their attributes stayed the same",
        "customer_id",
        """
        customer_id | BIGINT | The customer in the bank's tables.
        public_id | VARCHAR | The customer as addresses of pages name them.
        kind | VARCHAR | PERSON or COMPANY.
        status | VARCHAR | Where the customer is in their life.
        risk_rating | VARCHAR | LOW, MEDIUM or HIGH; empty before the first assessment.
        branch | VARCHAR | Whose staff serve them; HEAD: head office.
        joined_on | DATE | The day on which the bank took them on.
        """,
    ),
    dimension(
        "dim_account",
        "a ledger account, as long as its attributes stayed the same",
        "account_id",
        """
        account_id | BIGINT | The ledger account.
        public_id | VARCHAR | A customer's account as addresses name it; empty: the bank's own.
        customer_id | BIGINT | Whose it is; empty: the bank's own.
        product | VARCHAR | The product's code; empty: the bank's own.
        gl_code | VARCHAR | The line of the general ledger where it stands.
        category | VARCHAR | ASSET, LIABILITY, EQUITY, INCOME or EXPENSE.
        kind | VARCHAR | CUSTOMER, INTERNAL, NOSTRO, SUSPENSE or PNL.
        name | VARCHAR | What the bank calls an account of its own; empty: a customer's.
        currency | VARCHAR | ISO 4217 code.
        exponent | SMALLINT | How many decimals the currency has.
        branch | VARCHAR | The branch that keeps it.
        opened_on | DATE | The day on which it was opened.
        status | SMALLINT | 1 open, 2 no debits, 3 blocked, 4 closed.
        """,
    ),
    dimension(
        "dim_product",
        "a product",
        "product",
        """
        product | VARCHAR | The product's code.
        name | VARCHAR | What it is called.
        kind | VARCHAR | CURRENT, SAVINGS, TERM_DEPOSIT, LOAN or INTERNAL.
        gl_code | VARCHAR | Where its accounts stand in the books.
        """,
    ),
    dimension(
        "dim_branch",
        "a branch",
        "branch",
        """
        branch | VARCHAR | The branch's code.
        name | VARCHAR | What it is called.
        """,
    ),
    dimension(
        "dim_merchant",
        "a merchant, as long as their terms stayed the same",
        "merchant_id",
        """
        merchant_id | BIGINT | The merchant in the bank's tables.
        customer_public_id | VARCHAR | The customer that the business is.
        category | VARCHAR | ISO 18245 merchant category code.
        country | VARCHAR | ISO 3166 code.
        currency | VARCHAR | What payouts are made in.
        state | VARCHAR | Where the merchant is in their life.
        is_sandbox | BOOLEAN | Whether payments are only played.
        joined_on | DATE | The day on which the merchant was taken on.
        """,
    ),
    Dataset(
        name="dim_calendar",
        kind=Kind.DERIVED,
        grain="a day",
        key=("day",),
        columns=columns_of(
            """
            day | DATE | The day.
            month | DATE | The first day of its month.
            month_end | DATE | The last day of its month.
            quarter | VARCHAR | Such as 2026-Q4.
            year | SMALLINT | The year.
            weekday | SMALLINT | 1 Monday to 7 Sunday.
            is_business_day | BOOLEAN | Whether TARGET is open: no weekend, none of its holidays.
            """
        ),
        sorted_by=("day",),
    ),
    Dataset(
        name="fact_rate",
        kind=Kind.APPENDED,
        grain="a currency on a day, by one source",
        key=("source", "currency", "day"),
        columns=columns_of(
            """
            source | VARCHAR | Who published it, such as ECB.
            currency | VARCHAR | ISO 4217 code.
            day | DATE | The day of the rate.
            rate | DECIMAL(18,8) | Units of the currency for one euro.
            """
        ),
        sorted_by=("currency", "day"),
    ),
    Dataset(
        name="fact_entry",
        kind=Kind.APPENDED,
        grain="an entry of the ledger",
        key=("account_id", "seq"),
        month_of="booking_date",
        sorted_by=("account_id", "booking_date", "seq"),
        columns=columns_of(
            """
            account_id | BIGINT | The ledger account.
            seq | BIGINT | The entry's number within its account, without a gap.
            txn_id | BIGINT | The transaction that it is a leg of.
            leg | SMALLINT | Which leg.
            booking_date | DATE | The business day on which it was booked.
            value_date | DATE | From when it counts for interest.
            amount | BIGINT | Minor units; credit positive, debit negative.
            currency | VARCHAR | ISO 4217 code.
            kind | SMALLINT | What the transaction was (see TransactionKind).
            reporting_amount | BIGINT | The same in euro cents; empty where no rate is known.
            rate | DECIMAL(18,8) | Units of the currency for one euro.
            rate_date | DATE | The day of that rate: the latest up to the booking date.
            known_at | TIMESTAMP | When the transaction was posted, UTC.
            xid | BIGINT | The database transaction that posted it.
            """
        ),
    ),
    Dataset(
        name="fact_day",
        kind=Kind.DERIVED,
        grain="an account on a day on which something was booked",
        key=("account_id", "day"),
        month_of="day",
        sorted_by=("account_id", "day"),
        columns=columns_of(
            """
            account_id | BIGINT | The ledger account.
            day | DATE | The booking date.
            credits | BIGINT | Sum of the credits, minor units.
            debits | BIGINT | Sum of the debits, minor units, positive.
            net | BIGINT | Credits less debits.
            entries | BIGINT | How many entries.
            currency | VARCHAR | ISO 4217 code.
            """
        ),
    ),
    Dataset(
        name="fact_month",
        kind=Kind.DERIVED,
        grain="an account at the end of a month, from its first booking on",
        key=("account_id", "month"),
        month_of="month",
        sorted_by=("account_id", "month"),
        columns=columns_of(
            """
            account_id | BIGINT | The ledger account.
            month | DATE | The first day of the month.
            opening | BIGINT | The balance as the month began, minor units, credit positive.
            credits | BIGINT | Sum of the credits.
            debits | BIGINT | Sum of the debits, positive.
            closing | BIGINT | The balance as the month ended, or now.
            currency | VARCHAR | ISO 4217 code.
            """
        ),
    ),
    Dataset(
        name="fact_payment",
        kind=Kind.CURRENT,
        grain="a payment, over the whole of its life",
        key=("channel", "payment_id"),
        month_of="created_on",
        sorted_by=("created_on", "channel", "payment_id"),
        columns=columns_of(
            """
            channel | VARCHAR | GATEWAY: of merchants; OUTGOING: of customers to other banks.
            payment_id | BIGINT | The payment in the bank's tables.
            merchant_id | BIGINT | The merchant; empty: none.
            account_public_id | VARCHAR | The paying account, where the bank keeps it.
            state | VARCHAR | How far the payment has come.
            currency | VARCHAR | ISO 4217 code.
            amount | BIGINT | What was asked for, minor units.
            authorised | BIGINT | What was authorised.
            captured | BIGINT | What was captured, or has left the bank.
            refunded | BIGINT | What was paid back.
            disputed | BIGINT | What chargebacks have taken.
            decline_code | VARCHAR | Why it was declined; empty: it was not.
            risk_outcome | VARCHAR | What risk decided.
            created_on | DATE | The day on which it began, UTC.
            created_at | TIMESTAMP | When it began, UTC.
            ended_at | TIMESTAMP | When it was canceled or settled, UTC; empty: it was not.
            """
        ),
    ),
    Dataset(
        name="fact_decision",
        kind=Kind.APPENDED,
        grain="a decision of risk about a payment",
        key=("decision_id",),
        month_of="decided_on",
        sorted_by=("decided_on", "decision_id"),
        columns=columns_of(
            """
            decision_id | BIGINT | The decision in the bank's tables.
            channel | VARCHAR | Where the payment came from.
            outcome | VARCHAR | APPROVE, CHALLENGE, REVIEW or DECLINE.
            score | INTEGER | The score, 0 to 1000.
            findings | INTEGER | How many rules hit.
            is_fallback | BOOLEAN | Whether it was made without the model.
            milliseconds | DECIMAL(9,3) | How long it took.
            decided_on | DATE | The day, UTC.
            decided_at | TIMESTAMP | When, UTC.
            xid | BIGINT | The database transaction that kept it.
            """
        ),
    ),
    Dataset(
        name="fact_loan",
        kind=Kind.CURRENT,
        grain="a loan at the end of a day",
        key=("loan_id", "day"),
        month_of="day",
        sorted_by=("loan_id", "day"),
        columns=columns_of(
            """
            loan_id | BIGINT | The loan in the bank's tables.
            day | DATE | The business day.
            account_id | BIGINT | Its ledger account.
            state | VARCHAR | Where the contract is in its life.
            currency | VARCHAR | ISO 4217 code.
            principal | BIGINT | What was lent, minor units.
            outstanding | BIGINT | The principal still owed.
            annual_rate | DECIMAL(9,6) | A fraction a year.
            days_past_due | INTEGER | How many days the oldest instalment is late.
            bucket | VARCHAR | CURRENT, or how late.
            disbursed_on | DATE | When it was paid out.
            """
        ),
    ),
    Dataset(
        name="fact_due",
        kind=Kind.CURRENT,
        grain="an instalment of a loan, or the end of a term deposit",
        key=("contract", "due_id"),
        month_of="due_date",
        sorted_by=("due_date", "contract", "due_id"),
        columns=columns_of(
            """
            contract | VARCHAR | LOAN: customers pay it; TERM_DEPOSIT: the bank pays it.
            due_id | BIGINT | The instalment or the deposit in the bank's tables.
            account_id | BIGINT | The ledger account of the contract.
            due_date | DATE | When it falls due.
            currency | VARCHAR | ISO 4217 code.
            principal | BIGINT | What is unpaid of the principal, minor units.
            interest | BIGINT | What is unpaid of the interest.
            is_open | BOOLEAN | Whether it still falls due: not paid, replaced or ended.
            """
        ),
    ),
    Dataset(
        name="fact_event",
        kind=Kind.APPENDED,
        grain="an event of the outbox",
        key=("event_id",),
        month_of="occurred_on",
        sorted_by=("occurred_on", "event_id"),
        columns=columns_of(
            """
            event_id | BIGINT | The event's place in the outbox.
            name | VARCHAR | What happened, such as payments.transfer_booked.
            subject | VARCHAR | To what it happened.
            occurred_on | DATE | The day, UTC.
            occurred_at | TIMESTAMP | When, UTC.
            xid | BIGINT | The database transaction that wrote it.
            """
        ),
    ),
    *RISK,
)

BY_NAME: Final = {each.name: each for each in DATASETS}

__all__ = ["BY_NAME", "DATASETS", "Column", "Dataset", "Kind"]
