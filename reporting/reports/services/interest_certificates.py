"""Interest of a year by customer, as certificates tell it, and how it comes to profit and loss.

Interest, tax withheld and interest charged are what an interest certificate of accounts says
(`accounts.certify_interest` writes the letter itself); loan interest is what was paid of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bankcore.ledger.public import TransactionKind
from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import Inputs, Parameter, ParameterKind, Report, Row
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Reconciliation,
    Source,
    Table,
    cells,
    total,
)
from reporting.reports.domain.interest import result_of
from reporting.reports.services import tax_accounts, tying

_FIGURES: Final = ("earned", "tax", "charged", "paid")
_HEADINGS: Final = ("Interest earned", "Tax withheld", "Interest charged", "Loan interest paid")
# Interest that customers earn, and that they pay: the line of what has accrued, that of profit or
# loss, and the column of what went through either.
_SIDES: Final = (("2200", "5000", "on_credit"), ("1300", "4000", "on_debit"))
_LOANS: Final = ("1210", "4010")
_ACCRUED: Final = frozenset({TransactionKind.ACCRUAL, TransactionKind.INTEREST})


@dataclass(frozen=True, slots=True)
class _Moves:
    """What moved lines in a year, by kind of transaction."""

    rows: Sequence[Row]

    def of(self, code: str, currency: Currency, *, without: frozenset[int] = frozenset()) -> Money:
        """Return what a line moved by, without some kinds; closing a year never counts."""
        left_out = without | {TransactionKind.YEAR_CLOSE}
        minor = sum(
            int(row["amount"])
            for row in self.rows
            if (row["gl_code"], row["currency"]) == (code, currency.code)
            and row["kind"] not in left_out
        )
        return Money(minor, currency)

    def of_kind(self, kind: TransactionKind, currency: Currency, *codes: str) -> Money:
        """Return what transactions of a kind moved some lines by."""
        minor = sum(
            int(row["amount"])
            for row in self.rows
            if row["gl_code"] in codes and (row["currency"], row["kind"]) == (currency.code, kind)
        )
        return Money(minor, currency)

    def currencies(self) -> list[Currency]:
        """Return the currencies in which anything moved."""
        return [Currency.of(code) for code in sorted({row["currency"] for row in self.rows})]


def _make(inputs: Inputs) -> Document:
    year = tax_accounts.year_of(inputs)
    first, last = date(year, 1, 1), date(year, 12, 31)
    booked = inputs.facts.rows("interest_by_account", first=first, last=last)
    paid = inputs.facts.rows("loan_interest_paid", first=first, last=last)
    moves = _Moves(inputs.facts.rows("line_moves", first=first, last=last))
    names = {key: each.name for key, each in tying.customers_of([*booked, *paid], last).items()}
    ibans = tying.ibans_of([*booked, *paid])
    results = tying.moved(inputs, first, last)
    reconciliations: list[Reconciliation] = []
    items: list[tuple[Cell, ...]] = []
    for currency in moves.currencies():
        for side in _SIDES:
            items += _side(side, booked, moves, currency, results, reconciliations)
        items += _loans(paid, moves, currency, results, reconciliations)
    return Document(
        tables=(
            *_certified([*booked, *paid], names, ibans, (first, last)),
            Table(
                title="From certificates to profit and loss",
                columns=(
                    Column("Line"),
                    Column("Currency"),
                    Column("What"),
                    Column("Amount", Kind.MONEY),
                ),
                rows=tuple(items),
                words="Credits are positive. Bookings that close the year are left out.",
            ),
        ),
        reconciliations=tuple(reconciliations),
    )


def _certified(
    rows: Sequence[Row],
    names: dict[str, str],
    ibans: dict[int, str],
    days: tuple[date, date],
) -> list[Table]:
    """Return a table for each currency: an account a row, its figures from both questions."""
    found: defaultdict[str, dict[int, dict[str, int]]] = defaultdict(dict)
    whose: dict[int, Row] = {}
    for row in rows:
        account = row["account_id"]
        figures = found[row["currency"]].setdefault(account, dict.fromkeys(_FIGURES, 0))
        whose[account] = row
        for name in _FIGURES:
            figures[name] += int(row.get(name) or 0)
    tables = []
    for code, accounts in sorted(found.items()):
        currency = Currency.of(code)
        shown = []
        for account, figures in accounts.items():
            row, source = whose[account], _entries(account, days)
            head = cells(
                row["customer"],
                names.get(row["customer"], ""),
                ibans.get(account, ""),
                row["product"],
            )
            money = (Cell(Money(figures[name], currency), source) for name in _FIGURES)
            shown.append((*head, *money))
        sums = [Money(sum(each[name] for each in accounts.values()), currency) for name in _FIGURES]
        tables.append(
            Table(
                title=f"Interest in {code}",
                columns=(
                    *(Column(each) for each in ("Customer", "Name", "Account", "Product")),
                    *(Column(each, Kind.MONEY) for each in _HEADINGS),
                ),
                rows=tuple(shown),
                totals=(cells("Total", "", "", "", *sums),),
                words="By booking date; what a reversal takes back lessens the figure.",
            )
        )
    return tables


def _entries(account: int, days: tuple[date, date]) -> Source:
    where = tuple(("kind", int(kind)) for kind in (TransactionKind.INTEREST, TransactionKind.TAX))
    return Source("fact_entry", (("account_id", account), *where), ("booking_date", *days))


def _side(
    side: tuple[str, str, str],
    booked: Sequence[Row],
    moves: _Moves,
    currency: Currency,
    results: tying.Lines,
    reconciliations: list[Reconciliation],
) -> list[tuple[Cell, ...]]:
    accrual, line, column = side
    of = [Money(int(row[column]), currency) for row in booked if row["currency"] == currency.code]
    on_accounts = total(of, Money(0, currency))
    accrual_moved = moves.of(accrual, currency)
    other = moves.of(line, currency, without=_ACCRUED)
    result = result_of(booked=on_accounts, accrual_moved=accrual_moved, other=other)
    reconciliations.append(
        tying.held_against(f"interest, line {line} in {currency.code}", result, results, line)
    )
    return [
        cells(line, currency.code, "Booked on customers' accounts", -on_accounts),
        cells(line, currency.code, f"Change in what is accrued, line {accrual}", -accrual_moved),
        cells(line, currency.code, "Other bookings", other),
    ]


def _loans(
    paid: Sequence[Row],
    moves: _Moves,
    currency: Currency,
    results: tying.Lines,
    reconciliations: list[Reconciliation],
) -> list[tuple[Cell, ...]]:
    """Show loan interest: what was paid, joined the principal or was lost, and what is not yet."""
    receivable, income = _LOANS
    nothing = Money(0, currency)
    of = [Money(int(row["paid"]), currency) for row in paid if row["currency"] == currency.code]
    received = total(of, nothing)
    joined, lost = (
        moves.of_kind(kind, currency, *_LOANS)
        for kind in (TransactionKind.LOAN_CHARGE, TransactionKind.WRITE_OFF)
    )
    moved = moves.of(receivable, currency)
    told = frozenset(
        {
            TransactionKind.ACCRUAL,
            TransactionKind.LOAN_REPAYMENT,
            TransactionKind.LOAN_CHARGE,
            TransactionKind.WRITE_OFF,
        }
    )
    other = total([moves.of(code, currency, without=told) for code in _LOANS], nothing)
    result = received + joined + lost + other - moved
    reconciliations.append(
        tying.held_against(
            f"loan interest, line {income} in {currency.code}", result, results, income
        )
    )
    return [
        cells(income, currency.code, "Paid by customers", received),
        cells(income, currency.code, "Joined the principal", joined),
        cells(income, currency.code, "Lost with what was written off", lost),
        cells(income, currency.code, "Other bookings", other),
        cells(income, currency.code, f"Change in what is accrued, line {receivable}", -moved),
    ]


REPORTS = (
    Report(
        name="interest_certificates",
        title="Interest certificates",
        family="Customers",
        words="Interest, tax and loan interest of a year by customer, tied to profit and loss.",
        make=_make,
        parameters=(
            Parameter(
                name="year",
                title="Year",
                kind=ParameterKind.WHOLE,
                words="The calendar year; left out, the last that has ended by the day.",
            ),
        ),
        names_persons=True,
    ),
)
