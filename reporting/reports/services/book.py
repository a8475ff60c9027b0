"""The general ledger as the warehouse has it at a day's end, held against the ledger itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import BookLine, Inputs
from reporting.reports.domain.documents import Cell, Reconciliation, Source, Value


@dataclass(frozen=True, slots=True)
class Standing:
    """A line in a currency: what accounts in credit and in debit have on it, both positive."""

    gl_code: str
    category: str
    credit: Money
    debit: Money

    @property
    def balance(self) -> Money:
        """Credits less debits."""
        return self.credit - self.debit


class Book:
    """Every line of a closed day; raises DayNotRolledUp where the day is not closed."""

    def __init__(self, inputs: Inputs) -> None:
        """Read the lines of the warehouse and of the ledger."""
        self._ledger: Sequence[BookLine] = inputs.books.lines(inputs.day)
        self.standing = tuple(
            Standing(
                row["gl_code"],
                row["category"],
                Money(int(row["credit"]), Currency.of(row["currency"])),
                Money(int(row["debit"]), Currency.of(row["currency"])),
            )
            for row in inputs.facts.rows("book_lines", day=inputs.day)
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """What each line is called."""
        return {line.gl_code: line.name for line in self._ledger}

    def on(self, *codes: str) -> list[Standing]:
        """Return what stands on some lines."""
        return [each for each in self.standing if each.gl_code in codes]

    def of(self, *categories: str) -> list[Standing]:
        """Return what stands on the lines of some categories."""
        return [each for each in self.standing if each.category in categories]

    def held_against(
        self, what: str, reported: Iterable[Money], codes: Iterable[str]
    ) -> tuple[Reconciliation, ...]:
        """Return, of each currency, what was reported beside what the ledger has on these lines.

        Amounts are credits less debits.
        """
        chosen = set(codes)
        ours: dict[Currency, Money] = {}
        theirs: dict[Currency, Money] = {}
        for amount in reported:
            _add(ours, amount)
        for line in self._ledger:
            if line.gl_code in chosen:
                _add(theirs, line.balance)
        return tuple(
            Reconciliation(
                f"{what}, {currency.code}",
                ours.get(currency, Money(0, currency)),
                theirs.get(currency, Money(0, currency)),
            )
            for currency in sorted(ours.keys() | theirs.keys(), key=lambda each: each.code)
        )

    def codes_of(self, *categories: str) -> list[str]:
        """Return the ledger's lines of some categories."""
        return sorted({line.gl_code for line in self._ledger if line.category in categories})


def of_lines(value: Value, *codes: str) -> Cell:
    """Return a figure that comes from lines of the general ledger."""
    return Cell(value, Source("dim_account", tuple(("gl_code", code) for code in codes)))


def _add(sums: dict[Currency, Money], amount: Money) -> None:
    sums[amount.currency] = sums.get(amount.currency, Money(0, amount.currency)) + amount
