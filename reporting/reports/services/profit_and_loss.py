"""Profit and loss: what the bank earned and spent in a time, and in the time before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import BookLine, Inputs, Parameter, ParameterKind, Report
from reporting.reports.domain.documents import Cell, Column, Document, Kind, Source, Table, cells
from reporting.reports.services import ledger_lines
from reporting.reports.services.euros import EURO
from reporting.reports.services.ledger_lines import Key

_YEAR, _MONTH = "the year before", "the month before"
_SECTIONS: Final = {"INCOME": "Income", "EXPENSE": "Expense"}
_MOST_NAMED: Final = 50


class PeriodRefused(BankError):
    """A period begins no later than it ends."""

    code = "report_period_refused"
    cure = "Choose a first day that is not after the day of the report."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What a line moved by, credits less debits, in its currency and in euro; on which accounts."""

    category: str
    amount: Money
    euros: Money
    unpriced: int
    accounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Period:
    first: date
    last: date

    @property
    def words(self) -> str:
        """The period as headings name it."""
        return f"{ledger_lines.told(self.first)} to {ledger_lines.told(self.last)}"


_Results = Mapping[Key, _Result]


def _make(inputs: Inputs) -> Document:
    inputs.books.lines(inputs.day)  # refuses a day that is not closed
    period, other = _periods(inputs)
    ours, past = _results(inputs, period), _results(inputs, other)
    books = {each: _booked(inputs, each) for each in (period, other)}
    names = ledger.line_names()
    keys = sorted(ours.keys() | past.keys(), key=ledger_lines.in_order)
    currencies = list(dict.fromkeys(currency for _, currency in keys))
    tables = [_table(currency, (ours, past), (period, other), names) for currency in currencies]
    warnings = []
    if any(each != EURO for each in currencies):
        tables.append(_in_euro((ours, past), (period, other), names))
        tables += _rates(inputs, period)
        left_out = sum(each.unpriced for each in ours.values())
        if left_out:
            warnings.append(
                f"{left_out} entries of the period had no rate and are left out in euro."
            )
    held = []
    for each, found in ((period, ours), (other, past)):
        amounts = {key: result.amount for key, result in found.items()}
        held += ledger_lines.held(amounts, books[each], each.words)
    return Document(tables=tuple(tables), reconciliations=tuple(held), warnings=tuple(warnings))


def _periods(inputs: Inputs) -> tuple[_Period, _Period]:
    """Return the period and what it is compared with: the same days a year or a month before."""
    first = inputs.values.get("since") or inputs.day.replace(month=1, day=1)
    assert isinstance(first, date)  # noqa: S101 - a parameter of this kind
    if first > inputs.day:
        message = f"The period begins on {first}, after {inputs.day}."
        raise PeriodRefused(message, field="since")
    back = (
        relativedelta(months=1)
        if inputs.values.get("against") == _MONTH
        else relativedelta(years=1)
    )
    return _Period(first, inputs.day), _Period(first - back, inputs.day - back)


def _results(inputs: Inputs, period: _Period) -> dict[Key, _Result]:
    found = {}
    for row in inputs.facts.rows("line_results", first=period.first, last=period.last):
        currency = Currency.of(row["currency"])
        found[row["gl_code"], currency] = _Result(
            category=row["category"],
            amount=Money(int(row["amount"]), currency),
            euros=Money(int(row["euros"] or 0), EURO),
            unpriced=int(row["unpriced"]),
            accounts=tuple(row["accounts"]),
        )
    return found


def _booked(inputs: Inputs, period: _Period) -> dict[Key, BookLine]:
    return ledger_lines.booked(inputs.books.results(period.first, period.last))


def _table(
    currency: Currency,
    results: tuple[_Results, _Results],
    periods: tuple[_Period, _Period],
    names: Mapping[str, str],
) -> Table:
    lines: dict[str, tuple[str, Money, Money, Source | None]] = {}
    codes = {code for of in results for code, each in of if each == currency}
    for code in sorted(codes):
        now, past = (of.get((code, currency)) for of in results)
        category = (now or past).category  # type: ignore[union-attr]  # one of them is there
        nothing = Money(0, currency)
        source = _source(now, periods[0]) if now else None
        lines[code] = (
            category, now.amount if now else nothing, past.amount if past else nothing, source,
        )  # fmt: skip
    return _statement(f"Profit and loss in {currency.code}", lines, periods, names, currency)


