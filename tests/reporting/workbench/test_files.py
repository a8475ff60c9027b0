"""A file has its cells' types, and no cell of it is computed by whoever opens it."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from defusedxml import ElementTree

from reporting.workbench.domain.answers import Answer, End
from reporting.workbench.services import files

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1"]
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def answer(*rows, columns=("a", "b", "c")) -> Answer:
    return Answer(end=End.DONE, columns=columns, rows=rows)


def cells(made: bytes) -> list[tuple[str, str]]:
    """Return the type and the value of every cell under the head."""
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    words = ["".join(each.itertext()) for each in texts]
    assert sheet.find(f".//{NAMESPACE}f") is None
    assert sheet.find(f".//{NAMESPACE}hyperlink") is None
    found = []
    for row in list(sheet.iter(f"{NAMESPACE}row"))[1:]:
        for cell in row:
            kind, value = cell.get("t", "n"), cell.findtext(f"{NAMESPACE}v")
            found.append((kind, words[int(value)] if kind == "s" else value))
    return found


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(text):
    made = files.csv(answer((text, 1, None), columns=(text, "b", "c"))).decode()
    read = list(csv.reader(io.StringIO(made)))
    assert [row[0] for row in read] == [f"'{text}"] * 2
    assert cells(files.xlsx(answer((text, 1, None))))[0] == ("s", text)


def test_links_stay_text():
    assert cells(files.xlsx(answer(("https://example.org", 1, None))))[0][0] == "s"


def test_numbers_days_and_moments_are_what_they_are():
    row = (-5, Decimal("-1.25"), 10**16)
    assert cells(files.xlsx(answer(row))) == [("n", "-5"), ("n", "-1.25"), ("s", "1" + "0" * 16)]
    noon = datetime.fromisoformat("2026-03-02 12:00")
    row = (date(2026, 3, 2), noon, True)
    assert cells(files.xlsx(answer(row))) == [("n", "46083"), ("n", "46083.5"), ("b", "1")]
    assert cells(files.xlsx(answer((date(1, 1, 1), None, ""))))[0] == ("s", "0001-01-01")
    made = files.csv(answer((-5, Decimal("-1.25"), date(2026, 3, 2)))).decode()
    assert made.splitlines() == ["a,b,c", "-5,-1.25,2026-03-02"]
