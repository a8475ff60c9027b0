"""A dashboard's figures as charts and tables, with the addresses that their places open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reporting.dashboards.domain import ranges, wording
from reporting.dashboards.domain.figures import Figure, Shape, Unit
from reporting.dashboards.domain.selections import Choice
from reporting.dashboards.services import pictures
from reporting.dashboards.services.looking import BoardView, FigureView
from reporting.dashboards.services.pictures import Chart, Place

Addressed = Callable[[Figure, str | None], str]
"""Gives the address of the rows behind a figure, or behind the place with a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number in words."""

    figure: Figure
    value: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table beside a chart."""

    label: str
    values: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart, and the table of the same figures."""

    figure: Figure
    chart: Chart
    headings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def pictures(self) -> tuple[str, str]:
        """The chart as elements of a page (SVG): for a wide one, and for a telephone."""
        return pictures.svg(self.chart), pictures.svg(self.chart, pictures.NARROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A dashboard as it is shown."""

    tiles: tuple[Tile, ...]
    charts: tuple[Drawn, ...]


def shown(view: BoardView, addressed: Addressed) -> Shown:
    """Return a dashboard's tiles and charts."""
    tiles = [each for each in view.figures if each.figure.shape is Shape.TILE]
    charts = [each for each in view.figures if each.figure.shape is not Shape.TILE]
    return Shown(
        tiles=tuple(_tile(each, view.choice, addressed) for each in tiles),
        charts=tuple(_drawn(each, view.choice, addressed) for each in charts),
    )


def _tile(view: FigureView, choice: Choice, addressed: Addressed) -> Tile:
    """Return a tile as it is shown."""
    values = view.points[0].values if view.points else (0,) * len(view.figure.measures)
    return Tile(
        figure=view.figure,
        value=wording.full(values, view.figure.unit, choice.currency)[0],
        address=addressed(view.figure, None),
    )


def _drawn(view: FigureView, choice: Choice, addressed: Addressed) -> Drawn:
    """Return a chart as it is shown."""
    figure, unit, currency = view.figure, view.figure.unit, choice.currency
    of_time = ranges.step_of(figure, choice.first, choice.last) is not None
    lines = tuple(
        Line(
            label=wording.label(point.key),
            values=wording.full(point.values, unit, currency),
            address=addressed(figure, point.key),
        )
        for point in view.points
    )
    places = tuple(
        Place(
            label=line.label,
            values=tuple(wording.plotted(value, unit, currency) for value in point.values),
            told=", ".join(line.values),
            address=line.address,
        )
        for line, point in zip(lines, view.points, strict=True)
    )
    title = f"{figure.title}, {currency}" if unit is Unit.MONEY else figure.title
    headings = tuple(each.heading for each in figure.measures)
    kind = figure.shape.value
    return Drawn(
        figure=figure,
        chart=Chart(
            title=title,
            kind=kind,
            series=headings,
            places=places,
            is_of_time=of_time or figure.shape is Shape.LINES or figure.of == "due",
        ),
        headings=headings,
        lines=lines,
    )
