"""What payments tells of a customer for the export (GDPR Art. 15 and 20), and what it erases.

What belongs to a booking stays as long as the books. After the time that the law asks for, the
creditors of orders and lines of files that have never paid anything go (Art. 17).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.db.transactions import requires_transaction
from bankcore.money import Currency, Money
from payments.repositories import held_data

_PAGE = 200
# Columns of minor units, and those of their currencies.
_AMOUNTS: Final = (
    ("amount", "currency"),
    ("sell", "sell_currency"),
    ("buy", "buy_currency"),
)


def orders_held(*, customer_id: UUID) -> dict[str, object]:
    """Return standing orders, scheduled payments and payments to other banks."""
    owned = _accounts_of(customer_id)
    return {
        "standing_orders": _told(held_data.standing_orders(owned)),
        "standing_order_dates": _told(held_data.executions(owned)),
        "payments_to_other_banks": _told(held_data.external_payments(owned)),
        "payments_looked_at": _told(held_data.held_payments(owned)),
    }


def files_held(*, customer_id: UUID) -> dict[str, object]:
    """Return the customer's files of payments and their lines."""
    return {
        "payment_files": _told(held_data.bulk_files(customer_id)),
        "payment_file_lines": _told(held_data.bulk_lines(customer_id)),
    }


def exchanges_held(*, customer_id: UUID) -> dict[str, object]:
    """Return the customer's quotes and orders of foreign exchange."""
    return {"exchanges": _told(held_data.exchanges(customer_id))}


def cheques_held(*, customer_id: UUID) -> dict[str, object]:
    """Return cheques given out, used, and paid in, of the customer's accounts."""
    owned = _accounts_of(customer_id)
    return {
        "cheque_books": _told(held_data.cheque_books(owned)),
        "cheques": _told(held_data.used_cheques(owned)),
        "cheques_paid_in": _told(held_data.collected_cheques(owned)),
    }


@requires_transaction
def erase_unpaid(*, customer_id: UUID, now: datetime) -> dict[str, int]:
    """Erase the creditors of what was never paid; returns the numbers of orders and lines."""
    del now
    return {
        "unpaid_orders": held_data.erase_unpaid_orders(_accounts_of(customer_id)),
        "unpaid_held_payments": held_data.erase_unpaid_held(_accounts_of(customer_id)),
        "refused_file_lines": held_data.erase_unpaid_lines(customer_id),
    }


def _accounts_of(customer_id: UUID) -> list[UUID]:
    found: list[UUID] = []
    after: int | None = 0
    while after is not None:
        chosen = accounts.AccountFilter(customer_id=customer_id, after_id=after)
        page, after = accounts.page_of_accounts(chosen=chosen, limit=_PAGE)
        found += [each.account_id for each in page]
    return found


def _told(rows: list[held_data.Row]) -> list[held_data.Row]:
    """Return the rows with amounts as money of the currency that stands beside them."""
    for row in rows:
        for amount, currency in _AMOUNTS:
            if row.get(amount) is not None:
                row[amount] = _money(row[amount], row.pop(currency))
    return rows


def _money(minor: int, currency: int | str) -> Money:
    kept_in = Currency.numbered(currency) if isinstance(currency, int) else Currency.of(currency)
    return Money(minor, kept_in)
