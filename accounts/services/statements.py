"""Statements of account: making them at the end of a day, and reading one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from schwifty import IBAN

from accounts.domain import statements as domain
from accounts.domain.events import StatementsMade
from accounts.domain.statements import (
    EntryRow,
    Party,
    StatementCycle,
    StatementHead,
    due_cycles,
    stretches,
)
from accounts.models import Account, Customer, Statement
from accounts.repositories import accounts, document_parties, statements
from accounts.services.accounts import AccountNotFound
from accounts.services.ownership import require_holder
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db import hands
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox

_BLOCK = 20_000
_NOBODY = ("", "")


class DaysNotClosed(BankError):
    """A document is asked for over days whose books are still open."""

    code = "days_not_closed"
    cure = "Ask again when the bank has closed the last of these days."
    status = 409


def require_closed(day: date) -> None:
    """Raise DaysNotClosed unless the books are closed up to this day."""
    closed = ledger.last_closed_day()
    if closed is None or closed < day:
        message = f"The books of {day} are not closed yet."
        raise DaysNotClosed(message)


def make_statements(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Make all statements that end with business day `day`, which is closed; returns counts.

    An end-of-day step: what is made stays, so a second run makes only what a first left out.
    Raises DaysNotClosed.
    """
    require_closed(day)
    cycles = due_cycles(day=day, next_day=next_day)
    _record_parties(day=day, now=now)
    make = partial(_make, cycles=cycles, day=day, actor=actor, now=now)
    made = sum(hands.share(make, statements.blocks(size=_BLOCK)))
    # At a month's end a run that a crash has cut short is told of when it is gone on with.
    if made or set(cycles) - {StatementCycle.DAILY}:
        _tell(day=day, now=now)
    return {"statements": made}


@use_case
def _record_parties(*, day: date, now: datetime) -> None:
    document_parties.record(
        bank=settings.BANK_NAME, country=settings.BANK_COUNTRY, day=day, now=now
    )


@use_case
def _make(
    ids: range,
    *,
    cycles: list[StatementCycle],
    day: date,
    actor: Actor,
    now: datetime,
) -> int:
    made = statements.make(ids=ids, cycles=cycles, day=day, now=now)
    if made:
        audit.record(
            actor=actor,
            action="accounts.statements.made",
            subject=f"day:{day}",
            detail={"statements": made, "after": ids.start - 1, "up_to": ids.stop - 1},
            at=now,
        )
    return made


@use_case
def _tell(*, day: date, now: datetime) -> None:
    """Tell, after all of them, that the day's statements are there; a second run tells again."""
    outbox.publish(StatementsMade(day=day.isoformat()), subject=f"day:{day}", at=now)


def customers_with_statements(*, day: date, after: int, limit: int) -> list[tuple[int, UUID]]:
    """Return customers whose accounts have a statement that ends on this day, after a number.

    Joint holders of today are among them. Each comes with the number by which to go on.
    """
    return statements.customers_on(day=day, today=ledger.business_date(), after=after, limit=limit)


class CycleNotOffered(BankError):
    """Daily statements are for companies."""

    code = "cycle_not_offered"
    cure = "Choose MONTHLY or QUARTERLY."
    status = 409


@needs("accounts.write_letters")
@use_case
def set_cycle(*, account_id: UUID, cycle: StatementCycle, actor: Actor, now: datetime) -> None:
    """Set how often an account gets a statement; from the next one on.

    Raises AccountNotFound and CycleNotOffered.
    """
    require_holder(actor, account_id)
    row = account(account_id)
    if cycle is StatementCycle.DAILY and row.customer.kind != Customer.Kind.COMPANY:
        message = "Daily statements are made for companies only."
        raise CycleNotOffered(message, field="cycle")
    statements.set_cycle(account=row, cycle=cycle)
    audit.record(
        actor=actor,
        action="accounts.account.statement_cycle_set",
        subject=f"account:{account_id}",
        detail={"cycle": str(cycle)},
        at=now,
    )


