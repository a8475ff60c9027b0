"""What the bank holds about a customer: told, exported (GDPR Art. 15 and 20), erased (Art. 17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.domain import kyc
from accounts.domain.customer_file import CustomerFile
from accounts.domain.customer_states import CustomerStatus
from accounts.domain.views import AccountFilter, AccountView
from accounts.models import Customer
from accounts.repositories import customer_erasure as erasure
from accounts.repositories import customer_files, customers, document_parties
from accounts.services import accounts
from accounts.services.customer_access import found, locked, record, subject
from accounts.services.ownership import require_own
from accounts.services.two_people import refuse_alone
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money

_PAGE = 200


def customer_file(*, customer_id: UUID) -> CustomerFile:
    """Return everything about the customer that is not on accounts; raises CustomerNotFound."""
    return customer_files.load(found(customer_id))


@needs("accounts.read_customer_documents")
@use_case
def show_numbers(
    *, customer_id: UUID, reason: str, actor: Actor, now: datetime
) -> list[tuple[str, str]]:
    """Return the customer's tax and document numbers, each with what it is.

    Pages show their ends alone; who needs the whole says why, which stays in the audit trail.
    Raises CustomerNotFound and approvals.ReasonMissing.
    """
    customer = locked(customer_id)
    reason = approvals.stated(reason)
    file = customer_files.load(customer)
    audit.record(
        actor=actor,
        action="accounts.customer.numbers_shown",
        subject=subject(customer),
        reason=reason,
        at=now,
    )
    taxes = [(f"TIN, {each.country}", each.tin) for each in file.tax_residences if each.tin]
    papers = [
        (f"{each.kind.replace('_', ' ').capitalize()}, {each.issuing_country}", each.number)
        for each in file.documents
        if each.number
    ]
    return [*taxes, *papers]


# What a customer is not told of the trail: it would show what the bank suspects.
_UNTOLD: Final = frozenset(
    {"kyc_checked", "risk_assessed", "status_changed", "file_read", "read"}
    | {"note_added", "numbers_shown"}
)
# For the same cause: what staff have written down of why, wherever another part keeps it.
_UNTOLD_COLUMNS: Final = frozenset({"reason", "decision_reason", "staff_notes"})


@needs("accounts.export_customer")
@use_case
def export(
    *, customer_id: UUID, actor: Actor, now: datetime, to_customer: bool = False
) -> dict[str, Any]:
    """Return everything that the bank holds about the customer, ready to be written as JSON.

    Documents are told of without their contents, entries by number and first and last day. What
    other parts of the bank hold is told by the functions of settings.CUSTOMER_DATA_SOURCES. That
    it was exported is in the audit trail. `to_customer`: handed out at once, so without what would
    tip the customer off (see CustomerFile). Raises CustomerNotFound.
    """
    require_own(actor, customer_id)
    customer = locked(customer_id)
    owned = _accounts_of(customer)
    file = customer_files.load(customer)
    subjects = [subject(customer), *(f"account:{each.account_id}" for each in owned)]
    told: dict[str, object] = {
        "exported_at": now,
        "bank": settings.BANK_NAME,
        "customer": file.as_told_to_the_customer() if to_customer else file,
        "accounts": [_account(each) for each in owned],
        "audit_trail": _trail(subjects, to_customer=to_customer),
    }
    for source in settings.CUSTOMER_DATA_SOURCES:
        held = import_string(source)(customer_id=customer_id)
        told |= _without_reasons(held) if to_customer else held
    record(customer, "exported", actor=actor, at=now)
    plain: dict[str, Any] = _plain(told)
    return plain


def _trail(subjects: list[str], *, to_customer: bool) -> list[audit.AuditLine]:
    lines = audit.about(subjects=subjects)
    if not to_customer:
        return lines
    return [replace(each, detail={}) for each in lines if each.action.split(".")[-1] not in _UNTOLD]


def _without_reasons(held: Any) -> Any:
    if isinstance(held, Mapping):
        return {
            name: _without_reasons(each)
            for name, each in held.items()
            if name not in _UNTOLD_COLUMNS
        }
    return [_without_reasons(each) for each in held] if isinstance(held, list) else held


class ErasureNotPossible(BankError):
    """The law asks the bank to keep what it holds about the customer."""

    code = "erasure_not_possible"
    cure = "Ask again from the day that the message names."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was erased, by number of rows; and if not all, from when the rest can be, once known."""

    erased: Mapping[str, int]
    complete: bool
    rest_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureOrder:
    """A customer whose data are to be erased."""

    customer_id: UUID


