"""A model's weeks as a picture (SVG), drawn by ReportLab without scripts or styles of a page."""

from __future__ import annotations

from datetime import date
from typing import Final

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib import colors

from risk.scoring.models import FraudModel
from risk.scoring.repositories import weeks

_WIDTH, _HEIGHT, _MARGIN = 720, 260, 60
_LINES: Final = {
    "auc": ("AUC", colors.HexColor(0x2B6CB0)),
    "average_precision": ("average precision", colors.HexColor(0xC05621)),
    "precision": ("precision of what was stopped", colors.HexColor(0x2F855A)),
}


def weeks_svg(model: FraudModel) -> str:
    """Return the picture; with fewer than two weeks it says that there is nothing to draw yet."""
    drawing = Drawing(_WIDTH, _HEIGHT)
    rows = weeks.trend(model)
    lines = {
        name: [(row.week.toordinal(), float(getattr(row, name)))
               for row in rows if getattr(row, name) is not None]
        for name in _LINES
    }  # fmt: skip
    drawn = {name: line for name, line in lines.items() if len(line) > 1}
    if drawn:
        drawing.add(_plot(drawn))
    else:
        drawing.add(String(_MARGIN, _HEIGHT / 2, "No trend yet: it takes two weeks.", fontSize=11))
    for number, name in enumerate(drawn):
        words, colour = _LINES[name]
        place = _MARGIN + number * 220
        drawing.add(String(place, _HEIGHT - 18, words, fontSize=11, fillColor=colour))
    svg: str = renderSVG.drawToString(drawing)
    return svg


def _plot(lines: dict[str, list[tuple[int, float]]]) -> LinePlot:
    plot = LinePlot()
    plot.x, plot.y = _MARGIN + 20, 30
    plot.width, plot.height = _WIDTH - 2 * _MARGIN, _HEIGHT - 75
    plot.data = list(lines.values())
    for number, name in enumerate(lines):
        plot.lines[number].strokeColor = _LINES[name][1]
    plot.xValueAxis.labelTextFormat = _as_day
    plot.yValueAxis.valueMin, plot.yValueAxis.valueMax = 0, 1
    plot.yValueAxis.labelTextFormat = "%0.2f"
    return plot


def _as_day(ordinal: float) -> str:
    return date.fromordinal(max(1, int(ordinal))).isoformat()
