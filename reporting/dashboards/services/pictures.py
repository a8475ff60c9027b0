"""Charts, drawn by ReportLab: as SVG within a page, without scripts or styles, or in a PDF.

The page's rules against injected styles hold for a picture as well, so that colours stand in
attributes of their own. Each chart is drawn twice, for a wide page and for a telephone: a picture
that is only made smaller cannot be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from defusedxml.ElementTree import fromstring
from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.charts.barcharts import HorizontalBarChart, VerticalBarChart
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from reporting.dashboards.domain.wording import short

WIDE, NARROW = 720, 340
_HEIGHT, _BAR, _FONT = 280, 30, "Helvetica"
_MOST_RANKS: Final = 12
_LEFT, _RIGHT, _BOTTOM, _TOP = 70, 14, 34, 16
# Each at least 4.5 to 1 against the white behind it, and told apart in grey by their lightness.
_COLOURS: Final = (
    colors.HexColor(0x1D4F91),
    colors.HexColor(0xB45309),
    colors.HexColor(0x2F7D5B),
)
_INK, _GRID = colors.HexColor(0x333333), colors.HexColor(0xDDDDDD)
_SVG: Final = "http://www.w3.org/2000/svg"
_LINK: Final = "http://www.w3.org/1999/xlink"
_DROPPED: Final = {f"{{{_SVG}}}{name}" for name in ("title", "desc", "clipPath")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on a chart's axis: what stands under it, its values, and the page that it opens."""

    label: str
    values: tuple[Decimal, ...]
    told: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn. `kind` is BARS, RANKS or LINES; `series` names the values of a place.

    Where places are no times, each of them keeps its label.
    """

    title: str
    kind: str
    series: tuple[str, ...]
    places: tuple[Place, ...]
    is_of_time: bool = False


def svg(chart: Chart, width: int = WIDE) -> str:
    """Return the chart as an element of a page, which has its title above it.

    Its places lead where their addresses say.
    """
    drawn = renderSVG.drawToString(drawing(replace(chart, title=""), width))
    root = fromstring(drawn, forbid_dtd=False)
    _without_styles(root)
    height = root.get("height")
    root.attrib = {
        "viewBox": f"0 0 {width} {height}",
        "width": str(width),
        "height": str(height),
        "class": "wide" if width == WIDE else "narrow",
        "aria-hidden": "true",
        "focusable": "false",
    }
    register_namespace("", _SVG)
    register_namespace("xlink", _LINK)
    return tostring(root, encoding="unicode")


def pdf(title: str, lines: Sequence[str], charts: Sequence[Chart]) -> bytes:
    """Return a document of sentences and charts, for a mail."""
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=True)
    canvas.setTitle(title)
    width, height = A4
    y = height - 60
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(48, y, title)
    canvas.setFont(_FONT, 10)
    for line in lines:
        y -= 16
        canvas.drawString(48, y, line[:110])
    scale = (width - 96) / WIDE
    for chart in charts:
        drawn = drawing(chart, WIDE)
        tall = drawn.height * scale + 18
        if y - tall < 48:
            canvas.showPage()
            y = height - 48
        y -= tall
        canvas.saveState()
        canvas.translate(48, y)
        canvas.scale(scale, scale)
        renderPDF.draw(drawn, canvas, 0, 0)
        canvas.restoreState()
    canvas.save()
    return made.getvalue()


def drawing(chart: Chart, width: int) -> Drawing:
    """Return the drawing of a chart, as wide as asked and as high as it must be."""
    if not chart.places or not any(any(place.values) for place in chart.places):
        return _nothing(chart, width)
    if chart.kind == "RANKS" or (width < WIDE and not chart.is_of_time):
        return _ranks(chart, width)
    made = Drawing(width, _HEIGHT)
    _ground(made, chart)
    is_line = chart.kind == "LINES" and len(chart.places) > 1
    plot: Any = HorizontalLineChart() if is_line else VerticalBarChart()
    plot.x, plot.y = _LEFT, _BOTTOM
    plot.width, plot.height = width - _LEFT - _RIGHT, _HEIGHT - _BOTTOM - _head(chart)
    plot.data = [
        [float(place.values[number]) for place in chart.places]
        for number in range(len(chart.series))
    ]
    _axes(plot.valueAxis, plot.categoryAxis, chart, width)
    if is_line:
        _lines(plot, chart)
    else:
        _bars(plot, chart)
    made.add(plot)
    _legend(made, chart, width)
    _openings(made, chart, plot)
    return made


def _nothing(chart: Chart, width: int) -> Drawing:
    made = Drawing(width, 90)
    _ground(made, chart)
    made.add(String(16, 34, "Nothing in these days.", fontName=_FONT, fontSize=12, fillColor=_INK))
    return made


def _painted(shape: Rect, colour: colors.Color) -> Rect:
    shape.fillColor, shape.strokeColor = colour, None
    return shape


def _head(chart: Chart) -> int:
    """Return how high what stands above the plot is: its title, and the names of its series."""
    return _TOP + (20 if chart.title else 0) + (18 if len(chart.series) > 1 else 0)


def _ground(made: Drawing, chart: Chart) -> None:
    made.add(_painted(Rect(0, 0, made.width, made.height), colors.white))
    if not chart.title:
        return
    title = String(16, made.height - 22, chart.title)
    title.fontName, title.fontSize, title.fillColor = "Helvetica-Bold", 15, _INK
    longest = (made.width - 32) / 1.2  # browsers have another, wider Helvetica
    while stringWidth(title.text, title.fontName, title.fontSize) > longest:
        title.fontSize -= 0.5
    made.add(title)


def _axes(value: Any, category: Any, chart: Chart, width: int) -> None:
    made = [number for place in chart.places for number in place.values]
    value.valueMin = min(0.0, float(min(made)))
    value.labelTextFormat = lambda number: short(Decimal(str(round(number, 6))))
    value.maximumTicks = 6
    value.visibleGrid, value.gridStrokeColor = True, _GRID
    for axis in (value, category):
        axis.labels.fontName, axis.labels.fontSize = _FONT, 12
        axis.labels.fillColor = axis.strokeColor = _INK
    most = max(2, (width - _LEFT - _RIGHT) // 92)
    every = -(-len(chart.places) // most) if chart.is_of_time else 1
    category.categoryNames = [
        place.label if number % every == 0 else "" for number, place in enumerate(chart.places)
    ]
    category.labels.dy, value.labels.dx = -4, -12
    category.tickDown = 3 if len(chart.places) <= most else 0


def _bars(plot: VerticalBarChart, chart: Chart) -> None:
    # A bar is no wider than it must be where there are few of them.
    plot.barSpacing = 1
    plot.groupSpacing = max(6 if len(chart.places) < 40 else 2, 60 // len(chart.places))
    for number in range(len(chart.series)):
        plot.bars[number].fillColor = _COLOURS[number]
        plot.bars[number].strokeColor = None


def _lines(plot: HorizontalLineChart, chart: Chart) -> None:
    for number in range(len(chart.series)):
        plot.lines[number].strokeColor = _COLOURS[number]
        plot.lines[number].strokeWidth = 2.5
        plot.lines[number].strokeDashArray = (None, (6, 3), (2, 2))[number]
    plot.joinedLines = True


def _legend(made: Drawing, chart: Chart, width: int) -> None:
    """Name the series in the order in which their bars stand, under the title's line."""
    if len(chart.series) < 2:  # the title says what it is
        return
    x = float(_LEFT)
    y = made.height - (44 if chart.title else 20)
    for number, name in enumerate(chart.series):
        made.add(_painted(Rect(x, y, 11, 11), _COLOURS[number]))
        made.add(String(x + 16, y + 1, name, fontName=_FONT, fontSize=12, fillColor=_INK))
        x += 34 + stringWidth(name, _FONT, 12) * 1.2
        if x > width - 80:
            break


