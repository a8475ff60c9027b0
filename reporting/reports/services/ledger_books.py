"""The ledger's figures as reports take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bankcore.ledger import public as ledger
from reporting.reports.domain.definitions import BookLine


class LedgerBooks:
    """The ledger in PostgreSQL, by its door."""

    def lines(self, day: date) -> list[BookLine]:
        """Return what stands on each line at the end of a closed day; raises DayNotRolledUp."""
        return _told(ledger.trial_balance(day=day))

    def results(self, first: date, last: date) -> list[BookLine]:
        """Return what each line of income and expense moved by, both days included."""
        return _told(ledger.income_and_expense(first=first, last=last))


def _told(lines: Sequence[ledger.TrialBalanceLine]) -> list[BookLine]:
    return [
        BookLine(gl_code=line.gl_code, name=line.name, category=line.category, balance=line.balance)
        for line in lines
    ]
