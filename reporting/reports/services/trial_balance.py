"""The trial balance: every line of the general ledger, and that all of them come to zero."""

from __future__ import annotations

from itertools import groupby

from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import BookLine, Inputs, Report, Row
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Reconciliation,
    Source,
    Table,
    cells,
)

_COLUMNS = (
    Column("Line"),
    Column("Name"),
    Column("Category"),
    Column("Debit", Kind.MONEY),
    Column("Credit", Kind.MONEY),
)


def _make(inputs: Inputs) -> Document:
    lines = {(line.gl_code, line.balance.currency): line for line in inputs.books.lines(inputs.day)}
    found = inputs.facts.rows("line_balances", day=inputs.day)
    balances = {(row["gl_code"], Currency.of(row["currency"])): row for row in found}
    keys = sorted(lines.keys() | balances.keys(), key=lambda key: (key[1].code, key[0]))
    return Document(
        tables=tuple(
            _table(
                currency, [(code, lines.get((code, c)), balances.get((code, c))) for code, c in of]
            )
            for currency, of in groupby(keys, key=lambda key: key[1])
        ),
        reconciliations=tuple(
            _held_against(key, lines.get(key), balances.get(key)) for key in keys
        ),
    )


def _table(currency: Currency, lines: list[tuple[str, BookLine | None, Row | None]]) -> Table:
    nothing = Money(0, currency)
    rows = []
    debits, credited = nothing, nothing
    for code, line, found in lines:
        balance = Money(int(found["balance"]), currency) if found else nothing
        source = Source("dim_account", (("gl_code", code), ("currency", currency.code)))
        debit, credit = max(-balance, nothing), max(balance, nothing)
        debits, credited = debits + debit, credited + credit
        name, category = (line.name, line.category) if line else ("", "")
        rows.append((*cells(code, name, category), Cell(debit, source), Cell(credit, source)))
    total = cells("Total", "", "", debits, credited)
    return Table(
        title=f"Trial balance in {currency.code}",
        columns=_COLUMNS,
        rows=tuple(rows),
        totals=(total,),
    )


def _held_against(
    key: tuple[str, Currency], line: BookLine | None, found: Row | None
) -> Reconciliation:
    code, currency = key
    nothing = Money(0, currency)
    return Reconciliation(
        f"line {code} in {currency.code}",
        Money(int(found["balance"]), currency) if found else nothing,
        line.balance if line else nothing,
    )


REPORTS = (
    Report(
        name="trial_balance",
        title="Trial balance",
        family="Books",
        words="What stands on every line of the general ledger at the end of a day.",
        make=_make,
    ),
)
