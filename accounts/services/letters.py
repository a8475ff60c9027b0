"""Letters about a customer's accounts: written once, kept, and printed again the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from accounts.domain.letters import (
    BalanceBasis,
    LetterContent,
    LetterKind,
    LetterRow,
    PrintedLetter,
)
from accounts.domain.paper import letter as paper
from accounts.domain.statements import Party
from accounts.models import Account, Customer, Letter
from accounts.repositories import customers, document_parties, letters
from accounts.services.accounts import CustomerNotFound
from accounts.services.balances import of_row
from accounts.services.documents import Document, DocumentChanged
from accounts.services.ownership import require_own
from accounts.services.statements import require_closed
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency

_KINDS = (
    int(ledger.TransactionKind.INTEREST),
    int(ledger.TransactionKind.TAX),
    int(ledger.TransactionKind.REVERSAL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter in a list. `parameters` hold a year, or a day and a basis."""

    letter_id: UUID
    number: int
    customer_id: UUID
    kind: LetterKind
    parameters: dict[str, str]
    made_at: datetime


@needs("accounts.write_letters")
@use_case
def certify_interest(*, customer_id: UUID, year: int, actor: Actor, now: datetime) -> LetterView:
    """Write an interest certificate for a closed calendar year, over all of a customer's accounts.

    The year is that of booking. Asked for again it is the same letter. Raises CustomerNotFound
    and DaysNotClosed.
    """
    require_own(actor, customer_id)
    customer = _customer(customer_id)
    last_day = date(year, 12, 31)
    require_closed(last_day)
    rows = letters.accounts_of(customer=customer, opened_by=last_day)
    found = letters.interest(
        ledger_account_ids=[row.ledger_account_id for row in rows],
        first_day=date(year, 1, 1),
        last_day=last_day,
        kinds=_KINDS,
    )
    lines = []
    for row in rows:
        earned, charged, tax = found.get(row.ledger_account_id, (0, 0, 0))
        lines.append(_row(row, earned, tax, charged))
    parameters = {"year": str(year)}
    kind = LetterKind.INTEREST_CERTIFICATE
    content = _content(customer, kind, parameters, tuple(lines), now.date())
    return _written(customer, content, actor=actor, now=now)


@needs("accounts.write_letters")
@use_case
def confirm_balances(
    *,
    customer_id: UUID,
    day: date,
    basis: BalanceBasis = BalanceBasis.BOOKING,
    actor: Actor,
    now: datetime,
) -> LetterView:
    """Write a confirmation of the balances of all of a customer's accounts at the end of a day.

    The same balances asked for again are the same letter. Raises CustomerNotFound and
    DaysNotClosed.
    """
    require_own(actor, customer_id)
    customer = _customer(customer_id)
    require_closed(day)
    rows = letters.accounts_of(customer=customer, opened_by=day)
    lines = tuple(_row(row, of_row(row, day=day, basis=basis).minor) for row in rows)
    parameters = {"day": day.isoformat(), "basis": str(basis)}
    content = _content(customer, LetterKind.BALANCE_CONFIRMATION, parameters, lines, now.date())
    return _written(customer, content, actor=actor, now=now)


class LetterNotFound(BankError):
    """There is no such letter, or it is not this customer's."""

    code = "letter_not_found"
    cure = "List the customer's letters."
    status = 404


def document(*, letter_id: UUID, customer_id: UUID | None = None) -> Document:
    """Return a letter as a PDF file, the same as when it was written.

    With `customer_id`, only if it is that customer's. Raises LetterNotFound and DocumentChanged.
    """
    found = letters.get(letter_id=letter_id)
    if found is None or customer_id not in {None, found.customer.public_id}:
        message = f"There is no letter {letter_id}."
        raise LetterNotFound(message)
    printed = _printed(found)
    content = paper.render(printed)
    if found.layout == paper.LAYOUT and hashlib.sha256(content).digest() != bytes(found.sha256):
        message = f"Letter {found.pk} came out other than when it was written."
        raise DocumentChanged(message)
    return Document(filename=f"{printed.name}.pdf", media_type="application/pdf", content=content)


def page(
    *, customer_id: UUID, before_number: int | None = None, limit: int
) -> tuple[list[LetterView], int | None]:
    """Return up to `limit` letters to a customer, the newest first, and `before_number` to go on.

    The second is None on the last page. Raises CustomerNotFound.
    """
    found = letters.page(
        customer=_customer(customer_id), before_number=before_number, limit=limit + 1
    )
    before = found[limit - 1].pk if len(found) > limit else None
    return [_view(each) for each in found[:limit]], before


def _customer(customer_id: UUID) -> Customer:
    found = customers.get(public_id=customer_id)
    if found is None:
        message = f"There is no customer {customer_id}."
        raise CustomerNotFound(message)
    return found


def _row(row: Account, *figures: int) -> LetterRow:
    return LetterRow(row.iban, row.product.name, Currency.numbered(row.currency).code, figures)


def _content(
    customer: Customer,
    kind: LetterKind,
    parameters: dict[str, str],
    rows: tuple[LetterRow, ...],
    today: date,
) -> LetterContent:
    address = document_parties.address_on(customer, day=today)
    lines = () if address is None else document_parties.lines(address, settings.BANK_COUNTRY)
    return LetterContent(
        kind=kind,
        bank=Party(settings.BANK_NAME),
        owner=Party(customer.name, tuple(lines)),
        parameters=parameters,
        rows=rows,
    )


def _written(
    customer: Customer, content: LetterContent, *, actor: Actor, now: datetime
) -> LetterView:
    letters.lock(customer)
    sha256 = content.sha256()
    known = letters.same(customer=customer, kind=content.kind, content_sha256=sha256)
    if known is not None:
        return _view(known)
    printed = PrintedLetter(number=letters.next_number(), made_at=now, content=content)
    added = letters.add(
        Letter(
            pk=printed.number,
            customer=customer,
            kind=content.kind,
            parameters=dict(content.parameters),
            content=content.as_json(),
            content_sha256=sha256,
            layout=paper.LAYOUT,
            sha256=hashlib.sha256(paper.render(printed)).digest(),
            requested_by=str(actor),
            made_at=now,
        )
    )
    audit.record(
        actor=actor,
        action="accounts.letter.written",
        subject=f"customer:{customer.public_id}",
        detail={"letter": added.pk, "kind": str(content.kind), **content.parameters},
        at=now,
    )
    return _view(added)


def _printed(found: Letter) -> PrintedLetter:
    return PrintedLetter(
        number=found.pk, made_at=found.made_at, content=LetterContent.of_json(found.content)
    )


def _view(found: Letter) -> LetterView:
    return LetterView(
        letter_id=found.public_id,
        number=found.pk,
        customer_id=found.customer.public_id,
        kind=LetterKind(found.kind),
        parameters=found.parameters,
        made_at=found.made_at,
    )
