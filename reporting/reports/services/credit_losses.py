"""Expected credit losses as IFRS 7 has them told: paragraphs 35F to 35N."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from bankcore.money import Currency, Money
from reporting.reports.domain import credit_losses as rules
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
)
from reporting.reports.services.book import Book
from risk.provisions import public as provisions

_STAGES: Final = (1, 2, 3)
_LOANS: Final = ("1200", "1210", "1220")
_LINES: Final = ("1291", "1292", "1293", "2801", "2802", "2803")
_NAMES: Final = {0: "not there", 1: "stage 1", 2: "stage 2", 3: "stage 3"}


def _make(inputs: Inputs) -> Document:
    book = Book(inputs)
    first = _since(inputs)
    stages = inputs.facts.rows("credit_stages", day=inputs.day)
    moves = inputs.facts.rows("provision_moves", first=first, last=inputs.day)
    moved = inputs.facts.rows("stages_moved", first=first, last=inputs.day)
    tables: list[Table] = []
    for code in sorted({row["currency"] for row in (*stages, *moves)}):
        currency = Currency.of(code)
        tables += [
            _by_stage(currency, _of(stages, code), inputs.day),
            _by_grade(currency, _of(stages, code), inputs.day),
            _reconciled(currency, _of(moves, code), first, inputs.day),
            _wandered(currency, _of(moved, code), first),
        ]
    return Document(
        tables=(*tables, *_sensitivity(inputs.day, stages)),
        reconciliations=_tied(book, stages, moves),
        warnings=_warnings(inputs.day, stages),
    )


def _since(inputs: Inputs) -> date:
    """Return from when on changes are told: the day that was given, or the year's first."""
    given = inputs.values.get("since")
    return given if isinstance(given, date) else inputs.day.replace(month=1, day=1)


def _of(rows: Iterable[Row], code: str) -> list[Row]:
    return [row for row in rows if row["currency"] == code]


def _sum(rows: Iterable[Row], name: str, currency: Currency) -> Money:
    return Money(sum(int(row[name]) for row in rows), currency)


def _by_stage(currency: Currency, rows: list[Row], day: date) -> Table:
    """Return what is owed and provided for, by stage (IFRS 7.35H, 35K and 35M)."""
    found = []
    for stage in _STAGES:
        some = [row for row in rows if row["stage"] == stage]
        found.append(_stage_row(_NAMES[stage], some, currency, day, (stage,)))
    return Table(
        title=f"Gross amounts and allowances by stage, {currency.code}",
        columns=(
            Column("Stage"),
            Column("Credits", Kind.WHOLE),
            Column("Gross carrying amount", Kind.MONEY),
            Column("Not drawn", Kind.MONEY),
            Column("Collateral", Kind.MONEY),
            Column("Loss allowance", Kind.MONEY),
            Column("Provision, nothing drawn", Kind.MONEY),
            Column("Coverage", Kind.SHARE),
        ),
        rows=tuple(found),
        totals=(_stage_row("Total", rows, currency, day, _STAGES),),
        words=(
            "IFRS 7.35M and 35K. Where something is drawn, what is provided for the rest stands"
            " with the allowance (B8E). Coverage is the allowance by the gross carrying amount."
        ),
    )


def _stage_row(
    name: str, rows: list[Row], currency: Currency, day: date, stages: Sequence[int]
) -> tuple[Cell, ...]:
    where: tuple[tuple[str, str | int | date], ...] = (
        ("day", day),
        ("currency", currency.code),
        *(("stage", each) for each in stages),
    )
    source = Source("fact_credit", where)
    drawn = _sum(rows, "drawn", currency)
    on_assets = [row for row in rows if row["line"].startswith("12")]
    others = [row for row in rows if not row["line"].startswith("12")]
    allowance = _sum(on_assets, "allowance", currency)
    return (
        *cells(name),
        Cell(sum(int(row["credits"]) for row in rows), source),
        Cell(drawn, source),
        Cell(_sum(rows, "undrawn", currency), source),
        Cell(_sum(rows, "collateral", currency), source),
        Cell(allowance, source),
        Cell(_sum(others, "allowance", currency), source),
        Cell(rules.coverage(provided=allowance.minor, gross=drawn.minor), source),
    )


def _by_grade(currency: Currency, rows: list[Row], day: date) -> Table:
    """Return what is owed by grade of credit risk and stage (IFRS 7.35M)."""
    sums: defaultdict[tuple[str, int], int] = defaultdict(int)
    for row in rows:
        sums[rules.grade_of(row["grade"]), row["stage"]] += int(row["drawn"])
    source = Source("fact_credit", (("day", day), ("currency", currency.code)))
    return Table(
        title=f"Gross amounts by probability of default, {currency.code}",
        columns=(
            Column("Probability in twelve months"),
            *(Column(_NAMES[stage].capitalize(), Kind.MONEY) for stage in _STAGES),
        ),
        rows=tuple(
            (
                *cells(words),
                *(Cell(Money(sums[words, stage], currency), source) for stage in _STAGES),
            )
            for _, words in rules.GRADES
        ),
        words="IFRS 7.35M: grades by the probability of default before any outlook.",
    )


