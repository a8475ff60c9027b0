"""A report on paper: what it is, whether it ties, its charts, its tables over pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bankcore import typeface
from bankcore.money import Money
from bankcore.typeface import BOLD, REGULAR
from reporting.reports.domain import charts, wording
from reporting.reports.domain.covers import Cover
from reporting.reports.domain.documents import (
    Cell,
    Column,
    Document,
    Kind,
    Reconciliation,
    Table,
    cells,
)
from reporting.reports.domain.paper import ACCENT, ALARM, INK, SOFT, WHITE, Colour, Paper, room

_SIZES: Final = (8.0, 7.0, 6.0, 5.0, 4.5)
_GAP: Final = 10.0
_LEAST_TEXT: Final = 48.0
_TWO_LINES: Final = 0.62
_WARNED: Final = (0.99, 0.93, 0.76)
_HELD: Final = "Held against the ledger"


def render(cover: Cover, document: Document, *, draft: bool = False) -> bytes:
    """Return the report as one PDF file of A4 pages, lying where a table needs the width.

    A draft says on every page that nobody has released it.
    """
    typeface.load()
    tables = [*document.tables, *_held(document.reconciliations)]
    wide = any(sum(_natural(each, _SIZES[0])) > room(wide=False) for each in tables)
    paper = Paper(cover, wide=wide, draft=draft)
    _head(paper, cover)
    _standing(paper, document)
    for chart in document.charts:
        paper.y -= 8
        paper.picture(charts.picture(chart), height=charts.HEIGHT)
    for table in tables:
        _Grid(paper, table).draw()
    return paper.finish()


def _head(paper: Paper, cover: Cover) -> None:
    paper.write(paper.left, typeface.printable(cover.bank), size=10, font=BOLD)
    paper.y -= 6
    paper.rule(colour=ACCENT, width=0.9)
    paper.y -= 4
    paper.paragraph(cover.title, size=17, font=BOLD)
    paper.y -= 3
    paper.paragraph(cover.words, colour=SOFT)
    paper.y -= 6
    for name, told in cover.facts:
        lines = typeface.wrapped(told, room=paper.room - 110, font=REGULAR, size=8.5) or [""]
        for at, line in enumerate(lines):
            paper.need(12)
            paper.y -= 12
            if at == 0:
                paper.write(paper.left, typeface.printable(name), size=8.5, colour=SOFT)
            paper.write(paper.left + 110, line, size=8.5)
    paper.y -= 12


def _standing(paper: Paper, document: Document) -> None:
    """Say at once whether the figures can be relied on."""
    held = document.reconciliations
    apart = sum(not each.agrees for each in held)
    if apart:
        told = f"{apart} of {len(held)} figures" if len(held) > 1 else "its figure"
        words = f"THIS REPORT DOES NOT TIE: {told} held against the ledger differ. See “{_HELD}”."
        paper.banner(words, ground=ALARM, ink=WHITE)
    elif held:
        words = f"Ties to the ledger: {len(held)} of {len(held)} figures agree to the cent."
        paper.paragraph(words, font=BOLD, colour=ACCENT)
        paper.y -= 8
    for warning in document.warnings:
        paper.banner(warning, ground=_WARNED, ink=INK)


def _held(of: Sequence[Reconciliation]) -> list[Table]:
    if not of:
        return []
    columns = (
        Column("What"),
        *(Column(each, Kind.MONEY) for each in ("Report", "Ledger", "Difference")),
    )
    ordered = sorted(of, key=lambda each: each.agrees)
    rows = tuple(cells(each.what, each.reported, each.ledger, each.difference) for each in ordered)
    return [Table(title=_HELD, columns=columns, rows=rows)]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a table stands on the page: the size of its letters, and where columns begin and end."""

    size: float
    widths: tuple[float, ...]


def _natural(table: Table, size: float) -> list[float]:
    """Return how wide each column would be if nothing in it had to be broken."""
    codes = wording.currencies(table)
    found = []
    for at, (column, heading) in enumerate(
        zip(table.columns, wording.headings(table), strict=True)
    ):
        texts = [
            wording.shown(row[at].value, column.kind, currency=codes[at])
            for row in (*table.rows, *table.totals)
        ]
        wide = max((typeface.width(each, BOLD, size) for each in texts), default=0.0)
        whole = typeface.width(heading, BOLD, size)
        if column.kind in wording.RIGHT:  # a heading of figures may take two lines
            longest = max(typeface.width(each, BOLD, size) for each in heading.split() or [""])
            whole = max(longest, whole * _TWO_LINES)
        wide = max(wide, whole)
        found.append(wide + _GAP)
    return found


