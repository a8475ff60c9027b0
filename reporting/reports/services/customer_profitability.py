"""What each customer brings the bank in a period, and what of profit and loss is nobody's.

Every figure is an income (positive) or an expense. Customers, treasury's side of the internal
price and what could be given to nobody sum to profit and loss, part by part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import (
    Inputs,
    Parameter,
    ParameterKind,
    Report,
    Row,
)
from reporting.reports.domain.deposit_guarantee import whole
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Reconciliation,
    Table,
    cells,
    total,
)
from reporting.reports.domain.profitability import Part, part_of, transfer_result
from reporting.reports.services import tying

_PARTS: Final = tuple(Part)
_TREASURY: Final = "Treasury: the other side of the transfer price"
_NOBODY: Final = "Of no customer"
_CLOSING_THE_YEAR: Final = 20
_PRICE: Final = "200"
_SHOWN: Final = "200"

Parts = dict[Part, int]
"""Minor units of a currency by part."""


def _make(inputs: Inputs) -> Document:
    last = inputs.day
    given = inputs.values.get("first")
    first = given if isinstance(given, date) else last.replace(day=1)
    price = int(str(inputs.values.get("transfer_price") or _PRICE))
    shown = int(str(inputs.values.get("customers") or _SHOWN))
    found = _customers(inputs, first, last, price)
    moves = _moves(inputs, first, last)
    results = tying.moved(inputs, first, last)
    tables, reconciliations = [], []
    for code in sorted(found.keys() | moves.keys()):
        currency = Currency.of(code)
        customers = found.get(code, {})
        tables.append(_table(currency, customers, moves.get(code, {}), price, shown))
        reconciliations += _held_against(currency, moves.get(code, {}), results)
    return Document(
        tables=tuple(tables),
        reconciliations=tuple(reconciliations),
        warnings=(
            f"The internal price is {price} basis points a year for every term and currency.",
            "Costs of staff and premises are not in the books of this bank, and so not here.",
        ),
    )


def _customers(inputs: Inputs, first: date, last: date, price: int) -> dict[str, dict[str, Parts]]:
    """Return what customers bring, by currency and customer."""
    found: defaultdict[str, dict[str, Parts]] = defaultdict(dict)

    def give(row: Row, part: Part, minor: int) -> None:
        parts = found[row["currency"]].setdefault(row["customer"], dict.fromkeys(_PARTS, 0))
        parts[part] += minor

    for question in ("customer_results", "customer_interest", "merchant_results"):
        for row in inputs.facts.rows(question, first=first, last=last):
            exact = whole(Decimal(row["amount"]), Currency.of(row["currency"]))
            give(row, part_of(row["gl_code"]), exact.minor)
    for row in inputs.facts.rows("customer_balances", first=first, last=last):
        currency = Currency.of(row["currency"])
        paid = transfer_result(int(row["balance_days"]), basis_points=price, currency=currency)
        give(row, Part.TRANSFER, paid.minor)
    return dict(found)


def _moves(inputs: Inputs, first: date, last: date) -> dict[str, dict[str, int]]:
    """Return what lines of income and expense moved by, by currency and line."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in inputs.facts.rows("line_moves", first=first, last=last):
        if row["gl_code"][0] in "45" and row["kind"] != _CLOSING_THE_YEAR:
            of = found[row["currency"]]
            of[row["gl_code"]] = of.get(row["gl_code"], 0) + int(row["amount"])
    return dict(found)


def _table(
    currency: Currency,
    customers: Mapping[str, Parts],
    moves: Mapping[str, int],
    price: int,
    shown: int,
) -> Table:
    """Show the customers that bring or cost the most, the others together, and who is nobody's."""
    largest = sorted(customers, key=lambda each: (-abs(sum(customers[each].values())), each))
    first, others = largest[:shown], largest[shown:]
    rows = [_row(each, customers[each], currency) for each in first]
    if others:
        rest = _summed(customers[each] for each in others)
        rows.append(_row(f"{len(others)} other customers", rest, currency))
    own = _summed(customers.values())
    treasury = dict.fromkeys(_PARTS, 0) | {Part.TRANSFER: -own[Part.TRANSFER]}
    booked = dict.fromkeys(_PARTS, 0)
    for code, minor in moves.items():
        booked[part_of(code)] += minor
    nobody = {part: booked[part] - own[part] - treasury[part] for part in _PARTS}
    rows.append(_row(_TREASURY, treasury, currency))
    rows.append(_row(_NOBODY, nobody, currency))
    return Table(
        title=f"What customers bring, in {currency.code}",
        columns=(
            Column("Customer"),
            *(Column(str(part), Kind.MONEY) for part in _PARTS),
            Column("Profit", Kind.MONEY),
        ),
        rows=tuple(rows),
        totals=(_row("Profit and loss", booked, currency),),
        words=(
            f"Treasury pays {price} basis points a year for deposits and takes them for loans, on"
            " the average of the balances at each day's end."
        ),
    )


def _row(name: str, parts: Parts, currency: Currency) -> tuple[Cell, ...]:
    money = [Money(parts[part], currency) for part in _PARTS]
    return cells(name, *money, total(money, Money(0, currency)))


def _summed(of: Iterable[Parts]) -> Parts:
    found = dict.fromkeys(_PARTS, 0)
    for parts in of:
        for part in _PARTS:
            found[part] += parts[part]
    return found


def _held_against(
    currency: Currency, moves: Mapping[str, int], results: tying.Lines
) -> list[Reconciliation]:
    """Hold each line that moved in the warehouse, or in the ledger, against the other."""
    codes: Sequence[str] = sorted(
        moves.keys() | {code for code, name in results if name == currency.code}
    )
    return [
        tying.held_against(
            f"line {code} in {currency.code}", Money(moves.get(code, 0), currency), results, code
        )
        for code in codes
    ]


REPORTS = (
    Report(
        name="customer_profitability",
        title="Customer profitability",
        family="Customers",
        words="Interest at an internal price, fees, merchants' business and risk by customer.",
        make=_make,
        parameters=(
            Parameter(
                name="first",
                title="First day",
                kind=ParameterKind.DATE,
                words="Left out, the first of the day's month.",
            ),
            Parameter(
                name="transfer_price",
                title="Transfer price",
                kind=ParameterKind.WHOLE,
                default=_PRICE,
                words="Basis points a year.",
            ),
            Parameter(
                name="customers",
                title="Customers shown",
                kind=ParameterKind.WHOLE,
                default=_SHOWN,
                words="Those that bring or cost the most; the others stand together.",
            ),
        ),
    ),
)
