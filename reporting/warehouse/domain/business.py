"""Facts of holders, interest, losses and payments' operations, of which reports are made."""

from __future__ import annotations

from typing import Final

from reporting.warehouse.domain.shapes import Dataset, Kind, columns_of

BUSINESS: Final = (
    Dataset(
        name="fact_holder",
        kind=Kind.CURRENT,
        grain="a record that a customer holds an account together with its primary holder",
        key=("holder_id",),
        month_of="valid_from",
        sorted_by=("account_id", "holder_id"),
        columns=columns_of(
            """
            holder_id | BIGINT | The record; of one account and customer the highest counts.
            account_id | BIGINT | The ledger account.
            customer_id | BIGINT | Who holds it as well.
            valid_from | DATE | The first day.
            valid_to | DATE | The last day; empty: until further word.
            """
        ),
    ),
    Dataset(
        name="fact_interest",
        kind=Kind.CURRENT,
        grain="a side of an account's interest at the end of a business day",
        key=("account_id", "side", "day"),
        month_of="day",
        sorted_by=("account_id", "side", "day"),
        columns=columns_of(
            """
            account_id | BIGINT | The ledger account.
            side | SMALLINT | 1 the customer earns, -1 the bank does.
            day | DATE | The last business day whose interest is in the books.
            currency | VARCHAR | ISO 4217 code.
            unposted | DECIMAL(24,8) | Accrued and not posted, minor units; positive for the earner.
            """
        ),
    ),
    Dataset(
        name="fact_loan_income",
        kind=Kind.CURRENT,
        grain="what a loan has earned by a day",
        key=("loan_id", "day"),
        month_of="day",
        sorted_by=("loan_id", "day"),
        columns=columns_of(
            """
            loan_id | BIGINT | The loan in the bank's tables.
            day | DATE | The business day.
            account_id | BIGINT | Its ledger account.
            currency | VARCHAR | ISO 4217 code.
            interest | BIGINT | All interest booked as earned since it was paid out, minor units.
            penalties | BIGINT | All penalties charged since then.
            """
        ),
    ),
    Dataset(
        name="fact_operation",
        kind=Kind.CURRENT,
        grain="something done to a merchant's payment, or a payment to another bank",
        key=("channel", "operation_id"),
        month_of="created_on",
        sorted_by=("created_on", "channel", "operation_id"),
        columns=columns_of(
            """
            channel | VARCHAR | GATEWAY: of merchants; OUTGOING: of customers to other banks.
            operation_id | BIGINT | The operation or payment in the bank's tables.
            payment_id | BIGINT | The payment that it belongs to.
            merchant_id | BIGINT | The merchant; empty: none.
            account_public_id | VARCHAR | The paying account, where the bank keeps it.
            kind | VARCHAR | AUTHORISE, CAPTURE, REFUND, CHARGEBACK ... or CREDIT_TRANSFER.
            state | VARCHAR | How far it has come.
            instrument | VARCHAR | CARD, ON_US_ACCOUNT, SEPA_DEBIT ..., TRANSFER or INSTANT.
            network | VARCHAR | Where it went, such as visa; empty: interbank clearing.
            brand | VARCHAR | A card's brand.
            country | VARCHAR | Of the card, or of the account that is paid; empty: not known.
            currency | VARCHAR | ISO 4217 code.
            amount | BIGINT | Minor units.
            fee | BIGINT | What the merchant pays for it.
            excess | BIGINT | What was taken back beyond what was left: the bank's loss.
            interchange | BIGINT | What the network has kept for the card's bank; empty: not told.
            scheme_fee | BIGINT | What the network has kept for itself.
            advised_on | DATE | When these fees were booked.
            eci | VARCHAR | How the payer's bank has confirmed it; empty: it was not asked.
            authentication | VARCHAR | What came of asking the payer to confirm; empty: not asked.
            decline_code | VARCHAR | Why it was declined; empty: it was not.
            reason | VARCHAR | Of a refund or dispute.
            is_sandbox | BOOLEAN | Whether it was only played.
            business_date | DATE | The day on which it succeeded or was booked.
            txn_id | BIGINT | The transaction that booked it.
            returned_on | DATE | The day on which it was taken back after it had succeeded.
            return_txn_id | BIGINT | The transaction that took it back.
            created_on | DATE | The day on which it began, UTC.
            """
        ),
    ),
    Dataset(
        name="fact_reversal",
        kind=Kind.CURRENT,
        grain="a transaction that takes another back",
        key=("txn_id",),
        month_of="booking_date",
        sorted_by=("booking_date", "txn_id"),
        columns=columns_of(
            """
            txn_id | BIGINT | The transaction that takes back.
            reverses_id | BIGINT | What it takes back.
            reversed_kind | SMALLINT | What that was (see TransactionKind).
            booking_date | DATE | When it was taken back.
            """
        ),
    ),
)