@needs("accounts.erase_customer")
@use_case
def erase(*, customer_id: UUID, actor: Actor, now: datetime) -> Erasure:
    """Erase as a part of the bank; people ask for it by `ask_for_erasure`.

    Raises two_people.TakesTwoPeople and what erase_within raises.
    """
    refuse_alone(actor)
    return erase_within(order=ErasureOrder(customer_id=customer_id), actor=actor, now=now)


@requires_transaction
def erase_within(*, order: ErasureOrder, actor: Actor, now: datetime) -> Erasure:
    """Erase what the law does not ask the bank to keep about the customer.

    Once settings.CUSTOMER_RETENTION_YEARS have passed since closing, that is all personal data;
    the books, the histories and the audit trail stay, under a number instead of the name. Between,
    it is what only served to reach the customer: e-mail addresses and phone numbers. Before
    closing, it is those of them that are held for advertising.
    Raises CustomerNotFound, and ErasureNotPossible where nothing may be erased today.
    """
    customer_id = order.customer_id
    customer = locked(customer_id)
    if customer.erased_at is not None:
        message = "Everything that may be erased has been erased."
        raise ErasureNotPossible(message)
    closed = customers.latest_change(customer, to=CustomerStatus.CLOSED)
    years = settings.CUSTOMER_RETENTION_YEARS
    rest_from = (
        None if closed is None else kyc.erasable_from(closed_on=closed.at.date(), years=years)
    )
    complete = rest_from is not None and rest_from <= now.date()
    erased = {"contacts": erasure.erase_contacts(customer, marketing_only=closed is None)}
    if complete:
        for eraser in settings.CUSTOMER_DATA_ERASERS:
            erased |= import_string(eraser)(customer_id=customer_id, now=now)
        erased |= erasure.erase_papers(customer)
        erasure.erase_name(customer, at=now)
        erased |= document_parties.erase(customer, name=customer.name, at=now)
        erasure.destroy_key(customer)
    elif not erased["contacts"]:
        raise ErasureNotPossible(_why_not(rest_from, years))
    record(customer, "erased", actor=actor, at=now, complete=complete, **erased)
    return Erasure(erased=erased, complete=complete, rest_from=None if complete else rest_from)


def _why_not(rest_from: date | None, years: int) -> str:
    if rest_from is None:
        return f"The customer is not closed: the file is kept until {years} years after that."
    return f"The law asks the bank to keep the file; it can be erased from {rest_from} on."


def _accounts_of(customer: Customer) -> list[AccountView]:
    views: list[AccountView] = []
    after: int | None = 0
    while after is not None:
        chosen = AccountFilter(customer_id=customer.public_id, after_id=after)
        more, after = accounts.page(chosen=chosen, limit=_PAGE)
        views += more
    return views


def _account(view: AccountView) -> dict[str, object]:
    """Return an account; its entries have no gap, so the newest one's number is their count."""
    newest = ledger.entries(account_id=view.ledger_account_id, chosen=ledger.EntryFilter(), limit=1)
    first = ledger.entries(
        account_id=view.ledger_account_id, chosen=ledger.EntryFilter(before_seq=2), limit=1
    )
    return {
        "account_id": view.account_id,
        "iban": view.iban,
        "product": view.product_name,
        "currency": view.currency.code,
        "status": view.status,
        "opened_on": view.opened_on,
        "balance": view.posted,
        "held": view.held,
        "entries": {
            "count": newest[0].seq if newest else 0,
            "first_day": first[0].booking_date if first else None,
            "last_day": newest[0].booking_date if newest else None,
        },
    }


def _plain(value: Any) -> Any:
    """Return the value in JSON's own terms."""
    if isinstance(value, Money):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
