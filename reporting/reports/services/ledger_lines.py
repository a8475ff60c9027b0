"""Lines of the general ledger: as the warehouse has them, beside what the ledger itself has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bankcore.ledger.public import DayNotRolledUp
from bankcore.money import Currency, Money
from reporting.reports.domain import wording
from reporting.reports.domain.definitions import BookLine, Inputs
from reporting.reports.domain.documents import Column, Kind, Reconciliation, Source, Table, cells
from reporting.reports.services.euros import EURO

Key = tuple[str, Currency]
"""A line by its code, in one currency."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on a line in one currency by the warehouse; credits less debits."""

    category: str
    balance: Money


def standing(inputs: Inputs, day: date) -> dict[Key, Standing]:
    """Return what stands on each line at the end of a day, by the warehouse."""
    found: dict[Key, Standing] = {}
    for row in inputs.facts.rows("line_balances", day=day):
        currency = Currency.of(row["currency"])
        balance = Money(int(row["balance"]), currency)
        found[row["gl_code"], currency] = Standing(row["category"], balance)
    return found


def booked(lines: Iterable[BookLine]) -> dict[Key, BookLine]:
    """Return the ledger's own lines by code and currency."""
    return {(line.gl_code, line.balance.currency): line for line in lines}


def booked_if_closed(inputs: Inputs, day: date) -> dict[Key, BookLine] | None:
    """Return the ledger's own lines of a day; None where the bank closed no such day."""
    try:
        return booked(inputs.books.lines(day))
    except DayNotRolledUp:
        return None


def held(
    ours: Mapping[Key, Money], theirs: Mapping[Key, BookLine], when: str
) -> list[Reconciliation]:
    """Return each line of the warehouse beside the ledger's."""
    found = []
    for code, currency in sorted(ours.keys() | theirs.keys(), key=in_order):
        nothing, line = Money(0, currency), theirs.get((code, currency))
        what = f"line {code} in {currency.code}, {when}"
        reported = ours.get((code, currency), nothing)
        found.append(Reconciliation(what, reported, line.balance if line else nothing))
    return found


def in_order(key: Key) -> tuple[str, str]:
    """Order lines by currency, the bank's own first, and then by code."""
    code, currency = key
    return ("" if currency == EURO else currency.code, code)


def source_of(code: str, currency: Currency) -> Source:
    """Return where a balance comes from: the accounts of its line."""
    return Source("dim_account", (("gl_code", code), ("currency", currency.code)))


def rates_of(inputs: Inputs, *days: date) -> list[Table]:
    """Return the rates of some days by which amounts became euros; nothing where there are none."""
    rows = [
        cells(row["currency"], day, row["rate"], row["day"])
        for day in days
        for row in inputs.facts.rows("rates", day=day)
    ]
    if not rows:
        return []
    return [
        Table(
            title="Rates",
            words="Units of the currency for one euro: the last rate published up to the day.",
            columns=(
                Column("Currency"),
                Column("Used for", Kind.DATE),
                Column("Rate", Kind.NUMBER),
                Column("Published", Kind.DATE),
            ),
            rows=tuple(rows),
        )
    ]


def told(day: date) -> str:
    """Return a day as reports name it in their headings."""
    return wording.day(day)
