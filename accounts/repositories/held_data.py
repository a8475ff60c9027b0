"""What the tables of accounts hold about a customer beyond the file: rows for an export.

Amounts are minor units, beside the `currency` they are of (its ISO 4217 number). Who of the staff
recorded a row is left out: it is no data of the customer's.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import (
    CategoryRule,
    EntryCategory,
    FeeCharge,
    FeeWaiver,
    Holder,
    Letter,
    Loan,
    LoanApplication,
    LoanPayment,
    LoanStateChange,
    Mandate,
    Overdraft,
    Signature,
    Statement,
    TermDeposit,
)
from bankcore.db.transactions import requires_transaction

Row = dict[str, Any]

# Before the other names, which are columns of the table too and would be refused.
_NAMED: Final = "told_"
_ERASED: Final = "Erased"


def loan_applications(customer_id: UUID) -> list[Row]:
    """Return what the customer asked to borrow, and what was decided."""
    return _rows(
        LoanApplication.objects.filter(customer__public_id=customer_id),
        *("currency", "amount", "purpose", "instalments", "frequency", "method", "annual_rate"),
        *("state", "score", "registered_at", "decided_at", "decision_reason"),
        application_id=F("public_id"),
    )


def loans(customer_id: UUID) -> list[Row]:
    """Return the customer's loan contracts with their present state."""
    return _rows(
        Loan.objects.filter(account__customer__public_id=customer_id),
        *("currency", "principal", "instalments", "frequency", "method", "annual_rate", "apr"),
        *("origination_fee", "penalty_rate", "contracted_at", "disbursed_on", "state"),
        *("outstanding", "days_past_due"),
        loan_id=F("public_id"),
        paid_from=F("repayment_account__iban"),
    )


def loan_states(customer_id: UUID) -> list[Row]:
    """Return when and why the customer's loans changed their state."""
    return _rows(
        LoanStateChange.objects.filter(loan__account__customer__public_id=customer_id),
        *("from_state", "to_state", "reason", "at"),
        loan_id=F("loan__public_id"),
    )


def loan_payments(customer_id: UUID) -> list[Row]:
    """Return what was paid on the customer's loans."""
    return _rows(
        LoanPayment.objects.filter(loan__account__customer__public_id=customer_id),
        *("kind", "amount", "booked_on"),
        loan_id=F("loan__public_id"),
        currency=F("loan__currency"),
    )


def letters(customer_id: UUID) -> list[Row]:
    """Return which letters were written to the customer."""
    return _rows(
        Letter.objects.filter(customer__public_id=customer_id),
        *("kind", "parameters", "made_at"),
        letter_id=F("public_id"),
    )


def category_rules(customer_id: UUID) -> list[Row]:
    """Return how the customer sorts entries by their counterparty."""
    return _rows(
        CategoryRule.objects.filter(customer__public_id=customer_id),
        *("counterparty", "category", "chosen_at"),
    )


def entry_categories(customer_id: UUID) -> list[Row]:
    """Return how the customer sorted single entries."""
    return _rows(
        EntryCategory.objects.filter(customer__public_id=customer_id),
        *("seq", "category", "chosen_at"),
        iban=F("account__iban"),
    )


def statements(customer_id: UUID) -> list[Row]:
    """Return which statements of the customer's accounts there are."""
    return _rows(
        Statement.objects.filter(account__customer__public_id=customer_id),
        *("number", "first_day", "last_day", "entries", "opening", "closing"),
        iban=F("account__iban"),
        currency=F("account__currency"),
    )


def holders(customer_id: UUID) -> list[Row]:
    """Return joint holdings: of the customer, and of others on the customer's accounts."""
    return _rows(Holder.objects.filter(_by_either(customer_id)), "valid_from", "valid_to", **_WHOSE)


def mandates(customer_id: UUID) -> list[Row]:
    """Return mandates: given to the customer, and to others on the customer's accounts."""
    return _rows(
        Mandate.objects.filter(_by_either(customer_id)),
        *("valid_from", "valid_to", "transaction_limit", "daily_limit"),
        currency=F("account__currency"),
        **_WHOSE,
    )


def signatures(customer_id: UUID) -> list[Row]:
    """Return which orders the customer has signed together with others."""
    return _rows(
        Signature.objects.filter(customer__public_id=customer_id),
        *("reference", "signed_at"),
        iban=F("account__iban"),
    )


def overdrafts(customer_id: UUID) -> list[Row]:
    """Return every overdraft that was agreed on the customer's accounts."""
    return _rows(
        Overdraft.objects.filter(account__customer__public_id=customer_id),
        *("from_day", "to_day", "agreed_at"),
        iban=F("account__iban"),
        currency=F("account__currency"),
        limit=F("limit_minor"),
    )


def fee_charges(customer_id: UUID) -> list[Row]:
    """Return the fees of the customer's accounts: due, charged, waived, given back."""
    return _rows(
        FeeCharge.objects.filter(account__customer__public_id=customer_id),
        *("event", "period", "day", "waived_reason"),
        iban=F("account__iban"),
        currency=F("account__currency"),
        amount=F("amount_minor"),
        refunded_at=F("refund__refunded_at"),
        refund_reason=F("refund__reason"),
    )


def fee_waivers(customer_id: UUID) -> list[Row]:
    """Return which fees the customer, or one of the customer's accounts, is let off."""
    whose = Q(customer__public_id=customer_id) | Q(account__customer__public_id=customer_id)
    return _rows(
        FeeWaiver.objects.filter(whose),
        *("event", "from_day", "to_day", "reason"),
        iban=F("account__iban"),
    )


def term_deposits(customer_id: UUID) -> list[Row]:
    """Return the customer's term deposits, past ones too."""
    return _rows(
        TermDeposit.objects.filter(account__customer__public_id=customer_id),
        *("principal", "term_months", "term_days", "rate", "start", "maturity", "instruction"),
        *("state", "ended_on"),
        deposit_id=F("public_id"),
        paid_out_to=F("payout_account__iban"),
        currency=F("account__currency"),
    )


_WHOSE = {
    "iban": F("account__iban"),
    "owner_id": F("account__customer__public_id"),
    "person_id": F("customer__public_id"),
}


@requires_transaction
def erase_refused_applications(customer_id: UUID) -> int:
    """Erase what applications without a contract were for, and why; returns of how many."""
    refused = LoanApplication.objects.filter(
        customer__public_id=customer_id, loan__isnull=True
    ).exclude(decision_reason__in=["", _ERASED])
    return refused.update(purpose="", decision_reason=_ERASED)


def _by_either(customer_id: UUID) -> Q:
    return Q(customer__public_id=customer_id) | Q(account__customer__public_id=customer_id)


def _rows(found: QuerySet[Any], *names: str, **named: F) -> list[Row]:
    """Return the rows, oldest first, with these columns and these under other names."""
    renamed = {f"{_NAMED}{name}": column for name, column in named.items()}
    return [
        {name.removeprefix(_NAMED): value for name, value in row.items()}
        for row in found.order_by("pk").annotate(**renamed).values(*names, *renamed)
    ]
