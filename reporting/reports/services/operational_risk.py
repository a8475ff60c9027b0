"""Operational risk: losses by type of event and line of business, and the capital for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from reporting.reports.domain.definitions import Inputs, Parameter, ParameterKind, Report, Row
from reporting.reports.domain.documents import Cell, Column, Document, Kind, Source, Table, cells
from reporting.reports.services.euros import NOTHING, cents
from reporting.reports.services.own_funds import RiskFigures
from risk.operational import public as operational

_COLUMNS: Final = (
    Column("Incidents", Kind.WHOLE),
    Column("Not closed", Kind.WHOLE),
    Column("Loss", Kind.MONEY),
    Column("Recovered", Kind.MONEY),
    Column("Insured", Kind.MONEY),
    Column("Net", Kind.MONEY),
)


def _make(inputs: Inputs) -> Document:
    figures = RiskFigures(inputs)
    given = inputs.values.get("since")
    first = given if isinstance(given, date) else inputs.day.replace(month=1, day=1)
    found = inputs.facts.rows("incidents", first=first, last=inputs.day)
    largest = inputs.facts.rows("largest_incidents", first=first, last=inputs.day)
    within = ("discovered_on", first, inputs.day)
    return Document(
        tables=(
            _losses(
                "Losses by type of event", "event_type", operational.EVENT_WORDS, found, within
            ),
            _losses(
                "Losses by line of business", "business_line", operational.LINE_WORDS, found, within
            ),
            _largest(largest),
            _capital(figures, inputs.day),
        ),
        warnings=(
            *figures.missing(INDICATOR_COMPONENT="operational risk's capital"),
            _COUNTED,
        ),
    )


def _losses(
    title: str,
    column: str,
    words: Mapping[Any, str],
    rows: Sequence[Row],
    within: tuple[str, date, date],
) -> Table:
    def row(name: str, some: Sequence[Row], source: Source) -> tuple[Cell, ...]:
        gross, recovered, insured = (
            sum(int(each[kind]) for each in some) for kind in ("gross", "recovered", "insured")
        )
        return (
            *cells(name),
            Cell(sum(int(each["incidents"]) for each in some), source),
            Cell(sum(int(each["open"]) for each in some), source),
            *(
                Cell(cents(each), source)
                for each in (gross, recovered, insured, gross - recovered - insured)
            ),
        )

    return Table(
        title=title,
        columns=(Column("Of"), *_COLUMNS),
        rows=tuple(
            row(
                name,
                [each for each in rows if each[column] == key],
                Source("fact_incident", ((column, str(key)),), within),
            )
            for key, name in words.items()
        ),
        totals=(row("Total", rows, Source("fact_incident", (), within)),),
        words=(
            f"Discovered from {within[1]} to {within[2]}. OPE25: losses as two people agreed on"
            " them; estimates count nowhere."
        ),
    )


def _largest(rows: Sequence[Row]) -> Table:
    return Table(
        title="The ten costliest",
        columns=(
            Column("Incident", Kind.WHOLE),
            Column("Type of event"),
            Column("Line of business"),
            Column("State"),
            Column("Occurred", Kind.DATE),
            Column("Discovered", Kind.DATE),
            Column("Booked", Kind.DATE),
            Column("Loss", Kind.MONEY),
            Column("Came back", Kind.MONEY),
        ),
        rows=tuple(
            cells(
                int(row["incident_id"]),
                operational.EVENT_WORDS[row["event_type"]],
                operational.LINE_WORDS[row["business_line"]],
                row["state"],
                row["occurred_on"],
                row["discovered_on"],
                row["booked_on"],
                cents(int(row["gross"])),
                cents(int(row["recovered"]) + int(row["insured"])),
            )
            for row in rows
        ),
    )


def _capital(figures: RiskFigures, day: date) -> Table:
    def row(item: str, name: str) -> tuple[Cell, ...]:
        source = Source("fact_risk_figure", (("day", day), ("figure", name)))
        amount = figures.amount(name) if figures.has(name) else NOTHING
        return (*cells(item), Cell(amount, source), *cells(figures.words(name)))

    return Table(
        title="Capital by the standardised approach",
        columns=(Column("Item"), Column("Amount", Kind.MONEY), Column("Of")),
        rows=(
            row("Business indicator, mean of years", "BUSINESS_INDICATOR"),
            row("Business indicator component, of bucket", "INDICATOR_COMPONENT"),
            row("Loss component", "LOSS_COMPONENT"),
            row("Requirement, by the multiplier", "OPERATIONAL_CAPITAL"),
        ),
        totals=(row("Risk-weighted assets", "OPERATIONAL_WEIGHTED"),),
        words=(
            "OPE25. Of the component: the bucket; of the requirement: the multiplier,"
            " which is 1 in the first bucket."
        ),
    )


_COUNTED: Final = (
    "A loss counts whether or not it names the ledger's transaction: this report is not held"
    " against the ledger."
)

REPORTS = (
    Report(
        name="operational_risk",
        title="Operational risk",
        family="Prudential",
        words="Losses by type of event and line of business, and the capital that they ask for.",
        make=_make,
        parameters=(
            Parameter(
                name="since",
                title="From",
                kind=ParameterKind.DATE,
                words="Incidents discovered from this day on; empty: from the year's first.",
            ),
        ),
        released=True,
    ),
)
