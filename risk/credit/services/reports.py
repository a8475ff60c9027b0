"""A scorecard's validation report: figures, a calibration plot, and every bin with its points."""

from __future__ import annotations

import io
from typing import Any, Final

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from risk.credit.domain import scorecards as cards
from risk.credit.models import ScorecardVersion

_WIDTH, _HEIGHT = 420, 240
_STYLES: Final = getSampleStyleSheet()


def calibration(version: ScorecardVersion) -> Drawing:
    """Return the plot of what was predicted against what came, by tenths."""
    groups = version.figures["groups"]
    points = sorted((each["predicted"], each["observed"]) for each in groups)
    top = max(max(pair) for pair in points) * 1.1 or 1.0
    drawing, plot = Drawing(_WIDTH, _HEIGHT), LinePlot()
    plot.x, plot.y, plot.width, plot.height = 50, 40, _WIDTH - 80, _HEIGHT - 70
    plot.data = [points, [(0.0, 0.0), (top, top)]]
    plot.lines[0].strokeColor, plot.lines[1].strokeColor = colors.HexColor("#1f5fa8"), colors.grey
    plot.xValueAxis.valueMin = plot.yValueAxis.valueMin = 0
    plot.xValueAxis.valueMax = plot.yValueAxis.valueMax = top
    plot.xValueAxis.labelTextFormat = plot.yValueAxis.labelTextFormat = "%.2f"
    drawing.add(plot)
    drawing.add(
        String(50, _HEIGHT - 18, "Share of bad cases: observed over predicted", fontSize=11)
    )
    drawing.add(String(_WIDTH - 150, 8, "predicted", fontSize=9))
    return drawing


def as_svg(version: ScorecardVersion) -> str:
    """Return the calibration plot as SVG."""
    return str(renderSVG.drawToString(calibration(version)))


def as_pdf(version: ScorecardVersion) -> bytes:
    """Return the whole report as PDF."""
    figures = version.figures
    lines = [
        ["Cases, of them bad", f"{version.cases:,}, {version.bads:,}"],
        ["Validated on", f"{figures['cases']:,} unseen, {figures['bads']:,} bad"],
        ["AUC", f"{figures['auc']:.4f}"],
        ["Gini", f"{figures['gini']:.4f}"],
        ["KS", f"{figures['ks']:.4f}"],
        ["Brier score", f"{figures['brier']:.4f}"],
    ]
    story: list[Any] = [
        Paragraph(f"Scorecard {version.name} {version.number}", _STYLES["Title"]),
        _table(lines, head=False),
        Spacer(1, 12),
        calibration(version),
        Spacer(1, 12),
        _table([["Characteristic", "Bin", "Goods", "Bads", "Points"], *_bins(version)], head=True),
    ]
    output = io.BytesIO()
    SimpleDocTemplate(output, pagesize=A4, title=str(version), invariant=1).build(story)
    return output.getvalue()


def bins(version: ScorecardVersion) -> list[list[str]]:
    """Return every bin with its cases and points, for a table."""
    return _bins(version)


def _bins(version: ScorecardVersion) -> list[list[str]]:
    card = cards.of_json(version.card)
    return [
        [
            each.name,
            one.label,
            f"{one.goods:,}",
            f"{one.bads:,}",
            str(card.points_of(number, place)),
        ]
        for number, each in enumerate(card.characteristics)
        for place, one in enumerate(each.bins)
    ]


def _table(rows: list[list[str]], *, head: bool) -> Table:
    table = Table(rows, repeatRows=int(head), hAlign="LEFT")
    rules: list[Any] = [("GRID", (0, 0), (-1, -1), 0.25, colors.lightgrey)]
    if head:
        rules.append(("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"))
    table.setStyle(TableStyle(rules))
    return table
