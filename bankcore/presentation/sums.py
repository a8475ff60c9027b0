"""Money in the lists of the back office: grouped for people, and summed below its column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.utils.safestring import mark_safe

from bankcore.db.distinct import sums_by
from bankcore.money import Currency, Money
from bankcore.presentation.bounded import MOST

_MINOR: Final = "_minor"
# The column in which rows are chosen to be acted on.
ACTION_BOX: Final = "action_checkbox"
_MONEY: Final = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Z]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The sums of a list's rows in one currency: a cell for each column, empty where none is."""

    currency: str
    rows: int
    cells: tuple[str, ...]
    label_span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What stands below a list; with `is_too_long` it has more rows than are summed."""

    lines: tuple[Total, ...] = ()
    is_too_long: bool = False
    most: int = MOST


def grouped(text: str) -> str | None:
    """Return an amount with its thousands apart, such as 1,234.50 EUR; None for other texts."""
    money = _MONEY.fullmatch(text)
    return None if money is None else f"{Decimal(money[1]):,} {money[2]}"


def for_people(page: ModelAdmin[Any], columns: Sequence[Any], links: Sequence[Any]) -> list[Any]:
    """Return a list's columns, those grouping what they say that can say money."""
    return [each if each in links else _grouping(page, each) for each in columns]


def _grouping(page: ModelAdmin[Any], column: Any) -> Any:
    # A field of the row comes before what the page has of that name, such as its form.
    own = {each.name for each in page.model._meta.fields}  # noqa: SLF001 - what Django names so
    says: Any = column if callable(column) else getattr(page, column, None)
    if column in {*own, ACTION_BOX} or not callable(says):
        return column

    @wraps(says)
    def said(row: Any) -> Any:
        value = says(row)
        amount = grouped(value) if type(value) is str else None
        if amount is None:
            return value
        return mark_safe(f'<span class="money">{amount}</span>')  # noqa: S308 - digits and letters

    return said


def totals(page: Any, found: ChangeList) -> Totals | None:
    """Return the sums of exactly the rows that a list's filters leave, by currency; None for none.

    One statement sums, and counts what it sums. A list of more than MOST rows is not summed, nor
    is a part of it: half a total is none.
    """
    summed = _summed(page, found.list_display)
    if not summed or not found.result_count:
        return None
    if found.result_count >= MOST:
        return Totals(is_too_long=True)
    rows = sums_by(found.queryset, page.currency_by, tuple(summed.values()), most=MOST + 1)
    if sum(row[1] for row in rows) > MOST:
        return Totals(is_too_long=True)
    lines = [_line(found.list_display, tuple(summed), *row) for row in rows]
    told = tuple(each for each in lines if any(each.cells))
    return Totals(lines=told) if told else None


def _summed(page: Any, columns: Sequence[Any]) -> dict[str, Any]:
    """Return by column what is summed of each row: minor units of the row's currency."""
    own = {each.name for each in page.model._meta.concrete_fields}  # noqa: SLF001
    if page.currency_by == "currency" and "currency" not in own:
        return {}
    found: dict[str, Any] = {}
    for column in columns:
        name = _name(column)
        field: Any = name if name.endswith(_MINOR) else f"{name}{_MINOR}"
        field = page.money_columns.get(name, field if field in own else None)
        if field is not None and name not in page.not_summed:
            found[name] = field
    return found


def _line(
    columns: Sequence[Any], summed: Sequence[str], currency: str | int, rows: int, *sums: Any
) -> Total:
    known: Mapping[str, Any] = dict(zip(summed, sums, strict=True))
    if not currency:  # a rule may be for whatever currency: such rows have nothing to be summed
        return Total(currency="", rows=rows, cells=())
    kind = Currency.numbered(currency) if isinstance(currency, int) else Currency.of(currency)
    cells = []
    for column in columns:
        minor = known.get(_name(column))
        text = "" if minor is None else str(Money(int(minor), kind))
        cells.append(grouped(text) or "")
    # What is ticked to be acted on has a column of its own, too narrow for a label.
    span = 2 if _name(columns[0]) == ACTION_BOX else 1
    return Total(currency=kind.code, rows=rows, cells=tuple(cells[span - 1 :]), label_span=span)


def _name(column: Any) -> str:
    return column if isinstance(column, str) else column.__name__
