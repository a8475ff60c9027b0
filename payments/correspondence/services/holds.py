"""What is held of a customer, explained; each hold has a thread in which staff answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.calendars import Calendar
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.correspondence.domain.holds import Hold, HoldKind
from payments.correspondence.services import people, writing
from payments.correspondence.services.writing import Letter
from payments.domain.held import HeldView
from payments.services import held

ANSWER_DAYS: Final = 2
"""Business days within which the bank answers what a customer writes about a hold."""

_MOST: Final = 100
_STATUS = accounts.AccountStatus
_HELD: Final = frozenset({_STATUS.DEBIT_BLOCKED, _STATUS.FROZEN})


class HoldNotFound(BankError):
    """Nothing of that id is held of this customer."""

    code = "hold_not_found"
    cure = "Look at your accounts: it may be free again."
    status = 404


def of_user(*, user_id: int) -> list[Hold]:
    """Return what is held of the log-in's accounts: the accounts first, then payments."""
    found = _accounts(user_id)
    waiting = held.waiting(account_ids=[each.account_id for each in found])
    by_id = {each.account_id: each for each in found}
    today = ledger.business_date()
    return [
        *(_of_account(each, today) for each in found if each.status in _HELD),
        *(_of_payment(each, by_id[each.account_id], today) for each in waiting),
    ]


def get(*, kind: HoldKind, thing_id: UUID, user_id: int) -> Hold:
    """Return one of them; raises HoldNotFound for another's, and for what is held no more."""
    for each in of_user(user_id=user_id):
        if (each.kind, each.thing_id) == (kind, thing_id):
            return each
    message = "Nothing of that id is held."
    raise HoldNotFound(message)


@needs("correspondence.write_to_bank")
def write_about(
    *, kind: HoldKind, thing_id: UUID, letter: Letter, actor: Actor, now: datetime
) -> None:
    """Write to the bank about a hold of one's own, in the hold's one thread.

    Raises HoldNotFound and as writing.write does.
    """
    people.own_customer(actor)
    found = get(kind=kind, thing_id=thing_id, user_id=int(actor.id))
    writing.write(about=found.about, letter=letter, actor=actor, now=now)


def _accounts(user_id: int) -> list[accounts.AccountView]:
    """Return the log-in's accounts but for those of loans, which nobody but the loan ever uses."""
    chosen = accounts.AccountFilter(user_id=user_id)
    found = accounts.page_of_accounts(chosen=chosen, limit=_MOST)[0]
    lent, _ = accounts.loans.page(chosen=accounts.loans.LoanFilter(user_id=user_id), limit=_MOST)
    loans = {each.account_id for each in lent}
    return [each for each in found if each.account_id not in loans]


def _of_account(account: accounts.AccountView, today: date) -> Hold:
    return Hold(
        kind=HoldKind.ACCOUNT,
        thing_id=account.account_id,
        product_name=account.product_name,
        iban=account.iban,
        takes_nothing=account.status is _STATUS.FROZEN,
        answer_by=_answer_by(today),
    )


def _of_payment(found: HeldView, account: accounts.AccountView, today: date) -> Hold:
    ends = found.held_at + timedelta(days=int(settings.HELD_PAYMENT_DAYS))
    return Hold(
        kind=HoldKind.PAYMENT,
        thing_id=found.held_id,
        product_name=account.product_name,
        iban=account.iban,
        amount=found.amount,
        payee=found.payee,
        since=found.held_at,
        ends_on=ends.date(),
        answer_by=_answer_by(today),
    )


def _answer_by(today: date) -> date:
    return Calendar.target().add_business_days(today, ANSWER_DAYS)
