"""The contractual maturity ladder: what comes in and goes out, by when, in each currency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from bankcore.money import Currency, Money
from reporting.reports.domain import maturity_ladder as rules
from reporting.reports.domain.definitions import Inputs, Report, Row
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
from reporting.reports.services.book import Book

_SIGHT_OUT: Final = "2000"
_TERM_OUT: Final = "2010"
_LOANS: Final = "1200"
_SIGHT_IN: Final = ("1000", "1010", "1100")
_MONTHS: Final = 12


@dataclass(slots=True)
class _Ladder:
    """A currency's flows by bucket, in minor units, and what is overdue and in none."""

    inflows: list[int] = field(default_factory=lambda: [0] * len(rules.BUCKETS))
    outflows: list[int] = field(default_factory=lambda: [0] * len(rules.BUCKETS))
    held: int = 0
    overdue: int = 0


def _make(inputs: Inputs) -> Document:
    book = Book(inputs)
    dues = inputs.facts.rows("dues")
    ladders: defaultdict[Currency, _Ladder] = defaultdict(_Ladder)
    for row in dues:
        _put_due(ladders[Currency.of(row["currency"])], row, inputs.day)
    for each in book.on(*_SIGHT_IN):
        ladders[each.debit.currency].held += each.debit.minor
    for each in book.on(_SIGHT_OUT):
        ladders[each.credit.currency].outflows[0] += each.credit.minor
    for bond in inputs.facts.rows("bonds_held", day=inputs.day):
        _put_bond(ladders[Currency.of(bond["currency"])], bond, inputs.day)
    ordered = sorted(ladders.items(), key=lambda each: each[0].code)
    return Document(
        tables=tuple(_table(currency, ladder, inputs.day) for currency, ladder in ordered),
        charts=tuple(_chart(currency, ladder) for currency, ladder in ordered),
        reconciliations=_tied(book, dues),
        warnings=(_AS_KNOWN, _OFFICIAL),
    )


def _put_due(ladder: _Ladder, row: Row, day: date) -> None:
    amount = int(row["principal"]) + int(row["interest"])
    place = rules.bucket_of(row["due_date"], day=day)
    if row["contract"] == "TERM_DEPOSIT":
        ladder.outflows[place] += amount
    elif row["due_date"] <= day:
        ladder.overdue += amount
    else:
        ladder.inflows[place] += amount


def _put_bond(ladder: _Ladder, bond: Row, day: date) -> None:
    """Put in a bond's coupons, counted back from its end, and its nominal."""
    nominal, a_year = int(bond["nominal"]), int(bond["coupons_a_year"])
    ladder.inflows[rules.bucket_of(bond["matures_on"], day=day)] += nominal
    coupon = int((bond["coupon"] * nominal / a_year).to_integral_value())
    number, due = 0, bond["matures_on"]
    while due > day:
        ladder.inflows[rules.bucket_of(due, day=day)] += coupon
        number += 1
        due = bond["matures_on"] - relativedelta(months=number * _MONTHS // a_year)


def _rows(currency: Currency, ladder: _Ladder, day: date) -> list[tuple[Cell, ...]]:
    """Return what is held, and each bucket with what has come together up to its end."""
    held = Money(ladder.held, currency)
    rows = [cells("Held now", held, Money(0, currency), held, held)]
    cumulative = ladder.held
    begins = day + timedelta(days=1)
    for bucket, inflow, outflow, end in zip(
        rules.BUCKETS, ladder.inflows, ladder.outflows, rules.ends(day=day), strict=True
    ):
        cumulative += inflow - outflow
        between = None if end is None else ("due_date", begins, end)
        source = Source("fact_due", (("currency", currency.code),), between)
        rows.append(
            (
                *cells(bucket.name),
                *(
                    Cell(Money(amount, currency), source)
                    for amount in (inflow, outflow, inflow - outflow, cumulative)
                ),
            )
        )
        begins = begins if end is None else end + timedelta(days=1)
    return rows


def _table(currency: Currency, ladder: _Ladder, day: date) -> Table:
    total_in, total_out = sum(ladder.inflows), sum(ladder.outflows)
    return Table(
        title=f"Maturity ladder, {currency.code}",
        columns=(
            Column("Bucket"),
            Column("In", Kind.MONEY),
            Column("Out", Kind.MONEY),
            Column("Gap", Kind.MONEY),
            Column("Cumulative", Kind.MONEY),
        ),
        rows=tuple(_rows(currency, ladder, day)),
        totals=(
            cells(
                "Total", *(Money(each, currency) for each in (total_in, total_out)),
                Money(total_in - total_out, currency), None,
            ),
            cells("Overdue, in no bucket", Money(ladder.overdue, currency), None, None, None),
        ),
        words=(
            "Principal and interest by contract. Customers' sight deposits may go overnight; what"
            " the bank holds in cash and at other banks stands first. What has"
            " no day on which it falls due is not in it: overdrafts, undrawn credit, other lines."
        ),
    )  # fmt: skip


def _chart(currency: Currency, ladder: _Ladder) -> Chart:
    gaps = [
        Money(inflow - outflow, currency).amount
        for inflow, outflow in zip(ladder.inflows, ladder.outflows, strict=True)
    ]
    return Chart(
        title=f"Gap by bucket, {currency.code}",
        drawing=Drawing.BARS,
        labels=tuple(each.name for each in rules.BUCKETS),
        series=(("Gap", tuple(gaps)),),
        unit=currency.code,
    )


def _tied(book: Book, dues: list[Row]) -> tuple[Reconciliation, ...]:
    def principal(contract: str, sign: int) -> list[Money]:
        return [
            Money(sign * int(row["principal"]), Currency.of(row["currency"]))
            for row in dues
            if row["contract"] == contract
        ]

    return (
        *book.held_against("principal of loans", principal("LOAN", -1), [_LOANS]),
        *book.held_against("term deposits", principal("TERM_DEPOSIT", 1), [_TERM_OUT]),
        *book.held_against(
            "sight deposits, less what is overdrawn",
            [each.balance for each in book.on(_SIGHT_OUT)],
            [_SIGHT_OUT],
        ),
        *book.held_against(
            "cash and accounts at other banks",
            [each.balance for each in book.on(*_SIGHT_IN)],
            _SIGHT_IN,
        ),
    )


_AS_KNOWN: Final = (
    "What falls due is told as it stood when the warehouse was loaded: where something was paid or"
    " lent between the day and the load, the figures do not agree with the ledger's below."
)
_OFFICIAL: Final = (
    "The buckets are those of the EBA's C 66.01; its rows by kind of asset and counterparty are not"
    " made, and no official file is written."
)

REPORTS = (
    Report(
        name="maturity_ladder",
        title="Liquidity maturity ladder",
        family="Prudential",
        words="What comes in and goes out by contract, in the EBA's buckets, in each currency.",
        make=_make,
        released=True,
    ),
)
