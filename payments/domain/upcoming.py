"""What will leave a customer's accounts in the days to come, as far as it is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bankcore.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingPayment:
    """A date of an order that still pays."""

    order_id: UUID
    account_id: UUID
    due_date: date
    payee: str
    remittance: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """Everything that is due between two days, both included, in the order of the days."""

    first: date
    last: date
    payments: tuple[UpcomingPayment, ...]

    @property
    def totals(self) -> tuple[Money, ...]:
        """The sum in each currency, by its code."""
        found: dict[str, Money] = {}
        for each in self.payments:
            code = each.amount.currency.code
            found[code] = found[code] + each.amount if code in found else each.amount
        return tuple(found[code] for code in sorted(found))

    def of_day(self, day: date) -> tuple[UpcomingPayment, ...]:
        """Return what is due on one day."""
        return tuple(each for each in self.payments if each.due_date == day)


def in_order(payments: Sequence[UpcomingPayment]) -> tuple[UpcomingPayment, ...]:
    """Return payments by their day, then by whom they go to."""
    return tuple(sorted(payments, key=lambda each: (each.due_date, each.payee, each.order_id)))
