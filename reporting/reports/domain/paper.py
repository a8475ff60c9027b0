"""Pages of a report on A4: head and foot of each, and a place to write next."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from bankcore import typeface
from bankcore.typeface import BOLD, REGULAR
from reporting.reports.domain import wording
from reporting.reports.domain.covers import Cover

Colour = tuple[float, float, float]
INK: Final[Colour] = (0.09, 0.13, 0.10)
SOFT: Final[Colour] = (0.35, 0.39, 0.36)
LINE: Final[Colour] = (0.82, 0.85, 0.83)
ACCENT: Final[Colour] = (0.08, 0.33, 0.18)
ALARM: Final[Colour] = (0.69, 0.0, 0.13)
WHITE: Final[Colour] = (1.0, 1.0, 1.0)
_MARGIN: Final = 18 * mm
_BOTTOM: Final = 20 * mm
_TOTAL: Final = "total-of-pages"
_DRAFT: Final = "DRAFT, not released: for the bank's own people"


def room(*, wide: bool) -> float:
    """Return how many points are between the margins of an upright or of a lying sheet."""
    return float((landscape(A4) if wide else A4)[0]) - 2 * _MARGIN


class Paper:
    """Writes from top to bottom, a new page when one is full.

    The number of pages is set into every foot at the end, as a form that all refer to.
    """

    def __init__(self, cover: Cover, *, wide: bool, draft: bool) -> None:
        typeface.load()
        self._file = BytesIO()
        width, self._height = landscape(A4) if wide else A4
        self.left, self.right = _MARGIN, width - _MARGIN
        # Invariant: no time of now and no random identity in the file.
        self._canvas = Canvas(
            self._file, pagesize=(width, self._height), invariant=1, pageCompression=1, lang="en-GB"
        )
        self._canvas.setTitle(typeface.printable(cover.title))
        self._canvas.setAuthor(typeface.printable(cover.bank))
        self._canvas.setSubject(wording.day(cover.day))
        self._canvas.setCreator("Bankcore")
        self._cover, self._draft, self._page = cover, draft, 1
        self.y = self._height - _MARGIN
        self._mark()

    @property
    def room(self) -> float:
        """How wide text may be."""
        return self.right - self.left

    def write(
        self, x: float, text: str, *, size: float = 8, font: str = REGULAR, colour: Colour = INK
    ) -> None:
        """Write from `x` rightwards at the present height."""
        self._canvas.setFillColorRGB(*colour)
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, self.y, text)

    def write_up_to(
        self,
        x: float,
        text: str,
        *,
        room: float,
        size: float = 8,
        font: str = REGULAR,
        colour: Colour = INK,
    ) -> None:
        """Write so that the text ends at `x`, smaller where it needs more than `room` points."""
        size = typeface.fitted(text, room=room, font=font, size=size)
        self.write(x - typeface.width(text, font, size), text, size=size, font=font, colour=colour)

    def rule(self, *, colour: Colour = LINE, width: float = 0.4) -> None:
        """Draw a line across at the present height."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(width)
        self._canvas.line(self.left, self.y, self.right, self.y)

    def paragraph(
        self, text: str, *, size: float = 8.5, font: str = REGULAR, colour: Colour = INK
    ) -> None:
        """Write running text across the page, and stand below it."""
        for line in typeface.wrapped(text, room=self.room, font=font, size=size):
            self.need(size * 1.4)
            self.y -= size * 1.4
            self.write(self.left, line, size=size, font=font, colour=colour)

    def banner(self, text: str, *, ground: Colour, ink: Colour) -> None:
        """Write in a box of one colour across the page."""
        lines = typeface.wrapped(text, room=self.room - 16, font=BOLD, size=10)
        height = 14 * len(lines) + 10
        self.need(height)
        self._canvas.setFillColorRGB(*ground)
        self._canvas.rect(self.left, self.y - height, self.room, height, stroke=0, fill=1)
        bottom = self.y - height
        self.y -= 3
        for line in lines:
            self.y -= 13.5
            self.write(self.left + 8, line, size=10, font=BOLD, colour=ink)
        self.y = bottom - 6

    def picture(self, drawing: object, *, height: float) -> None:
        """Draw a chart at the left, and stand below it."""
        self.need(height)
        self.y -= height
        drawing.drawOn(self._canvas, self.left, self.y)  # type: ignore[attr-defined]

    def need(self, height: float) -> bool:
        """Begin a new page where less than so many points are left; tell whether it was."""
        if self.y - height >= _BOTTOM:
            return False
        self._end_page()
        self._page += 1
        self.y = self._height - _MARGIN
        self._mark()
        self.write(self.left, typeface.printable(self._cover.bank), size=8, font=BOLD)
        told = f"{self._cover.title} · {wording.day(self._cover.day)}"
        self.write_up_to(self.right, typeface.printable(told), room=self.room * 0.6)
        self.y -= 6
        self.rule(colour=ACCENT, width=0.9)
        self.y -= 8
        return True

    def finish(self) -> bytes:
        """Return the file."""
        self._end_page()
        self._canvas.beginForm(_TOTAL)
        self._canvas.setFillColorRGB(*SOFT)
        self._canvas.setFont(REGULAR, 7)
        self._canvas.drawString(0, 0, str(self._page))
        self._canvas.endForm()
        self._canvas.save()
        return self._file.getvalue()

    def _mark(self) -> None:
        """Say on every page of a draft that it is one."""
        if self._draft:
            self.write(self.left, _DRAFT, size=9, font=BOLD, colour=ALARM)
            self.y -= 14

    def _end_page(self) -> None:
        self.y = _BOTTOM - 5 * mm
        self.rule()
        self.y -= 9
        cover = self._cover
        told = f"Load {cover.version}, known at {wording.moment(cover.known_at)}; code {cover.code}"
        self.write(self.left, told, size=7, colour=SOFT)
        before = f"Page {self._page} of "
        x = self.right - 8 * mm
        self.write(x - typeface.width(before, REGULAR, 7), before, size=7, colour=SOFT)
        self._canvas.saveState()
        self._canvas.translate(x, self.y)
        self._canvas.doForm(_TOTAL)
        self._canvas.restoreState()
        self._canvas.showPage()
