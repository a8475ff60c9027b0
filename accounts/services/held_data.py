"""What accounts tells of a customer beyond the file, for the export (GDPR Art. 15 and 20)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.repositories import held_data
from bankcore.db.transactions import requires_transaction
from bankcore.money import Currency, Money
from risk.credit import public as credit

# Columns that are amounts in minor units of the row's currency.
_AMOUNTS: Final = frozenset(
    {
        *("amount", "principal", "origination_fee", "outstanding", "opening", "closing"),
        *("transaction_limit", "daily_limit", "limit"),
    }
)


def loans_held(*, customer_id: UUID) -> dict[str, object]:
    """Return the customer's loan applications, the bank's own decisions, contracts and payments."""
    return {
        "loan_applications": _told(held_data.loan_applications(customer_id)),
        "credit_decisions": [
            {
                "outcome": each.outcome,
                "points": each.points,
                "reasons": list(each.words),
                "decided_at": each.decided_at,
            }
            for each in credit.decisions_about(subject=str(customer_id))
        ],
        "loans": _told(held_data.loans(customer_id)),
        "loan_states": _told(held_data.loan_states(customer_id)),
        "loan_payments": _told(held_data.loan_payments(customer_id)),
    }


def papers_held(*, customer_id: UUID) -> dict[str, object]:
    """Return the customer's statements and letters, and how the customer sorts entries."""
    return {
        "statements": _told(held_data.statements(customer_id)),
        "letters": _told(held_data.letters(customer_id)),
        "category_rules": _told(held_data.category_rules(customer_id)),
        "entry_categories": _told(held_data.entry_categories(customer_id)),
    }


def use_held(*, customer_id: UUID) -> dict[str, object]:
    """Return holders, mandates, signatures, overdrafts and fees of the customer's accounts.

    Other people are told of by their customer numbers, without their names.
    """
    return {
        "holders": _told(held_data.holders(customer_id)),
        "mandates": _told(held_data.mandates(customer_id)),
        "signatures": _told(held_data.signatures(customer_id)),
        "overdrafts": _told(held_data.overdrafts(customer_id)),
        "fees": _told(held_data.fee_charges(customer_id)),
        "fee_waivers": _told(held_data.fee_waivers(customer_id)),
    }


def deposits_held(*, customer_id: UUID) -> dict[str, object]:
    """Return the customer's term deposits."""
    return {"term_deposits": _told(held_data.term_deposits(customer_id))}


@requires_transaction
def erase_refused(*, customer_id: UUID, now: datetime) -> dict[str, int]:
    """Erase purpose and reason of loan applications that came to no contract (GDPR Art. 17)."""
    del now
    return {"refused_loan_applications": held_data.erase_refused_applications(customer_id)}


def _told(rows: list[held_data.Row]) -> list[held_data.Row]:
    """Return the rows with amounts as money."""
    return [_with_money(row) for row in rows]


def _with_money(row: held_data.Row) -> held_data.Row:
    if "currency" not in row:
        return row
    currency = Currency.numbered(row["currency"])
    return {
        name: Money(value, currency) if name in _AMOUNTS and value is not None else value
        for name, value in row.items()
        if name != "currency"
    }
