"""The balance sheet: what the bank has and owes at the end of a day, and a month before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import Inputs, Report
from reporting.reports.domain.documents import Cell, Column, Document, Kind, Table, cells
from reporting.reports.services import ledger_lines
from reporting.reports.services.euros import EURO, Euros
from reporting.reports.services.ledger_lines import Key, Standing

_SECTIONS: Final = {"ASSET": "Assets", "LIABILITY": "Liabilities", "EQUITY": "Equity"}
_RESULT: Final = "Result not yet carried forward"
_ROUNDING: Final = "Rounding of the conversion"


@dataclass(frozen=True, slots=True)
class _Pair:
    """An amount at the end of the day, and at the end of the month before."""

    now: Money
    before: Money

    def __add__(self, other: _Pair) -> _Pair:
        return _Pair(self.now + other.now, self.before + other.before)

    def __sub__(self, other: _Pair) -> _Pair:
        return _Pair(self.now - other.now, self.before - other.before)

    def cells(self, of: Cell | None = None) -> tuple[Cell, ...]:
        """Return both with what has changed; the first leads where `of` does."""
        source = of.source if of else None
        return (Cell(self.now, source), Cell(self.before), Cell(self.now - self.before))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the sheet in one currency, positive on its own side."""

    code: str
    category: str
    currency: Currency
    pair: _Pair


def _make(inputs: Inputs) -> Document:
    before = inputs.day.replace(day=1) - timedelta(days=1)
    ours, earlier = (ledger_lines.standing(inputs, day) for day in (inputs.day, before))
    books = ledger_lines.booked(inputs.books.lines(inputs.day))
    older = ledger_lines.booked_if_closed(inputs, before)
    names = ledger.line_names()
    lines = [
        _line(key, ours, earlier)
        for key in sorted(ours.keys() | earlier.keys(), key=ledger_lines.in_order)
    ]
    currencies = list(dict.fromkeys(line.currency for line in lines))
    tables = [_table(currency, lines, names, (inputs.day, before)) for currency in currencies]
    warnings: list[str] = []
    if any(each != EURO for each in currencies):
        rates = Euros(inputs), Euros(replace(inputs, day=before))
        tables.append(_in_euro(lines, names, rates, (inputs.day, before)))
        tables += ledger_lines.rates_of(inputs, inputs.day, before)
        warnings += dict.fromkeys([*rates[0].warnings(), *rates[1].warnings()])
    held = ledger_lines.held({k: v.balance for k, v in ours.items()}, books, _on(inputs.day))
    if older is not None:
        past = {k: v.balance for k, v in earlier.items()}
        held += ledger_lines.held(past, older, _on(before))
    elif earlier:
        warnings.append(
            f"The bank closed no day on {before}: its figures are held against nothing."
        )
    return Document(tables=tuple(tables), reconciliations=tuple(held), warnings=tuple(warnings))


def _on(day: date) -> str:
    return f"on {ledger_lines.told(day)}"


def _line(key: Key, ours: Mapping[Key, Standing], earlier: Mapping[Key, Standing]) -> _Line:
    code, currency = key
    nothing = Money(0, currency)
    category = (ours.get(key) or earlier[key]).category
    pair = _Pair(*(of[key].balance if key in of else nothing for of in (ours, earlier)))
    if category == "ASSET":
        pair = _Pair(-pair.now, -pair.before)
    return _Line(code=code, category=category, currency=currency, pair=pair)


def _table(
    currency: Currency,
    lines: list[_Line],
    names: Mapping[str, str],
    days: tuple[date, date],
) -> Table:
    chosen = [line for line in lines if line.currency == currency]
    return _sheet(f"Balance sheet in {currency.code}", chosen, names, days, currency)


def _in_euro(
    lines: list[_Line],
    names: Mapping[str, str],
    rates: tuple[Euros, Euros],
    days: tuple[date, date],
) -> Table:
    """Convert every line at the last rate of its day; what cents are over has a row of its own."""
    together: dict[str, _Line] = {}
    for line in lines:
        pair = _Pair(rates[0].of(line.pair.now), rates[1].of(line.pair.before))
        known = together.get(line.code)
        sum_of = pair if known is None else known.pair + pair
        together[line.code] = replace(line, currency=EURO, pair=sum_of)
    converted = [together[code] for code in sorted(together)]
    title = "Balance sheet in euro, all currencies"
    return _sheet(title, converted, names, days, EURO, is_converted=True)


def _sheet(
    title: str,
    lines: list[_Line],
    names: Mapping[str, str],
    days: tuple[date, date],
    currency: Currency,
    *,
    is_converted: bool = False,
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    nothing = _Pair(Money(0, currency), Money(0, currency))
    sums = dict.fromkeys(_SECTIONS, nothing)
    for category, section in _SECTIONS.items():
        for line in (each for each in lines if each.category == category):
            source = None if is_converted else ledger_lines.source_of(line.code, currency)
            name = names.get(line.code, "")
            rows.append((*cells(section, line.code, name), *line.pair.cells(Cell("", source))))
            sums[category] += line.pair
        if category == "EQUITY":
            result = _result(lines, nothing)
            rows.append((*cells(section, "", _RESULT), *result.cells()))
            sums[category] += result
            over = sums["ASSET"] - sums["LIABILITY"] - sums["EQUITY"]
            if is_converted and over != nothing:
                rows.append((*cells(section, "", _ROUNDING), *over.cells()))
                sums[category] += over
        rows.append((*cells(section, "", f"All {section.lower()}"), *sums[category].cells()))
    owed = sums["LIABILITY"] + sums["EQUITY"]
    return Table(
        title=title,
        words=_words(is_converted=is_converted),
        columns=(
            *(Column("Section"), Column("Line"), Column("Name")),
            *(Column(ledger_lines.told(day), Kind.MONEY) for day in days),
            Column("Change", Kind.MONEY),
        ),
        rows=tuple(rows),
        totals=(
            (*cells("Total assets", "", ""), *sums["ASSET"].cells()),
            (*cells("Total liabilities and equity", "", ""), *owed.cells()),
        ),
    )


def _result(lines: list[_Line], nothing: _Pair) -> _Pair:
    """Return income less expense since a year was closed: both are credits less debits."""
    found = nothing
    for line in lines:
        if line.category in {"INCOME", "EXPENSE"}:
            found += line.pair
    return found


def _words(*, is_converted: bool) -> str:
    told = "Income and expense of the year stand in equity until the year is closed."
    if is_converted:
        return (
            f"Every currency at the last rate up to each day, as the table of rates has it. {told}"
        )
    return told


REPORTS = (
    Report(
        name="balance_sheet",
        title="Balance sheet",
        family="Books",
        words="What the bank has, owes and is worth at the end of a day, and at the end of the"
        " month before; in each currency and in euro.",
        make=_make,
    ),
)