def _reconciled(currency: Currency, rows: list[Row], first: date, last: date) -> Table:
    """Return how allowances and provisions came from the opening to the closing (35H, 35I)."""

    def row(words: str, name: str, some: Sequence[Row], source: Source) -> tuple[Cell, ...]:
        by_stage = [
            _sum((r for r in some if rules.stage_of_line(r["line"]) == stage), name, currency)
            for stage in _STAGES
        ]
        return (
            *cells(words),
            *(Cell(each, source) for each in by_stage),
            Cell(sum(by_stage, Money(0, currency)), source),
        )

    where = (("currency", currency.code),)
    within = ("day", first, last)
    rows_told = [row("Opening", "before", rows, Source("fact_provision_move", where))]
    for cause, words in rules.CAUSES.items():
        some = [each for each in rows if each["cause"] == cause]
        source = Source("fact_provision_move", (*where, ("cause", cause)), within)
        rows_told.append(row(words, "moved", some, source))
    closing = [{**each, "all": int(each["before"]) + int(each["moved"])} for each in rows]
    return Table(
        title=f"Loss allowances and provisions from {first} to {last}, {currency.code}",
        columns=(
            Column("Change"),
            *(Column(_NAMES[stage].capitalize(), Kind.MONEY) for stage in _STAGES),
            Column("Total", Kind.MONEY),
        ),
        rows=tuple(rows_told),
        totals=(row("Closing", "all", closing, Source("fact_provision_move", where)),),
        words=(
            "IFRS 7.35H. What write-offs used is what 35L asks for: the bank goes on asking for all"
            " that it has written off. New credits count in the stage where they are found first."
        ),
    )


def _wandered(currency: Currency, rows: list[Row], first: date) -> Table:
    """Return credits by the stage of the opening and of the closing (IFRS 7.35I(d))."""
    return Table(
        title=f"Credits by stage before {first} and now, {currency.code}",
        columns=(
            Column("Was"),
            Column("Is"),
            Column("Credits", Kind.WHOLE),
            Column("Owed then", Kind.MONEY),
            Column("Owed now", Kind.MONEY),
        ),
        rows=tuple(
            cells(
                _NAMES[row["was"]],
                _NAMES[row["is_now"]],
                int(row["credits"]),
                Money(int(row["drawn_then"]), currency),
                Money(int(row["drawn_now"]), currency),
            )
            for row in rows
        ),
        words="IFRS 7.35I: what of the gross carrying amount has moved the allowance.",
    )


def _sensitivity(day: date, stages: Sequence[Row]) -> Iterable[Table]:
    """Yield what would be provided if one scenario were certain (IFRS 7.35G(b); IAS 1.125)."""
    told = provisions.by_scenario(day=day)
    for currency in dict.fromkeys(each.provided.currency for each in told):
        booked = _sum(_of(stages, currency.code), "allowance", currency)
        yield Table(
            title=f"Provisions by scenario, {currency.code}",
            columns=(
                Column("Scenario"),
                Column("Weight", Kind.SHARE),
                Column("State of the economy", Kind.NUMBER),
                Column("Provisions", Kind.MONEY),
                Column("More than booked", Kind.MONEY),
            ),
            rows=tuple(
                cells(each.name, each.weight, each.state, each.provided, each.provided - booked)
                for each in told
                if each.provided.currency == currency
            ),
            totals=(cells("Booked, by the weights", None, None, booked, Money(0, currency)),),
            words=(
                "Each scenario as if it were certain, in the stages that were found. The state of"
                " the economy is in standard deviations."
            ),
        )


def _tied(book: Book, stages: Sequence[Row], moves: Sequence[Row]) -> tuple[Reconciliation, ...]:
    def money(row: Row, amount: int) -> Money:
        return Money(amount, Currency.of(row["currency"]))

    found: list[Reconciliation] = []
    for line in _LINES:
        stands = [
            money(row, int(row["before"]) + int(row["moved"]))
            for row in moves
            if row["line"] == line
        ]
        found += book.held_against(f"movements of line {line}", stands, [line])
        lose = [money(row, int(row["allowance"])) for row in stages if row["line"] == line]
        found += book.held_against(f"credits of line {line}", lose, [line])
    return tuple(found)


def _warnings(day: date, stages: Sequence[Row]) -> tuple[str, ...]:
    if not stages:
        return (f"The warehouse has no credit that was provided for on {day}.",)
    return ()


REPORTS = (
    Report(
        name="credit_losses",
        title="Expected credit losses (IFRS 7)",
        family="Accounts",
        words="Gross amounts, allowances, what changed them, and scenarios: IFRS 7.35F to 35N.",
        make=_make,
        parameters=(
            Parameter(
                name="since",
                title="From",
                kind=ParameterKind.DATE,
                words="The first day whose changes are told; empty: the year's first.",
            ),
        ),
        released=True,
    ),
)
