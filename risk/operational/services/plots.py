"""Pictures by ReportLab as SVG, without scripts or styles of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib import colors

_WIDTH, _HEIGHT, _MARGIN = 720, 240, 60
_LINES: Final = (colors.HexColor(0x2B6CB0), colors.HexColor(0xD69E2E), colors.HexColor(0xC53030))
_GREEN, _AMBER, _RED = (colors.HexColor(each) for each in (0xC6F6D5, 0xFEEBC8, 0xFED7D7))
_CELL, _LEFT, _BOTTOM = 54, 70, 50
_MARKS: Final = range(1, 6)


def trend(title: str, lines: Sequence[Sequence[tuple[date, float]]]) -> str:
    """Return lines over days: values, amber, red; with fewer than two days a sentence says so."""
    drawing = Drawing(_WIDTH, _HEIGHT)
    drawing.add(String(_MARGIN, _HEIGHT - 18, title, fontSize=11))
    shown = [(line, colour) for line, colour in zip(lines, _LINES, strict=True) if len(line) > 1]
    if shown:
        plot = LinePlot()
        plot.x, plot.y = _MARGIN + 20, 30
        plot.width, plot.height = _WIDTH - 2 * _MARGIN, _HEIGHT - 75
        plot.data = [[(day.toordinal(), value) for day, value in line] for line, _ in shown]
        for number, (_, colour) in enumerate(shown):
            plot.lines[number].strokeColor = colour
        plot.xValueAxis.labelTextFormat = _as_day
        plot.yValueAxis.labelTextFormat = "%0.2f"
        plot.yValueAxis.valueMin = 0
        drawing.add(plot)
    else:
        told = "No trend yet: it takes two days."
        drawing.add(String(_MARGIN, _HEIGHT / 2, told, fontSize=11))
    return _svg(drawing)


def heat_map(title: str, counts: Mapping[tuple[int, int], int]) -> str:
    """Return how many risks there are by (likelihood, impact), from 1 to 5 each."""
    side = 5 * _CELL
    drawing = Drawing(side + _LEFT + 20, side + _BOTTOM + 30)
    drawing.add(String(_LEFT, side + _BOTTOM + 12, title, fontSize=11))
    drawing.add(String(_LEFT + side / 2 - 20, 10, "impact", fontSize=10))
    drawing.add(String(4, _BOTTOM + side / 2, "likelihood", fontSize=10))
    for mark in _MARKS:
        middle = (mark - 1) * _CELL + _CELL / 2
        drawing.add(String(_LEFT + middle - 3, _BOTTOM - 14, str(mark), fontSize=10))
        drawing.add(String(_LEFT - 14, _BOTTOM + middle - 4, str(mark), fontSize=10))
    for likelihood in _MARKS:
        for impact in _MARKS:
            x, y = _LEFT + (impact - 1) * _CELL, _BOTTOM + (likelihood - 1) * _CELL
            cell = Rect(x, y, _CELL, _CELL)
            cell.fillColor, cell.strokeColor = _shade(likelihood * impact), colors.white
            drawing.add(cell)
            if count := counts.get((likelihood, impact)):
                drawing.add(String(x + _CELL / 2 - 4, y + _CELL / 2 - 5, str(count), fontSize=14))
    return _svg(drawing)


def _shade(product: int) -> colors.Color:
    if product >= 15:
        return _RED
    return _AMBER if product >= 6 else _GREEN


def _svg(drawing: Drawing) -> str:
    svg: str = renderSVG.drawToString(drawing)
    return svg


def _as_day(ordinal: float) -> str:
    return date.fromordinal(max(1, int(ordinal))).isoformat()
