"""One document's sheets of A4: head of the first, foot of every one, and a place to write next."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from accounts.domain.paper import metadata, tags
from accounts.domain.paper.tags import Element, Structure, Unread
from accounts.domain.statements import Party
from bankcore import typeface
from bankcore.typeface import BOLD, REGULAR

WIDTH, HEIGHT = A4
LEFT: Final = 20 * mm
RIGHT: Final = WIDTH - 20 * mm
TOP: Final = HEIGHT - 18 * mm
BOTTOM: Final = 27 * mm
ROOM: Final = RIGHT - LEFT
_INK = (0.09, 0.13, 0.10)
_SOFT = (0.35, 0.39, 0.36)
_LINE = (0.78, 0.82, 0.79)
_ACCENT = (0.08, 0.33, 0.18)
_TOTAL = "total-of-pages"
# DIN 5008 form B: the address stands 45 mm below the edge, where a window shows it; 5 mm of the
# window are the sender's own line.
_ADDRESS = HEIGHT - 45 * mm


def on_paper(layout: str) -> str:
    """Return the layout with all else that the bytes of a PDF file depend on."""
    return f"{layout}, reportlab {reportlab.Version}, zlib {zlib.ZLIB_RUNTIME_VERSION}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What stands at the head and foot of a document."""

    bank: Party
    owner: Party
    title: str
    subject: str
    facts: Sequence[tuple[str, str]]
    notice: str


