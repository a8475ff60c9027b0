"""The trial balance: every line of the general ledger, and that all of them come to zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import BookLine, Inputs, Report
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Source,
    Table,
    cells,
    total,
)
from reporting.reports.services import ledger_lines
from reporting.reports.services.euros import EURO, Euros
from reporting.reports.services.ledger_lines import Key

_COLUMNS = (
    Column("Line"),
    Column("Name"),
    Column("Category"),
    Column("Debit", Kind.MONEY),
    Column("Credit", Kind.MONEY),
)


def _make(inputs: Inputs) -> Document:
    lines = ledger_lines.booked(inputs.books.lines(inputs.day))
    balances = ledger_lines.standing(inputs, inputs.day)
    keys = sorted(lines.keys() | balances.keys(), key=ledger_lines.in_order)
    amounts = {key: found.balance for key, found in balances.items()}
    tables = [
        _table(f"Trial balance in {currency.code}", _rows(list(of), lines, amounts), currency)
        for currency, of in groupby(keys, key=lambda key: key[1])
    ]
    euros = Euros(inputs)
    if any(currency != EURO for _, currency in keys):
        tables.append(_in_euro(keys, lines, amounts, euros))
        tables += ledger_lines.rates_of(inputs, inputs.day)
    when = f"on {ledger_lines.told(inputs.day)}"
    return Document(
        tables=tuple(tables),
        reconciliations=tuple(ledger_lines.held(amounts, lines, when)),
        warnings=euros.warnings(),
    )


_Row = tuple[str, str, str, Money, Source | None]


def _rows(
    keys: Sequence[Key], lines: Mapping[Key, BookLine], amounts: Mapping[Key, Money]
) -> list[_Row]:
    found: list[_Row] = []
    names = ledger.line_names()
    for key in keys:
        code, currency = key
        line, name = lines.get(key), names.get(code, "")
        category = line.category if line else ""
        balance = amounts.get(key, Money(0, currency))
        found.append((code, name, category, balance, ledger_lines.source_of(code, currency)))
    return found


def _in_euro(
    keys: Sequence[Key],
    lines: Mapping[Key, BookLine],
    amounts: Mapping[Key, Money],
    euros: Euros,
) -> Table:
    """Convert every line at the last rate of the day; what cents are over has a row of its own."""
    rows: dict[str, _Row] = {}
    for code, name, category, balance, _ in _rows(keys, lines, amounts):
        before = rows.get(code)
        known = before[3] if before else Money(0, EURO)
        kind = category or (before[2] if before else "")
        rows[code] = (code, name, kind, known + euros.of(balance), None)
    over = total([row[3] for row in rows.values()], Money(0, EURO))
    made = [rows[code] for code in sorted(rows)]
    if over.minor:
        made.append(("", "Rounding of the conversion", "", -over, None))
    return _table("Trial balance in euro, all currencies", made, EURO)


def _table(title: str, lines: Sequence[_Row], currency: Currency) -> Table:
    nothing = Money(0, currency)
    rows = []
    debits, credited = nothing, nothing
    for code, name, category, balance, source in lines:
        debit, credit = max(-balance, nothing), max(balance, nothing)
        debits, credited = debits + debit, credited + credit
        rows.append((*cells(code, name, category), Cell(debit, source), Cell(credit, source)))
    sums = cells("Total", "", "", debits, credited)
    return Table(title=title, columns=_COLUMNS, rows=tuple(rows), totals=(sums,))


REPORTS = (
    Report(
        name="trial_balance",
        title="Trial balance",
        family="Books",
        words="What stands on every line of the general ledger at the end of a day,"
        " in each currency and in euro.",
        make=_make,
    ),
)
