"""Opening the demo bank: customers and accounts, and what its products promise."""

from __future__ import annotations

from datetime import date, datetime

from bankcore.demo import bank, customers, interest, statements, use


def ensure(*, day: date, now: datetime) -> int:
    """Make the demo bank where it is missing; returns how many accounts it has.

    Opens the ledger on `day` if no business day is open. What is there already stays as it is.
    """
    count = bank.ensure(day=day, now=now)
    use.ensure_use(day=day, now=now)
    interest.ensure_terms(day=day, now=now)
    customers.complete_file(customer_id=bank.demo_id("Demo Person 01"), day=day, now=now)
    statements.choose_cycles(now=now)
    return count
