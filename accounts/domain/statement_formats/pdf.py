"""A statement on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportlab.lib.units import mm

from accounts.domain.paper import wording
from accounts.domain.paper.sheet import LEFT, RIGHT, ROOM, Letterhead, Sheet
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
_NOTICE = (
    "Please check this statement and tell us at once of anything that is wrong. Balances include "
    "only what was booked up to the last day of the period; entries without value yet may still "
    "bear interest. This document was made by computer and is valid without signature."
)


def render(statement: Statement) -> Iterator[bytes]:
    """Yield the statement as one PDF file of A4 pages."""
    head = statement.head
    sheet = Sheet(_letterhead(head))
    _summary(sheet, head)
    _columns(sheet)
    exponent = head.currency.exponent
    _balance(sheet, f"Opening balance, {wording.day(head.first_day)}", head.opening.minor, exponent)
    for line in statement.lines:
        _entry(sheet, line, exponent)
    if not head.entries:
        _only_text(sheet, "Nothing was booked in this period.")
    _totals(sheet, head)
    yield sheet.finish()


def _letterhead(head: StatementHead) -> Letterhead:
    return Letterhead(
        bank=head.bank,
        owner=head.owner,
        title="Account statement",
        subject=f"{wording.grouped(head.iban)} · No. {head.number}",
        facts=(
            ("Statement no.", str(head.number)),
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
    for at, (name, _) in enumerate(cells):
        sheet.write(LEFT + at * wide, f"{name}, {head.currency.code}", size=8, soft=True)
    sheet.y -= 6 * mm
    for at, (_, figure) in enumerate(cells):
        size = typeface.fitted(figure, room=wide - 4 * mm, font=BOLD, size=12)
        sheet.write(LEFT + at * wide, figure, size=size, font=BOLD)
    sheet.y -= 9 * mm


def _columns(sheet: Sheet) -> None:
    sheet.write(LEFT, "Booked", font=BOLD)
    sheet.write(_VALUE, "Value", font=BOLD)
    sheet.write(_TEXT, "Text", font=BOLD)
    sheet.write_up_to(_DEBIT, "Debit", room=_AMOUNT_ROOM, font=BOLD)
    sheet.write_up_to(_CREDIT, "Credit", room=_AMOUNT_ROOM, font=BOLD)
    sheet.write_up_to(RIGHT, "Balance", room=_BALANCE_ROOM, font=BOLD)
    sheet.y -= 4
    sheet.rule(strong=True)
    sheet.y -= 4


def _next_page(sheet: Sheet, carried: int, exponent: int) -> None:
    """Begin a page with what the one before came to."""
    sheet.next_page()
    _columns(sheet)
    _balance(sheet, "Brought forward", carried, exponent)


def _balance(sheet: Sheet, text: str, minor: int, exponent: int) -> None:
    sheet.y -= _LEADING
    sheet.write(LEFT, text, font=BOLD)
    figure = wording.amount(minor, exponent)
    sheet.write_up_to(RIGHT, figure, room=_BALANCE_ROOM, font=BOLD)
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2


def _only_text(sheet: Sheet, text: str) -> None:
    sheet.y -= _LEADING
    sheet.write(_TEXT, text, soft=True)
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2


def _entry(sheet: Sheet, line: StatementLine, exponent: int) -> None:
    """Write one entry, whole on its page; the longest narrative is far shorter than a page."""
    texts = _texts(line)
    if not sheet.has_room(len(texts) * _LEADING + 6):
        _next_page(sheet, line.balance - line.entry.amount, exponent)
    entry = line.entry
    sheet.y -= _LEADING
    sheet.write(LEFT, wording.day(entry.booking_date))
    sheet.write(_VALUE, wording.day(entry.value_date))
    x = _DEBIT if entry.amount < 0 else _CREDIT
    sheet.write_up_to(x, wording.amount(entry.amount, exponent), room=_AMOUNT_ROOM)
    sheet.write_up_to(RIGHT, wording.amount(line.balance, exponent), room=_BALANCE_ROOM)
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


def _totals(sheet: Sheet, head: StatementHead) -> None:
    exponent = head.currency.exponent
    if not sheet.has_room(5 * _LEADING):
        _next_page(sheet, head.closing.minor, exponent)
    sheet.y -= _LEADING
    sheet.write(LEFT, "Totals", font=BOLD)
    money_out = wording.amount(-head.debits.minor, exponent)
    sheet.write_up_to(_DEBIT, money_out, room=_AMOUNT_ROOM, font=BOLD)
    money_in = wording.amount(head.credits.minor, exponent)
    sheet.write_up_to(_CREDIT, money_in, room=_AMOUNT_ROOM, font=BOLD)
    sheet.y -= 4
    sheet.rule()
    sheet.y -= 2
    _balance(sheet, f"Closing balance, {wording.day(head.last_day)}", head.closing.minor, exponent)
