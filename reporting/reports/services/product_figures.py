"""Products and branches: accounts, balances, growth, arrears and fees of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bankcore.ledger.public import TransactionKind
from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import Inputs, Parameter, ParameterKind, Report, Row
from reporting.reports.domain.documents import (
    Cell,
    Chart,
    Column,
    Document,
    Drawing,
    Kind,
    Reconciliation,
    Source,
    Table,
    cells,
)
from reporting.reports.domain.growth import growth
from reporting.reports.services import tying

_FEES: Final = "4100"
_COUNTS: Final = ("accounts_before", "opened", "closed", "accounts")
_AMOUNTS: Final = ("balance_before", "balance", "debit", "fees")
_COLUMNS: Final = (
    Column("Currency"),
    Column("Accounts before", Kind.WHOLE),
    Column("New", Kind.WHOLE),
    Column("Closed", Kind.WHOLE),
    Column("Accounts", Kind.WHOLE),
    Column("Balance before", Kind.MONEY),
    Column("Balance", Kind.MONEY),
    Column("Of it in debit", Kind.MONEY),
    Column("Fees", Kind.MONEY),
    Column("Growth", Kind.SHARE),
)
_LATE: Final = ("outstanding", "late_30", "late_90", "late_more")


def _make(inputs: Inputs) -> Document:
    last = inputs.day
    given = inputs.values.get("first")
    first = given if isinstance(given, date) else last.replace(day=1)
    rows = inputs.facts.rows("account_figures", first=first, last=last)
    loans = inputs.facts.rows("loans_in_arrears", last=last)
    own = [row for row in rows if row["product"]]
    by_product, by_branch = _summed(own, "product"), _summed(own, "branch")
    return Document(
        tables=(
            _figures("Products", "product", by_product),
            _figures("Branches", "branch", by_branch),
            _arrears(loans),
        ),
        reconciliations=(*_lines(inputs, rows), *_fees(inputs, own, first)),
        charts=tuple(_charts(by_product)),
    )


Sums = Mapping[tuple[str, str], Mapping[str, int]]


def _summed(rows: Iterable[Row], by: str) -> Sums:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        of = found.setdefault((row[by], row["currency"]), dict.fromkeys((*_COUNTS, *_AMOUNTS), 0))
        for name in of:
            of[name] += int(row[name])
    return dict(sorted(found.items()))


def _figures(title: str, by: str, sums: Sums) -> Table:
    rows = []
    for (key, code), of in sums.items():
        currency = Currency.of(code)
        source = Source("dim_account", ((by, key), ("currency", code)))
        rows.append(
            (
                *cells(key, code),
                *(Cell(of[name], source) for name in _COUNTS),
                *cells(*(Money(of[name], currency) for name in _AMOUNTS)),
                Cell(growth(of["balance_before"], of["balance"])),
            )
        )
    return Table(
        title=title,
        columns=(Column(title), *_COLUMNS),
        rows=tuple(rows),
        words="Balances as the bank owes them; what customers owe is below zero.",
    )


def _arrears(loans: Sequence[Row]) -> Table:
    rows = []
    for row in loans:
        currency = Currency.of(row["currency"])
        amounts = [Money(int(row[name]), currency) for name in _LATE]
        late = sum(int(row[name]) for name in _LATE[1:])
        rows.append(
            cells(
                row["product"],
                row["branch"],
                row["currency"],
                row["loans"],
                row["late"],
                *amounts,
                (Decimal(late) / int(row["outstanding"])).quantize(Decimal("0.000001")),
            )
        )
    return Table(
        title="Arrears",
        columns=(
            Column("Product"),
            Column("Branch"),
            Column("Currency"),
            Column("Loans", Kind.WHOLE),
            Column("Late", Kind.WHOLE),
            Column("Principal owed", Kind.MONEY),
            Column("Late to 30 days", Kind.MONEY),
            Column("31 to 90 days", Kind.MONEY),
            Column("More than 90 days", Kind.MONEY),
            Column("Late, share", Kind.SHARE),
        ),
        rows=tuple(rows),
        words="The whole principal of a loan counts as late as its oldest unpaid instalment is.",
    )


def _charts(by_product: Sums) -> Iterable[Chart]:
    codes = sorted({code for _, code in by_product})
    for code in codes:
        currency = Currency.of(code)
        of = {key: each for (key, name), each in by_product.items() if name == code}
        yield Chart(
            title=f"Balances by product in {code}",
            drawing=Drawing.BARS,
            labels=tuple(of),
            series=(
                ("Before", _amounts(of.values(), "balance_before", currency)),
                ("Now", _amounts(of.values(), "balance", currency)),
            ),
            unit=code,
        )


def _amounts(of: Iterable[Mapping[str, int]], name: str, currency: Currency) -> tuple[Decimal, ...]:
    return tuple(Money(each[name], currency).amount for each in of)


def _lines(inputs: Inputs, rows: Sequence[Row]) -> list[Reconciliation]:
    """Hold products and the bank's own accounts on their lines against the ledger."""
    lines = tying.standing(inputs)
    sums = _by(rows, lambda row: (row["gl_code"], row["currency"]), "balance")
    codes = {code for code, _ in sums}
    found = []
    for code, name in sorted(sums.keys() | {key for key in lines if key[0] in codes}):
        reported = Money(sums.get((code, name), 0), Currency.of(name))
        found.append(tying.held_against(f"line {code} in {name}", reported, lines, code))
    return found


def _fees(inputs: Inputs, rows: Sequence[Row], first: date) -> list[Reconciliation]:
    """Hold fees of accounts, and what else is booked as fee income, against the ledger."""
    results = tying.moved(inputs, first, inputs.day)
    moves = inputs.facts.rows("line_moves", first=first, last=inputs.day)
    left_out = {TransactionKind.FEE, TransactionKind.YEAR_CLOSE}
    others = _by(
        [row for row in moves if row["gl_code"] == _FEES and row["kind"] not in left_out],
        lambda row: ("", row["currency"]),
        "amount",
    )
    charged = _by(rows, lambda row: ("", row["currency"]), "fees")
    names = {name for _, name in charged.keys() | others.keys()}
    names |= {name for code, name in results if code == _FEES}
    return [
        tying.held_against(
            f"fees of accounts and other fee income, line {_FEES} in {name}",
            Money(charged.get(("", name), 0) + others.get(("", name), 0), Currency.of(name)),
            results,
            _FEES,
        )
        for name in sorted(names)
    ]


def _by(
    rows: Iterable[Row], key: Callable[[Row], tuple[str, str]], name: str
) -> dict[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        found[key(row)] += int(row[name])
    return dict(found)


REPORTS = (
    Report(
        name="product_figures",
        title="Products and branches",
        family="Customers",
        words="Accounts, balances, growth, arrears and fees by product and branch.",
        make=_make,
        parameters=(
            Parameter(
                name="first",
                title="First day",
                kind=ParameterKind.DATE,
                words="Left out, the first of the day's month.",
            ),
        ),
    ),
)