class Sheet:
    """Writes a document from top to bottom, a new page when one is full.

    The number of pages is set into every foot at the end, as a form that all of them refer to,
    so pages are finished one after the other and none is kept. What is written inside an element
    is read aloud as that; all else is ornament, and passed over.
    """

    def __init__(
        self, head: Letterhead, *, language: str = "en-GB", is_tagged: bool = True
    ) -> None:
        typeface.load()
        self._file = BytesIO()
        # Invariant: no time of now and no random identity in the file.
        self._canvas = Canvas(
            self._file,
            pagesize=A4,
            invariant=1,
            pageCompression=1,
            lang=language,
            pdfVersion=(1, 7),
        )
        title = typeface.printable(f"{head.title} {head.subject}")
        author = typeface.printable(head.bank.name)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(typeface.printable(head.subject))
        self._canvas.setCreator("Bankcore")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._structure = Structure() if is_tagged else None
        if is_tagged:
            metadata.set_into(self._canvas, title=title, author=author, language=language)
        self._inside: Element | None = None
        self._head = head
        self._page = 1
        self._text = self._canvas.beginText()
        self._now_set: tuple[object, str, float] | None = None
        self.y = TOP
        self._first_head()

    @property
    def document(self) -> Element:
        """The whole document, to add its parts to."""
        return self._structure.document if self._structure else Unread()

    @contextmanager
    def inside(self, element: Element | None) -> Iterator[Element | None]:
        """Let what is written meanwhile belong to this part of the document, or to none."""
        before, self._inside = self._inside, element
        yield element
        self._inside = before

    def write(
        self, x: float, text: str, *, size: float = 8, font: str = REGULAR, soft: bool = False
    ) -> None:
        """Write from `x` rightwards at the present height; a blank ends it, as words need one."""
        self._put(x, f"{text} " if self._inside else text, _SOFT if soft else _INK, font, size)

    def write_up_to(
        self, x: float, text: str, *, room: float, size: float = 8, font: str = REGULAR
    ) -> None:
        """Write so that the text ends at `x`, smaller where it needs more than `room` points."""
        size = typeface.fitted(text, room=room, font=font, size=size)
        self._put(x - typeface.width(text, font, size), text, _INK, font, size)

    def _put(
        self, x: float, text: str, colour: tuple[float, float, float], font: str, size: float
    ) -> None:
        """Write at `x`. One text object a page, set only where it changes: a third faster."""
        wanted = (colour, font, size)
        if wanted != self._now_set:
            self._text.setFillColorRGB(*colour)
            self._text.setFont(font, size)
            self._now_set = wanted
        self._text.setTextOrigin(x, self.y)
        self._begin()
        self._text.textLine(text)
        if self._structure:
            self._operate(tags.END)

    def _begin(self) -> None:
        """Begin the mark of what comes next, where the document is tagged."""
        if self._structure is None:
            return
        mark = tags.ARTIFACT
        if self._inside is not None:
            mark = self._structure.mark(self._inside, page=self._page - 1)
        self._operate(mark)

    def _operate(self, operator: str) -> None:
        # A text object takes no operator otherwise.
        vars(self._text)["_code"].append(operator)

    def _end_page(self, notice: Element | None = None) -> None:
        """Write the foot last, so that what reads the page aloud comes to it at the end."""
        x, y = self._foot(notice)
        self._canvas.drawText(self._text)
        self._canvas.addLiteral(tags.ARTIFACT)
        self._canvas.saveState()
        self._canvas.translate(x, y)
        self._canvas.doForm(_TOTAL)
        self._canvas.restoreState()
        self._canvas.addLiteral(tags.END)
        self._canvas.showPage()

    def rule(self, *, strong: bool = False) -> None:
        """Draw a line across at the present height."""
        self._canvas.setStrokeColorRGB(*(_ACCENT if strong else _LINE))
        self._canvas.setLineWidth(0.9 if strong else 0.4)
        self._canvas.addLiteral(tags.ARTIFACT)
        self._canvas.line(LEFT, self.y, RIGHT, self.y)
        self._canvas.addLiteral(tags.END)

    def paragraph(self, text: str, *, size: float = 9, leading: float = 13) -> None:
        """Write running text across the sheet, and stand below it."""
        with self.inside(self.document.add("P")):
            self._lines(text, size=size, leading=leading)

    def _lines(self, text: str, *, size: float, leading: float) -> None:
        for line in typeface.wrapped(text, room=ROOM, font=REGULAR, size=size):
            if not self.has_room(leading):
                self.next_page()
            self.y -= leading
            self.write(LEFT, line, size=size)

    def has_room(self, height: float) -> bool:
        """Return whether so many points are left above the foot."""
        return self.y - height >= BOTTOM

    def next_page(self) -> None:
        """Finish the page and begin the next, below a line that says what goes on."""
        self._end_page()
        self._text, self._now_set = self._canvas.beginText(), None
        self._page += 1
        self.y = TOP
        with self.inside(None):
            self.write(LEFT, typeface.printable(self._head.bank.name), size=9, font=BOLD)
            self.write_up_to(RIGHT, f"{self._head.title} · {self._head.subject}", room=ROOM * 0.6)
        self.y -= 3 * mm
        self.rule(strong=True)
        self.y -= 5 * mm

    def finish(self) -> bytes:
        """Return the file."""
        self._end_page(self.document.add("P"))
        if self._structure:
            self._structure.set_into(self._canvas)
        self._canvas.beginForm(_TOTAL)
        self._canvas.setFillColorRGB(*_SOFT)
        self._canvas.setFont(REGULAR, 7)
        self._canvas.drawString(0, 0, str(self._page))
        self._canvas.endForm()
        self._canvas.save()
        return self._file.getvalue()

    def _first_head(self) -> None:
        head = self._head
        bank = typeface.printable(head.bank.name)
        with self.inside(self.document.add("P")):
            size = typeface.fitted(bank, room=ROOM * 0.55, font=BOLD, size=15)
            self.write(LEFT, bank, size=size, font=BOLD)
        with self.inside(self.document.add("H1")):
            self.write_up_to(RIGHT, head.title, room=ROOM * 0.4, size=15, font=BOLD)
        self.y -= 3.5 * mm
        self.rule(strong=True)
        self.y = _ADDRESS - 3 * mm
        self.write(
            LEFT, bank, size=typeface.fitted(bank, room=80 * mm, font=REGULAR, size=6), soft=True
        )
        self.y -= 6 * mm
        with self.inside(self.document.add("P")):
            for part in (head.owner.name, *head.owner.address[:5]):
                for line in typeface.wrapped(part, room=80 * mm, font=REGULAR, size=10)[:2]:
                    self.write(LEFT, line, size=10)
                    self.y -= 4.8 * mm
        self._facts()

    def _facts(self) -> None:
        """Set the facts at the right, beside the address; stand below both."""
        self.y, label = _ADDRESS - 3 * mm, LEFT + 98 * mm
        room = RIGHT - label - 27 * mm
        facts = self.document.add("Table")
        for name, value in self._head.facts:
            row = facts.add("TR")
            with self.inside(row.add("TH", scope="Row")):
                self.write(label, name, size=8, soft=True)
            lines = typeface.wrapped(value, room=room, font=REGULAR, size=8) or [""]
            with self.inside(row.add("TD")):
                for line in lines:
                    self.write(label + 27 * mm, line, size=8)
                    self.y -= 4.3 * mm
        self.y = min(self.y, _ADDRESS - 45 * mm)

    def _foot(self, notice: Element | None) -> tuple[float, float]:
        """Write the foot, its notice to be read once; return where the number of pages belongs."""
        self.y = BOTTOM - 5 * mm
        self.rule()
        room = ROOM - 25 * mm
        with self.inside(notice):
            for line in typeface.wrapped(self._head.notice, room=room, font=REGULAR, size=6.5)[:3]:
                self.y -= 8.5
                self.write(LEFT, line, size=6.5, soft=True)
        self.y = BOTTOM - 5 * mm - 8.5
        before = f"Page {self._page} of "
        x = RIGHT - 7 * mm
        with self.inside(None):
            self.write(x - typeface.width(before, REGULAR, 7), before, size=7, soft=True)
        return x, self.y
