"""What a document's parts are, for those who have it read aloud: headings, paragraphs, tables.

A tagged PDF keeps a tree of structure elements; each names the pieces of marked content on its
pages that belong to it. ISO 32000-1, 14.6 (marked content), 14.7 (logical structure), 14.8 (tagged
PDF): elements and attributes are named as there. ReportLab writes none of this by itself, but
leaves room for it in the catalogue and in the pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
)
from reportlab.pdfgen.canvas import Canvas

END: Final = "EMC"
ARTIFACT: Final = "/Artifact BMC"
_ROOT: Final = "structure tree"


@dataclass(slots=True, eq=False)
class Element:
    """A part of the document: its type, what it is part of, and what is in it in reading order.

    `scope` says whether a heading of a table is a column's or a row's; `span` over how many columns
    a cell goes. `content` has pairs of page (from 0) and marked content's number on it.
    """

    kind: str
    parts: list[Element] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    scope: str = ""
    span: int = 1

    def add(self, kind: str, *, scope: str = "", span: int = 1) -> Element:
        """Add a part at the end and return it."""
        part = Element(kind, scope=scope, span=span)
        self.parts.append(part)
        return part


class Unread(Element):
    """The place of all elements of a document that is not tagged: it keeps none of them."""

    def __init__(self) -> None:
        super().__init__("Document")

    def add(self, kind: str, *, scope: str = "", span: int = 1) -> Element:
        """Return this element again."""
        del kind, scope, span
        return self


class Structure:
    """The tree of one document, grown as it is written and set into the file at its end."""

    def __init__(self) -> None:
        self.document = Element("Document")
        self._marked: list[list[Element]] = []

    def mark(self, element: Element, *, page: int) -> str:
        """Return the operator that begins a piece of the element's content on a page (from 0)."""
        while len(self._marked) <= page:
            self._marked.append([])
        number = len(self._marked[page])
        self._marked[page].append(element)
        element.content.append((page, number))
        return f"/{element.kind} <</MCID {number}>> BDC"

    def set_into(self, canvas: Canvas) -> None:
        """Write the tree into the document, when all of its pages are made."""
        _Writer(canvas, self._marked).write(self.document)


class _Writer:
    """Makes objects of a PDF file of elements; each is named by its place, the same every time."""

    def __init__(self, canvas: Canvas, marked: list[list[Element]]) -> None:
        # ReportLab has no other way in.
        self._file: Any = vars(canvas)["_doc"]
        self._marked = marked
        self._names: dict[Element, str] = {}

    def write(self, document: Element) -> None:
        self._name(document)
        self._element(document, PDFObjectReference(_ROOT))
        by_page: list[Any] = []
        for number, elements in enumerate(self._marked):
            by_page += [number, PDFArray([self._reference(each) for each in elements])]
            page = self._file.Pages.pages[number]
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, PDFName("S")
        tree = {
            "Type": PDFName("StructTreeRoot"),
            "K": self._reference(document),
            "ParentTree": PDFDictionary({"Nums": PDFArray(by_page)}),
            "ParentTreeNextKey": len(self._marked),
        }
        self._file.Catalog.StructTreeRoot = self._file.Reference(PDFDictionary(tree), _ROOT)
        self._file.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _name(self, element: Element) -> None:
        self._names[element] = f"element {len(self._names)}"
        for part in element.parts:
            self._name(part)

    def _reference(self, element: Element) -> PDFObjectReference:
        """Return a reference to the element, which may be made later."""
        return PDFObjectReference(self._names[element])

    def _element(self, element: Element, parent: PDFObjectReference) -> None:
        inside: list[Any] = [self._reference(part) for part in element.parts]
        inside += [self._content(page, number) for page, number in element.content]
        made: dict[str, Any] = {
            "Type": PDFName("StructElem"),
            "S": PDFName(element.kind),
            "P": parent,
        }
        if inside:
            made["K"] = PDFArray(inside)
        if attributes := _attributes(element):
            made["A"] = PDFDictionary(attributes)
        self._file.Reference(PDFDictionary(made), self._names[element])
        for part in element.parts:
            self._element(part, self._reference(element))

    def _content(self, page: int, number: int) -> PDFDictionary:
        on = self._file.Reference(self._file.Pages.pages[page])
        return PDFDictionary({"Type": PDFName("MCR"), "Pg": on, "MCID": number})


def _attributes(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if element.scope:
        found["Scope"] = PDFName(element.scope)
    if element.span > 1:
        found["ColSpan"] = element.span
    return {"O": PDFName("Table"), **found} if found else {}
