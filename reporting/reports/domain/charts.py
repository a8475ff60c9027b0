"""Charts of a report: the same drawing on paper and, as SVG, on a page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing as Picture
from reportlab.graphics.shapes import String
from reportlab.lib import colors

from bankcore import typeface
from bankcore.typeface import BOLD, REGULAR
from reporting.reports.domain.documents import Chart, Drawing

WIDTH: Final = 480
HEIGHT: Final = 210
_COLOURS: Final = (0x2B6CB0, 0xC05621, 0x2F855A, 0x6B46C1, 0xB7791F, 0x4A5568)
_MOST_LABELS: Final = 16


def picture(chart: Chart) -> Picture:
    """Return the drawing; without figures it says that there are none."""
    typeface.load()
    drawn = Picture(WIDTH, HEIGHT)
    title = f"{chart.title} ({chart.unit})" if chart.unit else chart.title
    drawn.add(String(4, HEIGHT - 14, title, fontName=BOLD, fontSize=9))
    series = [(name, line) for name, line in chart.series if line]
    if not series or not chart.labels:
        words = "There are no figures to draw."
        drawn.add(String(4, HEIGHT / 2, words, fontName=REGULAR, fontSize=8))
        return drawn
    drawn.add(_plot(chart, [line for _, line in series]))
    drawn.add(_legend([name for name, _ in series]))
    return drawn


def svg(chart: Chart) -> str:
    """Return the drawing as a picture of a page, without scripts and styles of a page."""
    found: str = renderSVG.drawToString(picture(chart))
    return found


def _plot(chart: Chart, lines: list[tuple[Decimal, ...]]) -> Any:
    is_bars = chart.drawing is Drawing.BARS
    plot: Any = VerticalBarChart() if is_bars else HorizontalLineChart()
    plot.x, plot.y, plot.width, plot.height = 70, 56, WIDTH - 90, HEIGHT - 86
    # Where a line is drawn is no amount: the drawing reckons in points of a page.
    plot.data = [[float(value) for value in line] for line in lines]
    every = -(-len(chart.labels) // _MOST_LABELS)
    plot.categoryAxis.categoryNames = [
        label if at % every == 0 else "" for at, label in enumerate(chart.labels)
    ]
    plot.categoryAxis.labelAxisMode = "low"
    labels = plot.categoryAxis.labels
    labels.fontName, labels.fontSize = REGULAR, 6.5
    labels.angle, labels.boxAnchor, labels.dy = 20, "ne", -2
    plot.categoryAxis.strokeColor = plot.valueAxis.strokeColor = colors.HexColor(0x888888)
    axis = plot.valueAxis
    axis.labels.fontName, axis.labels.fontSize = REGULAR, 6.5
    axis.labelTextFormat = _grouped
    axis.visibleGrid, axis.gridStrokeColor = 1, colors.HexColor(0xDDDDDD)
    lowest = min(value for line in lines for value in line)
    if is_bars and lowest >= 0:
        axis.valueMin = 0
    for number in range(len(lines)):
        colour = colors.HexColor(_COLOURS[number % len(_COLOURS)])
        if is_bars:
            plot.bars[number].fillColor, plot.bars[number].strokeColor = colour, None
        else:
            plot.lines[number].strokeColor, plot.lines[number].strokeWidth = colour, 1.4
    return plot


def _legend(names: list[str]) -> Legend:
    legend = Legend()
    legend.x, legend.y, legend.boxAnchor = 70, 4, "sw"
    legend.fontName, legend.fontSize = REGULAR, 7
    legend.columnMaximum, legend.deltax, legend.dxTextSpace = 1, 20, 4
    legend.dx = legend.dy = 6
    legend.strokeWidth, legend.alignment = 0, "right"
    legend.colorNamePairs = [
        (colors.HexColor(_COLOURS[at % len(_COLOURS)]), name) for at, name in enumerate(names)
    ]
    return legend


def _grouped(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
