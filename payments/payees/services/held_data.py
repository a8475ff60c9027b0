"""What is told of a customer's payees for the export (GDPR Art. 15 and 20), and what is erased."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.db.transactions import requires_transaction
from payments.payees.repositories import name_checks, payees
from payments.payees.services import payees as saved
from payments.payees.services.name_checks import view

_NONE: Final[dict[str, object]] = {"payees": [], "checked_names": []}


def payees_held(*, customer_id: UUID) -> dict[str, object]:
    """Return the customer's saved payees and checked names."""
    named = accounts.names_of_customer(customer_id=customer_id)
    if named is None:
        return _NONE
    return {
        "payees": [
            {
                "name": row.name,
                "account": row.account,
                "note": row.note,
                "saved_at": row.saved_at,
                "last_paid_at": row.last_paid_at,
            }
            for row in payees.of_customer(customer=named.key, limit=saved.MOST)
        ],
        "checked_names": [
            {
                "name": each.typed,
                "account": each.account,
                "answer": each.answer.value,
                "asked_at": each.asked_at,
            }
            for each in map(view, name_checks.of_customer(customer_id=customer_id))
        ],
    }


@requires_transaction
def erase_payees(*, customer_id: UUID, now: datetime) -> dict[str, int]:
    """Erase the customer's payees and checked names; returns how many of each."""
    del now
    return {
        "payees": payees.remove_all(customer_id=customer_id),
        "checked_names": name_checks.remove_all(customer_id=customer_id),
    }