def _in_euro(
    results: tuple[_Results, _Results],
    periods: tuple[_Period, _Period],
    names: Mapping[str, str],
) -> Table:
    lines: dict[str, tuple[str, Money, Money, Source | None]] = {}
    nothing = Money(0, EURO)
    for code in sorted({code for of in results for code, _ in of}):
        sums = [
            sum((each.euros for (other, _), each in of.items() if other == code), nothing)
            for of in results
        ]
        category = next(
            each.category for of in results for (other, _), each in of.items() if other == code
        )
        lines[code] = (category, sums[0], sums[1], None)
    title = "Profit and loss in euro, all currencies"
    words = "Every entry at the last rate up to the day on which it was booked."
    return _statement(title, lines, periods, names, EURO, words=words)


def _statement(
    title: str,
    lines: Mapping[str, tuple[str, Money, Money, Source | None]],
    periods: tuple[_Period, _Period],
    names: Mapping[str, str],
    currency: Currency,
    *,
    words: str = "",
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    result = [Money(0, currency), Money(0, currency)]
    for category, section in _SECTIONS.items():
        sums = [Money(0, currency), Money(0, currency)]
        for code, (kind, now, past, source) in lines.items():
            if kind != category:
                continue
            sums = [sums[0] + now, sums[1] + past]
            head = cells(section, code, names.get(code, ""))
            rows.append((*head, *_signed(category, now, past, source)))
        rows.append(
            (*cells(section, "", f"All {section.lower()}"), *_signed(category, sums[0], sums[1]))
        )
        result = [result[0] + sums[0], result[1] + sums[1]]
    return Table(
        title=title,
        words=words,
        columns=(
            *(Column("Section"), Column("Line"), Column("Name")),
            *(Column(each.words, Kind.MONEY) for each in periods),
            Column("Change", Kind.MONEY),
        ),
        rows=tuple(rows),
        totals=((*cells("Result", "", ""), *_signed("INCOME", result[0], result[1])),),
    )


def _signed(
    category: str, now: Money, past: Money, source: Source | None = None
) -> tuple[Cell, ...]:
    """Return both amounts and the change, what was spent as positive."""
    if category == "EXPENSE":
        now, past = -now, -past
    return Cell(now, source), Cell(past), Cell(now - past)


def _source(result: _Result, period: _Period) -> Source | None:
    """Return the entries of the line's accounts in the period, where these are few."""
    if len(result.accounts) > _MOST_NAMED:
        return None
    named = tuple(("account_id", account) for account in result.accounts)
    return Source("fact_entry", named, ("booking_date", period.first, period.last))


def _rates(inputs: Inputs, period: _Period) -> Iterable[Table]:
    found = inputs.facts.rows("rates_used", first=period.first, last=period.last)
    if found:
        yield Table(
            title="Rates used",
            words="Units of the currency for one euro, of the days on which something was booked.",
            columns=(
                Column("Currency"),
                Column("Lowest", Kind.NUMBER),
                Column("Highest", Kind.NUMBER),
                Column("First published", Kind.DATE),
                Column("Last published", Kind.DATE),
            ),
            rows=tuple(
                cells(row["currency"], row["lowest"], row["highest"], row["oldest"], row["newest"])
                for row in found
            ),
        )


REPORTS = (
    Report(
        name="profit_and_loss",
        title="Profit and loss",
        family="Books",
        words="What the bank earned and spent from a day on, beside the same time a year or a month"
        " before; in each currency and in euro.",
        make=_make,
        parameters=(
            Parameter(
                name="since",
                title="From",
                kind=ParameterKind.DATE,
                words="The first day. Empty: the first of January.",
            ),
            Parameter(
                name="against",
                title="Compared with",
                kind=ParameterKind.CHOICE,
                default=_YEAR,
                choices=(_YEAR, _MONTH),
            ),
        ),
    ),
)
