"""A statement on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportlab.lib.units import mm

from accounts.domain.paper import wording
from accounts.domain.paper.sheet import LEFT, RIGHT, ROOM, Letterhead, Sheet
from accounts.domain.paper.tags import Element
from accounts.domain.statements import Statement, StatementHead, StatementLine
from bankcore import typeface
from bankcore.typeface import BOLD, REGULAR

_VALUE = LEFT + 20 * mm
_TEXT = LEFT + 40 * mm
_DEBIT = LEFT + 117 * mm
_CREDIT = LEFT + 142 * mm
_TEXT_ROOM = 53 * mm
_AMOUNT_ROOM = 23.5 * mm
_BALANCE_ROOM = 26.5 * mm
_LEADING: Final = 10.5
_COLUMNS: Final = 6
# Tags are some ten objects an entry: a file of 100,000 entries would be 100 megabytes.
_MOST_TAGGED: Final = 10_000
_NOTICE = (
    "Please check this statement and tell us at once of anything that is wrong. Balances include "
    "only what was booked up to the last day of the period; entries without value yet may still "
    "bear interest. This document was made by computer and is valid without signature."
)


def render(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as one PDF file of A4 pages."""
    head = statement.head
    sheet = Sheet(_letterhead(head), is_tagged=head.entries <= _MOST_TAGGED)
    _summary(sheet, head)
    table = sheet.document.add("Table")
    _columns(sheet, table.add("TR"))
    exponent = head.currency.exponent
    opening = f"Opening balance, {wording.day(head.first_day)}"
    _balance(sheet, opening, head.opening.minor, exponent, row=table.add("TR"))
    for line in statement.lines:
        _entry(sheet, line, exponent, table)
    if not head.entries:
        _only_text(sheet, "Nothing was booked in this period.", table.add("TR"))
    _totals(sheet, head, table)
    yield sheet.finish()


def _letterhead(head: StatementHead) -> Letterhead:
    return Letterhead(
        bank=head.bank,
        owner=head.owner,
        title="Account statement",
        subject=f"{wording.grouped(head.iban)} · {_which(head)}",
        facts=(
            *((("Statement no.", str(head.number)),) if head.number is not None else ()),
            ("Period", f"{wording.day(head.first_day)} to {wording.day(head.last_day)}"),
            ("Account", head.product_name),
            ("IBAN", wording.grouped(head.iban)),
            ("Bank code", head.bank_code),
            ("Account holder", head.owner.name),
            ("Currency", f"{head.currency.code} ({head.currency.name})"),
            ("Entries", f"{head.entries:,}"),
        ),
        notice=_NOTICE,
    )


def _which(head: StatementHead) -> str:
    if head.number is None:
        return f"{wording.day(head.first_day)} to {wording.day(head.last_day)}"
    return f"No. {head.number}"


def _summary(sheet: Sheet, head: StatementHead) -> None:
    """Set the four figures that most readers look for above everything else."""
    exponent = head.currency.exponent
    wide = ROOM / 4
    cells = (
        ("Opening balance", wording.amount(head.opening.minor, exponent)),
        ("Money in", wording.amount(head.credits.minor, exponent)),
        ("Money out", wording.amount(-head.debits.minor, exponent)),
        ("Closing balance", wording.amount(head.closing.minor, exponent)),
    )
    table = sheet.document.add("Table")
    names, figures = table.add("TR"), table.add("TR")
    for at, (name, _) in enumerate(cells):
        with sheet.inside(names.add("TH", scope="Column")):
            sheet.write(LEFT + at * wide, f"{name}, {head.currency.code}", size=8, soft=True)
    sheet.y -= 6 * mm
    for at, (_, figure) in enumerate(cells):
        size = typeface.fitted(figure, room=wide - 4 * mm, font=BOLD, size=12)
        with sheet.inside(figures.add("TD")):
            sheet.write(LEFT + at * wide, figure, size=size, font=BOLD)
    sheet.y -= 9 * mm


