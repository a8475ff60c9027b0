"""How reports write figures for people: on pages, on paper and in the words of a comparison."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from bankcore.money import Money
from reporting.reports.domain.documents import Kind, Table, Value

_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
RIGHT: Final = frozenset({Kind.WHOLE, Kind.MONEY, Kind.SHARE, Kind.NUMBER})
"""What stands at the right of its column."""


def day(of: date) -> str:
    """Return a day as 31 Mar 2026."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def moment(of: datetime) -> str:
    """Return a moment as 31 Mar 2026, 17:05:09 UTC."""
    return f"{day(of.date())}, {of:%H:%M:%S} UTC"


def amount(of: Money) -> str:
    """Return an amount with separators and all decimals of its currency: 1,234.50."""
    return f"{of.amount:,f}"


def shown(value: Value, kind: Kind, *, currency: str = "") -> str:
    """Return a value as a column of this kind shows it; `currency` is named by the heading."""
    if value is None:
        return ""
    if isinstance(value, Money):
        told = amount(value)
        return told if value.currency.code == currency else f"{told} {value.currency.code}"
    if isinstance(value, Decimal):
        return percent(value) if kind is Kind.SHARE else f"{value:,f}"
    if isinstance(value, date):
        return day(value)
    return f"{value:,}" if isinstance(value, int) and kind is Kind.WHOLE else str(value)


def percent(share: Decimal) -> str:
    """Return a fraction in percent with two decimals: Decimal("1.05") is 105.00 %."""
    return f"{(share * 100).quantize(Decimal('0.01'), ROUND_HALF_EVEN):,f} %"


def currencies(table: Table) -> tuple[str, ...]:
    """Return for each column the one currency of its amounts; empty where there are several."""
    found: list[set[str]] = [set() for _ in table.columns]
    for row in (*table.rows, *table.totals):
        for codes, cell in zip(found, row, strict=True):
            if isinstance(cell.value, Money):
                codes.add(cell.value.currency.code)
    return tuple(next(iter(codes)) if len(codes) == 1 else "" for codes in found)


def headings(table: Table) -> tuple[str, ...]:
    """Return the headings, with the currency where a column has one that its title leaves out."""
    return tuple(
        f"{column.heading}, {code}" if code and code not in column.heading else column.heading
        for column, code in zip(table.columns, currencies(table), strict=True)
    )