def _openings(made: Drawing, chart: Chart, plot: Any) -> None:
    """Lay over each place what tells its figures and opens its rows."""
    each = plot.width / len(chart.places)
    for number, place in enumerate(chart.places):
        over = Rect(plot.x + number * each, plot.y, each, plot.height)
        made.add(_leading(over, place))


def _leading(over: Rect, place: Place) -> Rect:
    over.fillColor = over.strokeColor = None
    if place.address:
        vars(over).update(hrefURL=place.address, hrefTitle=f"{place.label}: {place.told}")
    return over


def _ranks(chart: Chart, width: int) -> Drawing:
    """Draw a bar for each of the largest, its name above it where the page is narrow."""
    places = chart.places[:_MOST_RANKS]
    is_narrow = width < WIDE
    tall = _BAR + 18 if is_narrow else _BAR
    made = Drawing(width, 10 + _head(chart) + tall * len(places))
    _ground(made, chart)
    longest = max(stringWidth(place.label, _FONT, 13) for place in places)
    # Browsers have another Helvetica, which may be a quarter wider.
    left = 16.0 if is_narrow else min(longest * 1.25 + 28, 290.0)
    plot: Any = HorizontalBarChart()
    plot.x, plot.y = left, 10
    plot.width, plot.height = width - left - 84, tall * len(places)
    plot.data = [[float(max(place.values[0], Decimal(0))) for place in reversed(places)]]
    plot.valueAxis.valueMin, plot.valueAxis.visible = 0, False
    plot.categoryAxis.visible = False
    plot.barWidth, plot.groupSpacing = 10, 4 if not is_narrow else 16
    plot.bars[0].fillColor, plot.bars[0].strokeColor = _COLOURS[0], None
    most = max(plot.data[0]) or 1.0
    plot.valueAxis.valueMax = most
    made.add(plot)
    made.add(Line(left, 10, left, 10 + plot.height, strokeColor=_INK))
    for number, place in enumerate(places):
        y = 10 + tall * (len(places) - 1 - number)
        _rank(made, place, at=(left, y), most=most, room=plot.width, is_narrow=is_narrow)
        made.add(_leading(Rect(0, y, width, tall), place))
    return made


