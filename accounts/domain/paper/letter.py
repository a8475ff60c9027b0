"""A letter on paper."""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

from reportlab.lib.units import mm

from accounts.domain.letters import (
    BalanceBasis,
    LetterContent,
    LetterKind,
    LetterRow,
    PrintedLetter,
)
from accounts.domain.paper import wording
from accounts.domain.paper.sheet import LEFT, RIGHT, Letterhead, Sheet, on_paper
from accounts.domain.paper.tags import Element
from bankcore import typeface
from bankcore.money import Currency
from bankcore.typeface import BOLD, REGULAR

LAYOUT: Final = on_paper("3")
_TITLES = {
    LetterKind.INTEREST_CERTIFICATE: "Interest certificate",
    LetterKind.BALANCE_CONFIRMATION: "Confirmation of balance",
}
_COLUMNS = {
    LetterKind.INTEREST_CERTIFICATE: ("Interest earned", "Tax withheld", "Net", "Interest charged"),
    LetterKind.BALANCE_CONFIRMATION: ("Balance",),
}
_ROOM = 24 * mm
_LEADING = 11
_NOTICE = (
    "This letter was made by computer from the bank's books and is valid without signature. It can "
    "be made again under its number at any time, the same in every word."
)


def render(letter: PrintedLetter) -> bytes:
    """Return the letter as one PDF file of A4 pages."""
    content = letter.content
    title = _TITLES[content.kind]
    sheet = Sheet(
        Letterhead(
            bank=content.bank,
            owner=content.owner,
            title=title,
            subject=_subject(content),
            facts=(
                ("Letter no.", f"{letter.number:06}"),
                ("Date", wording.day(letter.made_at.date())),
                ("About", _heading(content)),
                ("Customer", content.owner.name),
            ),
            notice=_NOTICE,
        )
    )
    with sheet.inside(sheet.document.add("H2")):
        sheet.write(LEFT, _heading(content), size=12, font=BOLD)
    sheet.y -= 3 * mm
    sheet.paragraph(_introduction(content))
    sheet.y -= 8 * mm
    _table(sheet, content)
    return sheet.finish()


def _subject(content: LetterContent) -> str:
    if content.kind is LetterKind.INTEREST_CERTIFICATE:
        return content.parameters["year"]
    return wording.day(content.day)


def _heading(content: LetterContent) -> str:
    before = "for" if content.kind is LetterKind.INTEREST_CERTIFICATE else "on"
    return f"{_TITLES[content.kind]} {before} {_subject(content)}"


def _introduction(content: LetterContent) -> str:
    if content.kind is LetterKind.INTEREST_CERTIFICATE:
        return (
            f"In {content.parameters['year']} we credited and charged the interest below on the "
            "accounts of the customer named above, and withheld tax as shown. What was taken back "
            "later is counted in the year in which it was taken back."
        )
    basis = (
        "all entries with value up to and including that day, as far as the closed books have them"
        if content.parameters["basis"] == BalanceBasis.VALUE
        else "all entries booked up to and including that day"
    )
    return (
        f"We confirm that at the end of {wording.day(content.day)} the accounts of the customer "
        f"named above showed the balances below. They take in {basis}. A negative balance is owed "
        "to the bank."
    )


def _table(sheet: Sheet, content: LetterContent) -> None:
    table = sheet.document.add("Table")
    _header(sheet, content.kind, table.add("TR"))
    if not content.rows:
        sheet.y -= _LEADING
        none = table.add("TR").add("TD", span=1 + len(_COLUMNS[content.kind]))
        with sheet.inside(none):
            sheet.write(LEFT, "No account.", soft=True)
    for row in content.rows:
        _row(sheet, content.kind, row, table)
    if content.kind is LetterKind.INTEREST_CERTIFICATE:
        for currency, sums in _sums(content).items():
            line = _Line(f"Total {currency}", sums, currency, font=BOLD)
            _figures(sheet, content.kind, line, table)


def _header(sheet: Sheet, kind: LetterKind, row: Element | None = None) -> None:
    """Write the head of the table; without a row it repeats what has been read."""
    with sheet.inside(row and row.add("TH", scope="Column")):
        sheet.write(LEFT, "Account", font=BOLD)
    columns = _COLUMNS[kind]
    for at, name in enumerate(columns):
        x = RIGHT - (len(columns) - 1 - at) * (_ROOM + 2 * mm)
        with sheet.inside(row and row.add("TH", scope="Column")):
            sheet.write_up_to(x, name, room=_ROOM, font=BOLD)
    sheet.y -= 4
    sheet.rule(strong=True)
    sheet.y -= 4


def _row(sheet: Sheet, kind: LetterKind, row: LetterRow, table: Element) -> None:
    if not sheet.has_room(3 * _LEADING):
        sheet.next_page()
        _header(sheet, kind)
    text = f"{row.product_name}, {row.currency}"
    line = _Line(text, row.figures, row.currency, below=wording.grouped(row.iban))
    _figures(sheet, kind, line, table)


class _Line(NamedTuple):
    """A line of the table, and what stands smaller below its text."""

    text: str
    figures: tuple[int, ...]
    currency: str
    font: str = REGULAR
    below: str = ""


def _figures(sheet: Sheet, kind: LetterKind, line: _Line, table: Element) -> None:
    sheet.y -= _LEADING
    row, font = table.add("TR"), line.font
    heading = row.add("TH", scope="Row")
    shown = _shown(kind, line.figures)
    room = RIGHT - len(shown) * (_ROOM + 2 * mm) - LEFT
    with sheet.inside(heading):
        text = (typeface.wrapped(line.text, room=room, font=font, size=8) or [""])[0]
        sheet.write(LEFT, text, font=font)
    exponent = Currency.of(line.currency).exponent
    for at, figure in enumerate(shown):
        x = RIGHT - (len(shown) - 1 - at) * (_ROOM + 2 * mm)
        with sheet.inside(row.add("TD")):
            sheet.write_up_to(x, wording.amount(figure, exponent), room=_ROOM, font=font)
    if line.below:
        sheet.y -= _LEADING
        with sheet.inside(heading):
            sheet.write(LEFT, line.below, soft=True)
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2


def _shown(kind: LetterKind, figures: tuple[int, ...]) -> tuple[int, ...]:
    if kind is LetterKind.BALANCE_CONFIRMATION:
        return figures
    earned, withheld, charged = figures
    return earned, withheld, earned - withheld, charged


def _sums(content: LetterContent) -> dict[str, tuple[int, ...]]:
    by_currency: defaultdict[str, list[tuple[int, ...]]] = defaultdict(list)
    for row in content.rows:
        by_currency[row.currency].append(row.figures)
    return {
        currency: tuple(map(sum, zip(*figures, strict=True)))
        for currency, figures in by_currency.items()
    }
