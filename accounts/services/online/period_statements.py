"""A statement of whatever days a customer chooses, beside the numbered ones of finished periods."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from schwifty import IBAN

from accounts.domain import statements as domain
from accounts.domain.statement_formats import FORMATS
from accounts.domain.statements import Party, StatementHead
from accounts.models import Account
from accounts.repositories import document_parties, statements
from accounts.services.documents import Document, UnknownFormat
from accounts.services.statements import account, entry_rows
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

MOST_ENTRIES: Final = 20_000


class InvalidPeriod(BankError):
    """The days do not make a stretch that has begun, or the account did not exist on them."""

    code = "invalid_period"
    cure = "Choose a first day that is not after the last, and a last day that is not to come."
    status = 422


class PeriodTooLong(BankError):
    """More was booked in these days than one file takes."""

    code = "period_too_long"
    cure = "Choose fewer days, and download the rest in further files."
    status = 422


@use_case
def period_statement(
    *, account_id: UUID, first_day: date, last_day: date, format_name: str, now: datetime
) -> Document:
    """Return a statement from `first_day` to `last_day`, both included, in one of the formats.

    Opening balance and entries come to the closing balance, all as of one moment. Entries keep
    their references, so a file that overlaps another doubles nothing in a program that reads both.
    Days still open may be among them: what is booked on them later is not in the file. Raises
    AccountNotFound, UnknownFormat, InvalidPeriod and PeriodTooLong.
    """
    writer = FORMATS.get(format_name)
    if writer is None:
        message = f"There is no format {format_name[:40]!r}."
        raise UnknownFormat(message)
    row = account(account_id)
    _require_period(row, first_day, last_day)
    statement = _statement(row, first_day=first_day, last_day=last_day, now=now)
    return Document(
        filename=f"{statement.head.name}{writer.ending}",
        media_type=writer.media_type,
        content=b"".join(writer.render(statement)),
    )


def _require_period(row: Account, first_day: date, last_day: date) -> None:
    today = ledger.business_date()
    if first_day > last_day:
        message = f"The first day, {first_day}, is after the last, {last_day}."
        raise InvalidPeriod(message, field="first_day")
    if last_day > today:
        message = f"{last_day} is still to come: the bank's day is {today}."
        raise InvalidPeriod(message, field="last_day")
    if last_day < row.opened_on:
        message = f"The account was opened on {row.opened_on}, after {last_day}."
        raise InvalidPeriod(message, field="last_day")


def _statement(row: Account, *, first_day: date, last_day: date, now: datetime) -> domain.Statement:
    found = statements.totals(
        ledger_account_id=row.ledger_account_id, first_day=first_day, last_day=last_day
    )
    if found.entries > MOST_ENTRIES:
        message = (
            f"{found.entries:,} entries were booked on these days, more than {MOST_ENTRIES:,}."
        )
        raise PeriodTooLong(message, field="first_day")
    currency = Currency.numbered(row.currency)
    head = StatementHead(
        bank=_party(None, settings.BANK_NAME),
        bank_code=IBAN(row.iban, allow_invalid=True).bank_code,
        owner=_party(row.customer_id, row.customer.name),
        iban=row.iban,
        product_name=row.product.name,
        product_kind=row.product.kind,
        currency=currency,
        number=None,
        first_day=first_day,
        last_day=last_day,
        made_at=now,
        entries=found.entries,
        opening=Money(found.opening, currency),
        debits=Money(found.debits, currency),
        credits=Money(found.credits, currency),
        closing=Money(found.opening + found.credits - found.debits, currency),
    )
    rows = entry_rows(
        ledger_account_id=row.ledger_account_id,
        days=domain.stretches(first_day, last_day, entries=found.entries),
        last_party_id=document_parties.newest_id(),
        up_to_seq=found.up_to_seq,
    )
    return domain.Statement(head, domain.lines(head, rows))


def _party(customer_id: int | None, name: str) -> Party:
    """Return the name and address as documents have them; a new customer's is not recorded yet."""
    kept = document_parties.known_party(customer_id=customer_id)
    if kept is None:
        return Party(name)
    return Party(kept.name, tuple((kept.address or "").splitlines()))
