"""Documents on paper: legible, inside their margins, and the same to the byte."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.letters import LetterContent, LetterKind, LetterRow, PrintedLetter
from accounts.domain.paper import letter, wording
from accounts.domain.paper.sheet import BOTTOM, LEFT, RIGHT
from accounts.domain.statement_formats import pdf
from accounts.domain.statements import Party
from bankcore import typeface
from bankcore.settings import env
from tests.accounts import papers

SLACK = 1.0
LONG = papers.row(narrative="x" * 500, counterparty_name="W" * 140)


def pages(content: bytes) -> list[pypdfium2.PdfPage]:
    return list(pypdfium2.PdfDocument(content))


def text(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pages(content))


def written(statement) -> bytes:
    return b"".join(pdf.render(statement))


def boxes(page: pypdfium2.PdfPage) -> list[tuple[str, float, float, float, float]]:
    """Return each visible character with where it stands: left, bottom, right, top."""
    on_page = page.get_textpage()
    count = on_page.count_chars()
    return [
        (letter, *on_page.get_charbox(at))
        for at in range(count)
        if (letter := on_page.get_text_range(at, 1)).strip()
    ]


def certificate(**changes) -> PrintedLetter:
    content = LetterContent(
        kind=LetterKind.INTEREST_CERTIFICATE,
        bank=Party("Bankcore Demo Bank"),
        owner=Party("Łukasz Žižek"),
        parameters={"year": "2026"},
        rows=(
            LetterRow(papers.IBAN, "Savings account", "EUR", (12_345, 3_086, 0)),
            LetterRow(papers.OTHER_IBAN, "Current account", "EUR", (0, 0, 277)),
            LetterRow(papers.OTHER_IBAN, "Current account", "JPY", (1_000, 250, 0)),
        ),
    )
    return PrintedLetter(number=7, made_at=datetime(2027, 1, 4, 9, tzinfo=UTC), content=content)


def test_a_page_of_a_statement_is_not_blank():
    image = pages(written(papers.sample()))[0].render(scale=1, grayscale=True).to_pil()
    dark = sum(count for shade, count in enumerate(image.histogram()) if shade < 128)
    assert dark > 1_000


def test_a_statement_says_what_it_must_in_any_alphabet():
    said = text(written(papers.sample()))
    for words in [
        "Bankcore Demo Bank",
        "Łukasz Žižek",
        "Οδός Ερμού 1",
        "DE48 9999 9999 1000 0000 01",
        "1 Mar 2026 to 31 Mar 2026",
        "Opening balance",
        "1,234.56",
        "50,000.00",
        "Closing balance, 31 Mar 2026",
        "Συναλλαγή",
        "Žofia & Søn <Ltd>",
        "Please check this statement",
        "Page 1 of",
    ]:
        assert words in said, words


def test_every_page_has_its_number_the_columns_and_what_was_carried_forward():
    rows = [papers.row(seq, 100) for seq in range(1, 200)]
    found = pages(written(papers.statement(rows)))
    assert len(found) > 3
    for number, page in enumerate(found, start=1):
        said = page.get_textpage().get_text_range().replace("\r\n", "")
        assert f"Page {number} of {len(found)}" in said
        assert "Balance" in said
        assert ("Brought forward" in said) == (number > 1)


def test_a_statement_without_entries_says_so():
    assert "Nothing was booked in this period." in text(written(papers.statement([])))


@pytest.mark.parametrize(
    "statement",
    [
        papers.statement([LONG] * 9, owner=Party("M" * 140, ("N" * 200,) * 9)),
        papers.statement([papers.row(1, 10**17)] * 50, opening=8 * 10**18),
        papers.statement([papers.row(1, -(10**17))] * 50, currency="JPY"),
        papers.statement([], bank=Party("B" * 140), product_name="P" * 80),
    ],
    ids=["long texts", "great amounts", "great amounts in yen", "long names"],
)
def test_nothing_stands_outside_the_margins(statement):
    for page in pages(written(statement)):
        for letter_, left, bottom, right, top in boxes(page):
            assert left >= LEFT - SLACK, letter_
            assert right <= RIGHT + SLACK, letter_
            assert bottom >= 20, letter_
            assert top <= 842 - 30, letter_


def test_no_column_runs_into_the_next():
    statement = papers.statement([papers.row(1, -(10**17)), LONG], opening=9 * 10**17)
    (page, *_) = pages(written(statement))
    in_table = [box for box in boxes(page) if BOTTOM < box[2] < 420]
    for line in {round(box[2]) for box in in_table}:
        ends = sorted((box[1], box[3]) for box in in_table if round(box[2]) == line)
        assert all(a[1] <= b[0] + SLACK for a, b in pairwise(ends)), line


def test_a_long_narrative_is_there_to_its_last_letter():
    assert text(written(papers.statement([LONG]))).count("x") >= 500


@given(st.text(max_size=200), st.floats(20, 300))
@settings(max_examples=50, deadline=None)
def test_wrapping_loses_nothing_and_keeps_to_the_room(words, room):
    typeface.load()
    lines = typeface.wrapped(words, room=room, font=typeface.REGULAR, size=8)
    assert "".join(lines).replace(" ", "") == typeface.printable(words).replace(" ", "")
    assert all(typeface.width(line, typeface.REGULAR, 8) <= room + 0.01 for line in lines)


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=200))
@settings(max_examples=20, deadline=None)
def test_a_statement_is_written_whatever_the_text(words):
    rows = [papers.row(narrative=words, counterparty_name=words)]
    assert written(papers.statement(rows)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("minor", "exponent", "told"),
    [(-123_456_789, 2, "-1,234,567.89"), (5, 3, "0.005"), (-1_000, 0, "-1,000"), (0, 2, "0.00")],
)
def test_amounts_are_written_with_separators_and_all_decimals(minor, exponent, told):
    assert wording.amount(minor, exponent) == told
    assert wording.plain(minor, exponent) == told.replace(",", "")


PROGRAM = """
import hashlib, random
random.seed()
from tests.accounts import papers
from tests.accounts.domain.test_paper import certificate
from accounts.domain.paper import letter
from accounts.domain.statement_formats import FORMATS
made = [b"".join(FORMATS[name].render(papers.sample())) for name in FORMATS]
print(hashlib.sha256(b"".join([*made, letter.render(certificate())])).hexdigest())
"""


def test_documents_are_the_same_to_the_byte_in_two_processes():
    told = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=env.REPOSITORY,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "DJANGO_SETTINGS_MODULE": "bankcore.settings.test",
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in [("1", "UTC"), ("2", "Asia/Tokyo")]
    }
    assert len(told) == 1


def test_a_document_is_the_same_after_others_were_made_in_between():
    first = written(papers.sample())
    written(papers.statement([papers.row(narrative="Ωμέγα ЖЩ")]))
    assert written(papers.sample()) == first


def test_a_certificate_tells_gross_tax_and_net_by_account_and_currency():
    said = text(letter.render(certificate()))
    for words in [
        "Interest certificate",
        "certificate for 2026",
        "123.45",
        "30.86",
        "92.59",
        "2.77",
        "750",
    ]:
        assert words in said, words
    assert said.index("Total EUR") < said.index("Total JPY")


def test_a_letter_about_many_accounts_goes_on_on_the_next_page():
    made = certificate()
    rows = made.content.rows * 40
    content = LetterContent(
        kind=made.content.kind,
        bank=made.content.bank,
        owner=made.content.owner,
        parameters=made.content.parameters,
        rows=rows,
    )
    printed = PrintedLetter(number=1, made_at=made.made_at, content=content)
    assert len(pages(letter.render(printed))) > 2


def test_what_a_letter_says_survives_being_kept():
    content = certificate().content
    kept = LetterContent.of_json(content.as_json())
    assert kept == content
    assert kept.sha256() == content.sha256()


# Where each character of the sample stands, to a tenth of a point. Fingerprints of what was handed
# out are compared with this layout: if it changes on purpose, give the layout its next number.
PICTURES = {"statement": "c6268b5706aa002a", "letter": "81c54e7770768fac"}


def test_the_layout_is_still_the_one_with_this_number():
    made = {"statement": written(papers.sample()), "letter": letter.render(certificate())}
    for name, content in made.items():
        stands = [
            (box[0], *(round(at, 1) for at in box[1:]))
            for page in pages(content)
            for box in boxes(page)
        ]
        assert hashlib.sha256(repr(stands).encode()).hexdigest()[:16] == PICTURES[name], name