def _fitted(table: Table, width: float) -> _Fit:
    """Return letters and columns that fit: text is broken first, then all becomes smaller."""
    is_text = [column.kind not in wording.RIGHT for column in table.columns]
    for size in _SIZES:
        natural = _natural(table, size)
        fixed = sum(wide for wide, text in zip(natural, is_text, strict=True) if not text)
        texts = [wide for wide, text in zip(natural, is_text, strict=True) if text]
        left = width - fixed
        if sum(texts) <= left:
            return _Fit(size, tuple(_spread(natural, width)))
        if left >= sum(min(wide, _LEAST_TEXT) for wide in texts):
            return _Fit(size, tuple(_shared(natural, is_text, left)))
    scale = width / sum(natural)
    return _Fit(_SIZES[-1], tuple(wide * scale for wide in natural))


def _spread(natural: Sequence[float], width: float) -> list[float]:
    """Let columns have the room that is left, up to two thirds more than they need."""
    wider = min(width / sum(natural), 5 / 3)
    return [wide * wider for wide in natural]


def _shared(natural: Sequence[float], is_text: Sequence[bool], left: float) -> list[float]:
    """Give text columns what is left: the narrow ones what they want, the others equal parts."""
    wanted = sorted(wide for wide, text in zip(natural, is_text, strict=True) if text)
    part = left
    for at, wide in enumerate(wanted):
        part = left / (len(wanted) - at)
        if wide > part:
            break
        left -= wide
    return [min(wide, part) if text else wide for wide, text in zip(natural, is_text, strict=True)]


class _Grid:
    """A table on paper, its heading again on every page."""

    def __init__(self, paper: Paper, table: Table) -> None:
        self._paper, self._table = paper, table
        self._fit = _fitted(table, paper.room)
        self._codes = wording.currencies(table)
        self._leading = self._fit.size * 1.3

    def draw(self) -> None:
        """Draw title, words, heading, rows and totals."""
        paper, table = self._paper, self._table
        paper.y -= 14
        paper.need(70)
        paper.paragraph(table.title, size=11, font=BOLD)
        if table.words:
            paper.paragraph(table.words, size=8, colour=SOFT)
        paper.y -= 4
        self._heading()
        if not table.rows:
            paper.y -= self._leading + 2
            paper.write(paper.left, "Nothing.", size=self._fit.size, colour=SOFT)
        for row in table.rows:
            self._row(row, font=REGULAR)
        for row in table.totals:
            self._row(row, font=BOLD)

    def _heading(self) -> None:
        size = self._fit.size
        lines = [
            typeface.wrapped(each, room=width - _GAP + 0.1, font=BOLD, size=size)
            for each, width in zip(wording.headings(self._table), self._fit.widths, strict=True)
        ]
        self._lines(lines, font=BOLD, colour=SOFT)
        self._paper.rule(colour=ACCENT, width=0.8)

    def _row(self, row: Sequence[Cell], *, font: str) -> None:
        lines = []
        columns = zip(self._table.columns, row, self._codes, self._fit.widths, strict=True)
        for column, cell, code, width in columns:
            told = wording.shown(cell.value, column.kind, currency=code)
            lines.append(
                [told]
                if column.kind in wording.RIGHT
                else typeface.wrapped(told, room=width - _GAP + 0.1, font=font, size=self._fit.size)
            )
        if self._paper.need(max(map(len, lines)) * self._leading + 4):
            self._heading()
        self._lines(lines, font=font, colour=self._colour(row))
        self._paper.rule()

    def _colour(self, row: Sequence[Cell]) -> Colour:
        """Show in red what differs from the ledger."""
        if self._table.title != _HELD:
            return INK
        difference = row[-1].value
        return ALARM if isinstance(difference, Money) and difference.minor else INK

    def _lines(self, lines: Sequence[Sequence[str]], *, font: str, colour: Colour) -> None:
        paper, top = self._paper, self._paper.y
        x = paper.left
        for column, texts, width in zip(self._table.columns, lines, self._fit.widths, strict=True):
            paper.y = top
            for text in texts:
                paper.y -= self._leading
                if column.kind in wording.RIGHT:
                    end, size = x + width - 0.75 * _GAP, self._fit.size
                    paper.write_up_to(
                        end, text, room=width - 0.75 * _GAP, size=size, font=font, colour=colour
                    )
                else:
                    paper.write(x, text, size=self._fit.size, font=font, colour=colour)
            x += width
        paper.y = top - max(1, *map(len, lines)) * self._leading - 3