def _columns(sheet: Sheet, row: Element | None = None) -> None:
    """Write the head of the table; without a row it repeats what has been read."""
    for x, name in ((LEFT, "Booked"), (_VALUE, "Value"), (_TEXT, "Text")):
        with sheet.inside(row and row.add("TH", scope="Column")):
            sheet.write(x, name, font=BOLD)
    for x, name in ((_DEBIT, "Debit"), (_CREDIT, "Credit"), (RIGHT, "Balance")):
        with sheet.inside(row and row.add("TH", scope="Column")):
            sheet.write_up_to(x, name, room=_AMOUNT_ROOM, font=BOLD)
    sheet.y -= 4
    sheet.rule(strong=True)
    sheet.y -= 4


def _next_page(sheet: Sheet, carried: int, exponent: int) -> None:
    """Begin a page with what the one before came to."""
    sheet.next_page()
    _columns(sheet)
    _balance(sheet, "Brought forward", carried, exponent)


def _balance(
    sheet: Sheet, text: str, minor: int, exponent: int, *, row: Element | None = None
) -> None:
    sheet.y -= _LEADING
    with sheet.inside(row and row.add("TH", scope="Row", span=_COLUMNS - 1)):
        sheet.write(LEFT, text, font=BOLD)
    figure = wording.amount(minor, exponent)
    with sheet.inside(row and row.add("TD")):
        sheet.write_up_to(RIGHT, figure, room=_BALANCE_ROOM, font=BOLD)
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2


def _only_text(sheet: Sheet, text: str, row: Element) -> None:
    sheet.y -= _LEADING
    with sheet.inside(row.add("TD", span=_COLUMNS)):
        sheet.write(_TEXT, text, soft=True)
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2


def _entry(sheet: Sheet, line: StatementLine, exponent: int, table: Element) -> None:
    """Write one entry, whole on its page; the longest narrative is far shorter than a page."""
    texts = _texts(line)
    if not sheet.has_room(len(texts) * _LEADING + 6):
        _next_page(sheet, line.balance - line.entry.amount, exponent)
    entry, row = line.entry, table.add("TR")
    booked, valued, told, debit, credit, balance = (row.add("TD") for _ in range(_COLUMNS))
    sheet.y -= _LEADING
    with sheet.inside(booked):
        sheet.write(LEFT, wording.day(entry.booking_date))
    with sheet.inside(valued):
        sheet.write(_VALUE, wording.day(entry.value_date))
    x, cell = (_DEBIT, debit) if entry.amount < 0 else (_CREDIT, credit)
    with sheet.inside(cell):
        sheet.write_up_to(x, wording.amount(entry.amount, exponent), room=_AMOUNT_ROOM)
    with sheet.inside(balance):
        sheet.write_up_to(RIGHT, wording.amount(line.balance, exponent), room=_BALANCE_ROOM)
    with sheet.inside(told):
        for at, (text, soft) in enumerate(texts):
            if at:
                sheet.y -= _LEADING
            sheet.write(_TEXT, text, soft=soft)
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2


def _texts(line: StatementLine) -> list[tuple[str, bool]]:
    """Return the lines of an entry's text, and whether each is set softer."""
    entry = line.entry
    texts = [(wording.kind(entry.kind), False)]
    for part, soft in (
        (entry.counterparty_name, False),
        (wording.grouped(entry.counterparty_iban), True),
        (entry.narrative, True),
    ):
        if part:
            found = typeface.wrapped(part, room=_TEXT_ROOM, font=REGULAR, size=8)
            texts += [(text, soft) for text in found]
    return texts


def _totals(sheet: Sheet, head: StatementHead, table: Element) -> None:
    exponent = head.currency.exponent
    if not sheet.has_room(5 * _LEADING):
        _next_page(sheet, head.closing.minor, exponent)
    row = table.add("TR")
    sheet.y -= _LEADING
    with sheet.inside(row.add("TH", scope="Row", span=3)):
        sheet.write(LEFT, "Totals", font=BOLD)
    money_out = wording.amount(-head.debits.minor, exponent)
    with sheet.inside(row.add("TD")):
        sheet.write_up_to(_DEBIT, money_out, room=_AMOUNT_ROOM, font=BOLD)
    money_in = wording.amount(head.credits.minor, exponent)
    with sheet.inside(row.add("TD")):
        sheet.write_up_to(_CREDIT, money_in, room=_AMOUNT_ROOM, font=BOLD)
    row.add("TD")
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2
    closing = f"Closing balance, {wording.day(head.last_day)}"
    _balance(sheet, closing, head.closing.minor, exponent, row=table.add("TR"))
