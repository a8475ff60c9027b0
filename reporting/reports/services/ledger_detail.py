"""The general ledger in detail: what stood on its lines, what moved them, every entry of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import (
    BookLine,
    Inputs,
    Parameter,
    ParameterKind,
    Report,
    Row,
)
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
from reporting.reports.services import ledger_lines
from reporting.reports.services.ledger_lines import Key
from reporting.reports.services.profit_and_loss import PeriodRefused

_MOST: Final = 50_000


class TooManyEntries(BankError):
    """A line has more entries in the period than a document holds."""

    code = "report_too_many_entries"
    cure = "Choose a shorter period, or ask the warehouse itself."


def _make(inputs: Inputs) -> Document:
    first, line = _first(inputs), str(inputs.values.get("line", ""))
    books = ledger_lines.booked(inputs.books.lines(inputs.day))
    opened = ledger_lines.booked_if_closed(inputs, first - timedelta(days=1))
    names = ledger.line_names()
    found = inputs.facts.rows("line_totals", first=first, last=inputs.day)
    rows = [row for row in found if not line or row["gl_code"] == line]
    tables = [_totals(Currency.of(code), list(of), names)
              for code, of in groupby(rows, key=lambda row: row["currency"])]  # fmt: skip
    if line:
        tables += _entries(inputs, line, first, rows, names)
    chosen = {row["gl_code"] for row in rows} | ({line} if line else set())
    held = _held(rows, books, chosen, inputs.day, is_opening=False, whole=not line)
    if opened is not None:
        held += _held(rows, opened, chosen, first, is_opening=True, whole=not line)
    return Document(tables=tuple(tables), reconciliations=tuple(held))


def _first(inputs: Inputs) -> date:
    first = inputs.values.get("since") or inputs.day
    assert isinstance(first, date)  # noqa: S101 - a parameter of this kind
    if first > inputs.day:
        message = f"The period begins on {first}, after {inputs.day}."
        raise PeriodRefused(message, field="since")
    return first


def _totals(currency: Currency, rows: Sequence[Row], names: Mapping[str, str]) -> Table:
    def money(minor: int) -> Money:
        return Money(int(minor), currency)

    sums = [Money(0, currency)] * 4
    made = []
    for row in rows:
        closing = row["opening"] - row["debits"] + row["credits"]
        figures = [money(each) for each in (row["opening"], row["debits"], row["credits"], closing)]
        sums = [one + other for one, other in zip(sums, figures, strict=True)]
        source = ledger_lines.source_of(row["gl_code"], currency)
        told = [*(Cell(each) for each in figures[:3]), Cell(figures[3], source)]
        name = names.get(row["gl_code"], "")
        made.append((*cells(row["gl_code"], name), *told, Cell(row["entries"])))
    entries = sum(int(row["entries"]) for row in rows)
    return Table(
        title=f"Lines in {currency.code}",
        words="Balances are credits less debits.",
        columns=(
            *(Column("Line"), Column("Name")),
            *(Column(each, Kind.MONEY) for each in ("Opening", "Debits", "Credits", "Closing")),
            Column("Entries", Kind.WHOLE),
        ),
        rows=tuple(made),
        totals=((*cells("Total", ""), *cells(*sums), Cell(entries)),),
    )


def _entries(
    inputs: Inputs, line: str, first: date, totals: Sequence[Row], names: Mapping[str, str]
) -> Iterator[Table]:
    found = inputs.facts.rows(
        "line_entries", line=line, first=first, last=inputs.day, most=_MOST + 1
    )
    if len(found) > _MOST:
        message = f"Line {line} has more than {_MOST:,} entries from {first} to {inputs.day}."
        raise TooManyEntries(message, field="line")
    opening = {row["currency"]: int(row["opening"]) for row in totals}
    for code, rows in groupby(found, key=lambda row: row["currency"]):
        balance = Money(opening[code], Currency.of(code))
        yield _ledger(f"{line} {names.get(line, '')}".strip(), balance, list(rows), first)


def _ledger(line: str, opening: Money, rows: Sequence[Row], first: date) -> Table:
    nothing, balance = Money(0, opening.currency), opening
    debits, credited = nothing, nothing
    made = [_standing("Opening", first, opening)]
    for row in rows:
        amount = Money(int(row["amount"]), opening.currency)
        debit, credit = max(-amount, nothing), max(amount, nothing)
        debits, credited, balance = debits + debit, credited + credit, balance + amount
        source = Source("fact_entry", (("txn_id", row["txn_id"]),))
        kind = ledger.TransactionKind(row["kind"]).name.replace("_", " ").capitalize()
        made.append(
            (
                *cells(row["booking_date"], row["value_date"]),
                Cell(row["txn_id"], source),
                *cells(kind, row["account_id"]),
                Cell(debit if debit.minor else None, source),
                Cell(credit if credit.minor else None, source),
                Cell(balance),
            )
        )
    return Table(
        title=f"Entries of {line} in {opening.currency.code}",
        columns=(
            *(Column("Booked", Kind.DATE), Column("Value", Kind.DATE)),
            *(Column("Transaction", Kind.NUMBER), Column("What"), Column("Account", Kind.NUMBER)),
            *(Column(each, Kind.MONEY) for each in ("Debit", "Credit", "Balance")),
        ),
        rows=tuple(made),
        totals=((*cells(None, None, None, "Closing", None), *cells(debits, credited, balance)),),
    )


def _standing(what: str, day: date, balance: Money) -> tuple[Cell, ...]:
    return cells(day, None, None, what, None, None, None, balance)


def _held(
    rows: Sequence[Row],
    books: Mapping[Key, BookLine],
    chosen: set[str],
    day: date,
    *,
    is_opening: bool,
    whole: bool,
) -> list[Reconciliation]:
    ours = {
        (row["gl_code"], currency): Money(
            int(row["opening"] if is_opening else row["opening"] - row["debits"] + row["credits"]),
            currency,
        )
        for row in rows
        for currency in [Currency.of(row["currency"])]
    }
    theirs = {key: each for key, each in books.items() if whole or key[0] in chosen}
    words = "as it opened on" if is_opening else "as it closed on"
    return ledger_lines.held(ours, theirs, f"{words} {ledger_lines.told(day)}")


REPORTS = (
    Report(
        name="ledger_detail",
        title="General ledger in detail",
        family="Books",
        words="What stood on each line as a period opened, what moved it and what stands on it;"
        " of a single line every entry with its transaction.",
        make=_make,
        parameters=(
            Parameter(
                name="line",
                title="Line",
                words="Its code, such as 2000: every entry of it. Empty: all lines, in sums.",
            ),
            Parameter(
                name="since",
                title="From",
                kind=ParameterKind.DATE,
                words="The first day. Empty: the day of the report alone.",
            ),
        ),
    ),
)
