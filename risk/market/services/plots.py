"""Lines over days, drawn by ReportLab as an SVG picture without scripts or styles of a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib import colors

_WIDTH, _HEIGHT, _MARGIN = 720, 240, 60
_COLOURS = (colors.HexColor(0x2B6CB0), colors.HexColor(0xC05621))


def lines_over_days(*, title: str, lines: Sequence[Sequence[tuple[date, float]]]) -> str:
    """Return the picture; with fewer than two days it says that there is nothing to draw yet."""
    drawing = Drawing(_WIDTH, _HEIGHT)
    drawing.add(String(_MARGIN, _HEIGHT - 18, title, fontSize=11))
    drawn = [line for line in lines if len(line) > 1]
    if drawn:
        drawing.add(_plot(drawn))
    else:
        drawing.add(String(_MARGIN, _HEIGHT / 2, "No trend yet: it takes two days.", fontSize=11))
    svg: str = renderSVG.drawToString(drawing)
    return svg


def _plot(lines: Sequence[Sequence[tuple[date, float]]]) -> LinePlot:
    plot = LinePlot()
    plot.x, plot.y = _MARGIN + 20, 30
    plot.width, plot.height = _WIDTH - 2 * _MARGIN, _HEIGHT - 75
    plot.data = [[(day.toordinal(), made) for day, made in line] for line in lines]
    for number, colour in enumerate(_COLOURS[: len(lines)]):
        plot.lines[number].strokeColor = colour
    plot.xValueAxis.labelTextFormat = _as_day
    plot.yValueAxis.labelTextFormat = "%0.2f"
    return plot


def _as_day(ordinal: float) -> str:
    return date.fromordinal(max(1, int(ordinal))).isoformat()