def _rank(
    made: Drawing,
    place: Place,
    *,
    at: tuple[float, float],
    most: float,
    room: float,
    is_narrow: bool,
) -> None:
    left, y = at
    name = String(20 if is_narrow else 16, y + (36 if is_narrow else 10), place.label[:36])
    end = left + room * float(max(place.values[0], Decimal(0))) / most
    number = String(end + 6, y + (14 if is_narrow else 10), short(place.values[0]))
    for words in (name, number):
        words.fontName, words.fontSize, words.fillColor = _FONT, 13, _INK
        made.add(words)


def _without_styles(element: Element) -> None:
    """Turn styles into attributes; drop ids, which two pictures would share, and what is empty."""
    for child in list(element):
        if child.tag in _DROPPED:
            element.remove(child)
    for each in element.iter():
        style = each.attrib.pop("style", "")
        for name in ("id", "clip-path"):
            each.attrib.pop(name, None)
        for part in style.split(";"):
            name, _, value = part.partition(":")
            if value.strip():
                each.set(name.strip(), value.strip())
        if each.tag == f"{{{_SVG}}}a":
            _as_opening(each)


def _as_opening(link: Element) -> None:
    """Let the pointer meet what is not painted; keys go by the table, which has the same links."""
    link.set("tabindex", "-1")
    told = SubElement(link, f"{{{_SVG}}}title")
    told.text = link.attrib.pop(f"{{{_LINK}}}title", "")
    for each in link:
        each.set("pointer-events", "all")
