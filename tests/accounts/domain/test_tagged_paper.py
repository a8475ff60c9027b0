"""Documents read aloud: headings, tables and paragraphs are told as such, in order, and once."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from accounts.domain.paper import letter
from accounts.domain.statement_formats import pdf
from tests.accounts import papers
from tests.accounts.domain.test_paper import certificate, written


@dataclass
class Read:
    """An element as a program that reads aloud finds it, with the text of its content."""

    kind: str
    text: str = ""
    parts: list[Read] = field(default_factory=list)

    def all(self, kind: str) -> list[Read]:
        return [
            *([self] if self.kind == kind else []),
            *(found for part in self.parts for found in part.all(kind)),
        ]


def texts_by_mark(page: pypdfium2.PdfPage) -> dict[int, str]:
    """Return the text of each numbered piece of marked content; -1 is all that is in none."""
    on_page, found = page.get_textpage(), {}
    for at in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        size = pdfium.FPDFTextObj_GetText(thing, on_page, None, 0)
        room = (ctypes.c_ushort * (size // 2))()
        pdfium.FPDFTextObj_GetText(thing, on_page, room, size)
        mark = pdfium.FPDFPageObj_GetMarkedContentID(thing)
        found[mark] = found.get(mark, "") + bytes(room).decode("utf-16-le").rstrip("\0")
    return found


def kind_of(element) -> str:
    room = ctypes.create_string_buffer(64)
    size = pdfium.FPDF_StructElement_GetType(element, room, 64)
    return room.raw[:size].decode("utf-16-le").rstrip("\0")


def read(element, texts: dict[int, str]) -> Read:
    found = Read(kind_of(element))
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            found.parts.append(read(child, texts))
    for at in range(pdfium.FPDF_StructElement_GetMarkedContentIdCount(element)):
        mark = pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, at)
        found.text += texts.get(mark, "")
    return found


def aloud(content: bytes) -> list[Read]:
    """Return the document as it is read, page by page."""
    pages = []
    for page in pypdfium2.PdfDocument(content):
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        assert pdfium.FPDF_StructTree_CountChildren(tree) == 1
        root = pdfium.FPDF_StructTree_GetChildAtIndex(tree, 0)
        pages.append(read(root, texts_by_mark(page)))
        pdfium.FPDF_StructTree_Close(tree)
    return pages


def said(rows: list[Read]) -> list[list[str]]:
    return [[cell.text.strip() for cell in row.parts] for row in rows]


def test_a_statement_is_a_heading_and_tables_with_all_their_cells():
    content = written(papers.statement([papers.row(1, -1_250), papers.row(2, 300)]))
    (page,) = aloud(content)
    assert [each.text.strip() for each in page.all("H1")] == ["Account statement"]
    facts, summary, entries = page.all("Table")
    assert ["Currency", "EUR (Euro)"] in said(facts.all("TR"))
    assert said(summary.all("TR"))[1] == ["0.00", "3.00", "-12.50", "-9.50"]
    assert said(entries.all("TR")) == [
        ["Booked", "Value", "Text", "Debit", "Credit", "Balance"],
        ["Opening balance, 1 Mar 2026", "0.00"],
        ["2 Mar 2026", "3 Mar 2026", "Transfer Invoice 1", "-12.50", "-12.50"],
        ["2 Mar 2026", "3 Mar 2026", "Transfer Invoice 2", "3.00", "-9.50"],
        ["Totals", "-12.50", "3.00"],
        ["Closing balance, 31 Mar 2026", "-9.50"],
    ]
    # PDFium passes over empty cells; they are there all the same, so that columns stay columns.
    in_entries = 1 + 2 * 6 + 3 + 1
    assert content.count(b"/S /TD") == len(facts.all("TD")) + 4 + in_entries


def test_each_entry_is_read_once_though_every_page_repeats_the_columns():
    rows = [papers.row(seq, 100) for seq in range(1, 120)]
    content = written(papers.statement(rows))
    pages = aloud(content)
    assert len(pages) > 2
    cells = [cell.text for page in pages for cell in page.all("TD")]
    assert sorted(cells.count(f"Transfer Invoice {seq} ") for seq in range(1, 120)) == [1] * 119
    headings = [cell.text for page in pages for cell in page.all("TH")]
    assert headings.count("Booked ") == 1
    unread = texts_by_mark(pypdfium2.PdfDocument(content)[1])[-1]
    assert "Brought forward" in unread
    assert "Page 2 of" in unread


def test_a_document_tells_its_title_its_language_and_that_it_is_tagged():
    for content in (written(papers.sample()), letter.render(certificate())):
        document = pypdfium2.PdfDocument(content)
        assert document.is_tagged()
        assert b"/Lang (en-GB)" in content
        assert b"/DisplayDocTitle true" in content
        assert document.get_metadata_dict()["Title"]


def test_a_tagged_document_says_that_it_is_pdf_ua_and_an_untagged_one_does_not(monkeypatch):
    for content in (written(papers.sample()), letter.render(certificate())):
        assert content.count(b"<pdfuaid:part>1</pdfuaid:part>") == 1
        title = pypdfium2.PdfDocument(content).get_metadata_dict()["Title"]
        assert f">{title}</rdf:li>".encode() in content
    monkeypatch.setattr(pdf, "_MOST_TAGGED", 0)
    assert b"pdfuaid" not in written(papers.statement([papers.row(1)]))


def test_a_letters_figures_stand_beside_the_account_they_are_of():
    (page,) = aloud(letter.render(certificate()))
    rows = said(page.all("Table")[-1].all("TR"))
    assert rows[0] == ["Account", "Interest earned", "Tax withheld", "Net", "Interest charged"]
    assert rows[1][1:] == ["123.45", "30.86", "92.59", "0.00"]
    assert rows[1][0].startswith("Savings account, EUR")


def test_a_very_long_statement_is_not_tagged_rather_than_huge(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_TAGGED", 1)
    content = written(papers.statement([papers.row(1), papers.row(2)]))
    assert not pypdfium2.PdfDocument(content).is_tagged()
    assert "Transfer" in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
