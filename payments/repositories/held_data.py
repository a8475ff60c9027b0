"""What the tables of payments hold about a customer's accounts: read for an export, and erased."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.domain.bulk_files import LineState
from payments.domain.cheques import ChequeState
from payments.domain.held import OPEN, HeldState, status_of
from payments.domain.standing_orders import ExecutionState, OrderState
from payments.models import (
    BulkFile,
    BulkLine,
    Cheque,
    ChequeBook,
    CollectedCheque,
    ExternalPayment,
    FxQuote,
    HeldPayment,
    StandingOrder,
    StandingOrderExecution,
)

Row = dict[str, Any]
ERASED: Final = "Erased"

# Before the other names, which are columns of the table too and would be refused.
_NAMED: Final = "told_"
_PAYEE = ("creditor_iban", "creditor_name", "remittance")


def standing_orders(accounts: list[UUID]) -> list[Row]:
    """Return the orders of these accounts, past ones too."""
    return _rows(
        StandingOrder.objects.filter(account__public_id__in=accounts),
        *("account_id", "credit_account_id", *_PAYEE, "end_to_end_id", "rule", "currency"),
        *("start", "unit", "every", "until", "times", "state", "next_due_date", "created_at"),
        order_id=F("public_id"),
        amount=F("amount_minor"),
    )


def executions(accounts: list[UUID]) -> list[Row]:
    """Return what became of the dates of these accounts' orders."""
    return _rows(
        StandingOrderExecution.objects.filter(order__account__public_id__in=accounts),
        *("nominal_date", "due_date", "state", "last_refusal"),
        order_id=F("order__public_id"),
        amount=F("amount_minor"),
        currency=F("order__currency"),
    )


def bulk_files(customer_id: UUID) -> list[Row]:
    """Return the files of payments that the customer has sent in."""
    return _rows(
        BulkFile.objects.filter(customer__public_id=customer_id),
        *("name", "format", "message_id", "state", "refusal_code", "received_at"),
        file_id=F("public_id"),
    )


def bulk_lines(customer_id: UUID) -> list[Row]:
    """Return the lines of the customer's files, with amounts as the file wrote them."""
    return _rows(
        BulkLine.objects.filter(file__customer__public_id=customer_id),
        *("number", "debtor_iban", *_PAYEE, "end_to_end_id", "amount_text", "currency"),
        *("execution_date", "state", "refusal_code"),
        file_id=F("file__public_id"),
    )


def external_payments(accounts: list[UUID]) -> list[Row]:
    """Return what was paid from these accounts to other banks."""
    return _rows(
        ExternalPayment.objects.filter(account_id__in=accounts),
        *("account_id", *_PAYEE, "currency", "state", "created_at"),
        payment_id=F("public_id"),
        amount=F("amount_minor"),
    )


def exchanges(customer_id: UUID) -> list[Row]:
    """Return the customer's exchanges: what was quoted, and which of it was taken."""
    return _rows(
        FxQuote.objects.filter(customer_id=customer_id),
        *("sell_account_id", "sell_currency", "buy_account_id", "buy_currency"),
        *("quoted_at", "valid_until"),
        sell=F("sell_minor"),
        buy=F("buy_minor"),
        quote_id=F("public_id"),
        taken_at=F("order__executed_at"),
    )


def cheque_books(accounts: list[UUID]) -> list[Row]:
    """Return the cheques that were given out to these accounts."""
    return _rows(
        ChequeBook.objects.filter(account_id__in=accounts),
        *("account_id", "first_number", "last_number", "issued_at"),
    )


def used_cheques(accounts: list[UUID]) -> list[Row]:
    """Return the cheques of these accounts that were paid or stopped."""
    return _rows(
        Cheque.objects.filter(account_id__in=accounts).exclude(state=ChequeState.ISSUED.value),
        *("account_id", "number", "state", "stop_reason", "changed_at"),
        amount=F("payment__amount_minor"),
        currency=F("payment__currency"),
        payee=F("payment__payee"),
    )


def collected_cheques(accounts: list[UUID]) -> list[Row]:
    """Return the cheques of other banks that were paid in to these accounts."""
    return _rows(
        CollectedCheque.objects.filter(account_id__in=accounts),
        *("account_id", "drawn_on_bank", "drawn_on_account", "number", "state", "currency"),
        *("deposited_at", "clears_on", "return_reason"),
        amount=F("amount_minor"),
    )


@requires_transaction
def erase_unpaid_orders(accounts: list[UUID]) -> int:
    """Put a word in the place of whom finished orders would have paid; returns of how many.

    Orders that have paid keep it: it belongs to what is in the books. Lines of files keep it too
    where they came to an order.
    """
    paid = StandingOrderExecution.objects.filter(
        order=OuterRef("pk"), state=ExecutionState.EXECUTED.value
    )
    unpaid = StandingOrder.objects.filter(
        ~Exists(paid),
        account__public_id__in=accounts,
        state__in=[OrderState.ENDED.value, OrderState.CANCELLED.value],
    )
    outside = unpaid.exclude(creditor_iban="").exclude(creditor_iban=ERASED)
    inside = unpaid.filter(creditor_iban="").exclude(remittance="", end_to_end_id="")
    return outside.update(
        creditor_iban=ERASED, creditor_name=ERASED, remittance="", end_to_end_id=""
    ) + inside.update(remittance="", end_to_end_id="")


@requires_transaction
def erase_unpaid_lines(customer_id: UUID) -> int:
    """Do the same with the refused lines of the customer's files; returns of how many."""
    refused = BulkLine.objects.filter(
        ~Q(creditor_iban="", creditor_name="", remittance=""),
        file__customer__public_id=customer_id,
        state=LineState.REFUSED.value,
    ).exclude(creditor_name=ERASED)
    return refused.update(creditor_iban="", creditor_name=ERASED, remittance="", end_to_end_id="")


def held_payments(accounts: list[UUID]) -> list[Row]:
    """Return the payments of these accounts that the bank looked at, by what their payers may know.

    What the bank has found is not theirs to hear: Art. 23 of the GDPR, and the laws that forbid
    tipping off.
    """
    rows = _rows(
        HeldPayment.objects.filter(account_id__in=accounts),
        *("account_id", "credit_account_id", *_PAYEE, "currency", "held_at", "state"),
        held_payment_id=F("public_id"),
        amount=F("amount_minor"),
    )
    return [{**row, "state": status_of(HeldState(row["state"])).value} for row in rows]


@requires_transaction
def erase_unpaid_held(accounts: list[UUID]) -> int:
    """Do the same with held payments that were never booked; returns of how many."""
    over = HeldPayment.objects.filter(account_id__in=accounts).exclude(
        state__in=[HeldState.BOOKED, *OPEN]
    )
    known = over.exclude(creditor_iban="", creditor_name="", remittance="", narrative="")
    return known.exclude(creditor_name=ERASED).update(
        creditor_iban="", creditor_name=ERASED, remittance="", narrative=""
    )


def _rows(found: QuerySet[Any], *names: str, **named: F) -> list[Row]:
    """Return the rows, oldest first, with these columns and these under other names."""
    renamed = {f"{_NAMED}{name}": column for name, column in named.items()}
    return [
        {name.removeprefix(_NAMED): value for name, value in row.items()}
        for row in found.order_by("pk").annotate(**renamed).values(*names, *renamed)
    ]