def cycle_of(*, account_id: UUID) -> StatementCycle:
    """Return how often an account gets a statement; raises AccountNotFound."""
    return statements.cycle_of(account=account(account_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement in a list. Balances are credits less debits; debits and credits are totals."""

    account_id: UUID
    number: int
    first_day: date
    last_day: date
    entries: int
    opening: Money
    debits: Money
    credits: Money
    closing: Money
    made_at: datetime


def page(
    *, account_id: UUID, before_number: int | None = None, limit: int
) -> tuple[list[StatementView], int | None]:
    """Return up to `limit` statements, the newest first, and `before_number` for the page after.

    The second is None on the last page. Raises AccountNotFound.
    """
    row = account(account_id)
    found = statements.page(account_id=row.pk, before_number=before_number, limit=limit + 1)
    before = found[limit - 1].number if len(found) > limit else None
    return [_view(each, row) for each in found[:limit]], before


class StatementNotFound(BankError):
    """The account has no statement with this number."""

    code = "statement_not_found"
    cure = "List the account's statements."
    status = 404


def record(*, account_id: UUID, number: int) -> Statement:
    """Return a statement's record with its account; raises AccountNotFound, StatementNotFound."""
    row = account(account_id)
    found = statements.get(account=row, number=number)
    if found is None:
        message = f"There is no statement {number} of this account."
        raise StatementNotFound(message)
    found.account = row
    return found


def read(found: Statement) -> domain.Statement:
    """Return a record as the statement it stands for; its lines are read from the books as asked.

    It is the same whenever it is read: its days are closed and its names are those of then.
    """
    head = _head(found)
    rows = entry_rows(
        ledger_account_id=found.account.ledger_account_id,
        days=stretches(found.first_day, found.last_day, entries=found.entries),
        last_party_id=found.last_party_id,
    )
    return domain.Statement(head, domain.lines(head, rows))


def _head(found: Statement) -> StatementHead:
    row = found.account
    currency = Currency.numbered(row.currency)
    return StatementHead(
        bank=_party(None, found),
        bank_code=IBAN(row.iban, allow_invalid=True).bank_code,
        owner=_party(row.customer_id, found),
        iban=row.iban,
        product_name=row.product.name,
        product_kind=row.product.kind,
        currency=currency,
        number=found.number,
        first_day=found.first_day,
        last_day=found.last_day,
        made_at=found.made_at,
        entries=found.entries,
        opening=Money(found.opening, currency),
        debits=Money(found.debits, currency),
        credits=Money(found.credits, currency),
        closing=Money(found.closing, currency),
    )


def _party(customer_id: int | None, found: Statement) -> Party:
    kept = document_parties.party(customer_id=customer_id, last_party_id=found.last_party_id)
    return Party(kept.name, tuple((kept.address or "").splitlines()))


def entry_rows(
    *,
    ledger_account_id: int,
    days: Iterable[tuple[date, date]],
    last_party_id: int,
    up_to_seq: int = statements.LAST,
) -> Iterator[EntryRow]:
    """Yield the entries of these stretches of days.

    Whose the other side is, is asked once an account.
    """
    kinds = {int(kind): kind.name for kind in ledger.TransactionKind}
    known: dict[int, tuple[str, str] | None] = {}
    for chunk in statements.raw_lines(
        ledger_account_id=ledger_account_id, days=days, up_to_seq=up_to_seq
    ):
        asked = {other for line in chunk for other in line[-1]} - known.keys()
        if asked:
            named = statements.named(ledger_account_ids=list(asked), last_party_id=last_party_id)
            known.update({other: named.get(other) for other in asked})
        for seq, txn_id, booked, valued, kind, amount, narrative, others in chunk:
            name, iban = _counterparty(others, known)
            yield EntryRow(seq, txn_id, booked, valued, kinds[kind], amount, narrative, name, iban)


def _counterparty(others: list[int], known: dict[int, tuple[str, str] | None]) -> tuple[str, str]:
    """Return who is on the other side: the one customer among two or three other legs at most."""
    if len(others) == 1:
        return known[others[0]] or _NOBODY
    customers = {known[other] for other in others} - {None}
    if len(others) < 4 and len(customers) == 1:
        return customers.pop() or _NOBODY
    return _NOBODY


def account(account_id: UUID) -> Account:
    """Return the account's row with customer and product; raises AccountNotFound."""
    found = accounts.list_by_public_id([account_id])
    if not found:
        message = f"There is no account {account_id}."
        raise AccountNotFound(message)
    return found[0]


def _view(found: Statement, row: Account) -> StatementView:
    currency = Currency.numbered(row.currency)
    return StatementView(
        account_id=row.public_id,
        number=found.number,
        first_day=found.first_day,
        last_day=found.last_day,
        entries=found.entries,
        opening=Money(found.opening, currency),
        debits=Money(found.debits, currency),
        credits=Money(found.credits, currency),
        closing=Money(found.closing, currency),
        made_at=found.made_at,
    )
