"""Interest-rate risk of the banking book: six shocks, two of income, and the outlier test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from reporting.reports.domain import interest_rate_risk as rules
from reporting.reports.domain.definitions import Inputs, Report, Row
from reporting.reports.domain.documents import (
    Cell,
    Chart,
    Column,
    Document,
    Drawing,
    Kind,
    Source,
    Table,
    cells,
)
from reporting.reports.services.book import Book
from reporting.reports.services.euros import Euros, cents
from reporting.reports.services.own_funds import (
    RiskFigures,
    held_against,
    own_funds,
    tier_one_as_risk_has_it,
)


def _make(inputs: Inputs) -> Document:
    book, euros, figures = Book(inputs), Euros(inputs), RiskFigures(inputs)
    own = own_funds(book, euros)
    shocks = inputs.facts.rows("shocks", day=inputs.day)
    values = {each: _losses(shocks, each, "value_change") for each in rules.SCENARIOS}
    incomes = {each: _losses(shocks, each, "income_change") for each in rules.PARALLEL}
    left_out = figures.words("RATES_LEFT_OUT_COUNT")
    return Document(
        tables=(
            _test(values, incomes, own.tier_one.minor),
            _by_currency(shocks, "value_change", rules.SCENARIOS, inputs.day),
            _by_currency(shocks, "income_change", rules.PARALLEL, inputs.day),
        ),
        charts=(_chart(values),),
        reconciliations=held_against(book),
        warnings=(
            *figures.missing(VALUE_LOSS="shocks of interest rates"),
            *_as_kept(values, figures),
            *tier_one_as_risk_has_it(own, figures),
            *([f"Left out, without a curve or a rate: {left_out}."] if left_out else []),
            *euros.warnings(),
        ),
    )


def _losses(shocks: Sequence[Row], scenario: str, name: str) -> int:
    return rules.loss(int(row[name]) for row in shocks if row["scenario"] == scenario)


def _test(values: dict[str, int], incomes: dict[str, int], tier_one: int) -> Table:
    scenario, value = rules.worst(values)
    other, income = rules.worst(incomes)
    above = rules.is_outlier(loss=value, tier_one=tier_one)
    return Table(
        title="Outlier test",
        columns=(
            Column("Item"),
            Column("Scenario"),
            Column("Amount", Kind.MONEY),
            Column("Of Tier 1", Kind.SHARE),
        ),
        rows=(
            cells("Tier 1", "", cents(tier_one), None),
            cells(
                "Worst loss of economic value", rules.SCENARIOS[scenario], cents(value),
                rules.share(value, tier_one=tier_one),
            ),
            cells(
                "Worst loss of a year's interest", rules.SCENARIOS[other], cents(income),
                rules.share(income, tier_one=tier_one),
            ),
        ),
        totals=(cells("Outlier, above 15 % of Tier 1", "yes" if above else "no", None, None),),
        words=(
            "SRP31: of each shock what currencies lose; gains in one make up for nothing in"
            " another. Curves, shocks and assumptions on deposits are those of the day's end."
        ),
    )  # fmt: skip


def _by_currency(
    shocks: Sequence[Row], name: str, scenarios: Sequence[str] | dict[str, str], day: date
) -> Table:
    def figure(amount: int, *where: tuple[str, str]) -> Cell:
        return Cell(cents(amount), Source("fact_shock", (("day", day), *where)))

    currencies = sorted({row["currency"] for row in shocks})
    found = {(row["scenario"], row["currency"]): int(row[name]) for row in shocks}
    of_value = name == "value_change"
    return Table(
        title="Economic value of equity" if of_value else "Net interest income of twelve months",
        columns=(
            Column("Shock"),
            *(Column(each, Kind.MONEY) for each in currencies),
            Column("Loss", Kind.MONEY),
        ),
        rows=tuple(
            (
                *cells(rules.SCENARIOS[scenario]),
                *(
                    figure(found[scenario, each], ("scenario", scenario), ("currency", each))
                    for each in currencies
                ),
                figure(_losses(shocks, scenario, name), ("scenario", scenario)),
            )
            for scenario in scenarios
        ),
        words="Changes by currency, in euro; a loss is negative, the sum of losses positive.",
    )


def _chart(values: dict[str, int]) -> Chart:
    return Chart(
        title="Loss of economic value by shock",
        drawing=Drawing.BARS,
        labels=tuple(rules.SCENARIOS[each] for each in values),
        series=(("Loss", tuple(cents(each).amount for each in values.values())),),
        unit="EUR",
    )


def _as_kept(values: dict[str, int], figures: RiskFigures) -> tuple[str, ...]:
    """Return a warning where currencies do not sum to what the day's end has kept, but for cents.

    Each currency's change is rounded when it is kept, and so is the sum of all.
    """
    _, value = rules.worst(values)
    kept = figures.whole("VALUE_LOSS")
    if abs(value - kept) <= _CENTS_APART:
        return ()
    return (f"Currencies lose {cents(value)} together; the day's end has kept {cents(kept)}.",)


_CENTS_APART: Final = 20

REPORTS = (
    Report(
        name="interest_rate_risk",
        title="Interest-rate risk of the banking book",
        family="Prudential",
        words="What six shocks do to the bank's value, two to a year's interest; the outlier test.",
        make=_make,
        released=True,
    ),
)
