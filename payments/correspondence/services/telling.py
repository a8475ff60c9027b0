"""E-mails to customers of what happened, each once, in the language that the customer chose.

What is about an account is told everybody who holds it, each as they have chosen; what is about a
person is told that person.

A mail tells the least that is of use: it lies on machines that are not the bank's. A mail goes out
between two transactions: one that claims it and one that notes it. Where the worker dies between,
it is sent again; nothing else sends it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.correspondence.domain.notices import Choices, NoticeKind
from payments.correspondence.models import Notice
from payments.correspondence.repositories import notices, threads
from payments.correspondence.services.choosing import choices_of
from payments.services import worth

_PAGE: Final = 1_000
_DIGITS: Final = 4


def of_movement(*, transaction_id: int, now: datetime) -> int:
    """Tell everybody who holds an account that a transaction has moved; returns the mails."""
    found = ledger.transaction(txn_id=transaction_id)
    refs = accounts.of_ledger_accounts(ledger_ids=[leg.account_id for leg in found.legs])
    holders = accounts.holders_of_accounts(account_ids=[each.account_id for each in refs.values()])
    sent = 0
    for leg in found.legs:
        ref = refs.get(leg.account_id)
        if ref is None:
            continue
        kind = NoticeKind.MONEY_IN if leg.amount.minor > 0 else NoticeKind.MONEY_OUT
        facts = {
            "amount": leg.amount if leg.amount.minor > 0 else -leg.amount,
            "account": ref.iban[-_DIGITS:],
        }
        about = f"transaction:{transaction_id}/{leg.seq}"
        for holder in holders[ref.account_id]:
            choices = choices_of(customer_id=holder)
            if kind is NoticeKind.MONEY_IN or _is_much(-leg.amount, choices, found.booking_date):
                sent += _tell(kind, holder, about, facts, choices=choices, now=now)
    return sent


def of_failed_order(
    *, account_id: UUID, order_id: UUID, nominal_date: date, amount: Money, now: datetime
) -> int:
    """Tell the holders that a standing order was not carried out; returns how many mails went."""
    ref = accounts.known_accounts(account_ids=[account_id]).get(account_id)
    if ref is None:
        return 0
    facts = {"amount": amount, "account": ref.iban[-_DIGITS:], "due": nominal_date}
    about = f"standing_order:{order_id}/{nominal_date.isoformat()}"[:80]
    return sum(
        _tell(NoticeKind.STANDING_ORDER_FAILED, holder, about, facts, now=now)
        for holder in accounts.holders_of_accounts(account_ids=[account_id])[account_id]
    )


def of_message(*, thread_id: UUID, customer_id: UUID, event_id: UUID, now: datetime) -> int:
    """Tell a customer that a message waits, unless it was opened meanwhile; returns mails."""
    thread = threads.get(thread_id)
    if thread is None or not thread.unread_by_customer:
        return 0
    about = f"message:{event_id}"
    return _tell(NoticeKind.MESSAGE_WAITING, customer_id, about, {}, now=now)


def of_statements(*, day: date, now: datetime) -> int:
    """Tell everybody who holds an account with a statement that ends on this day; returns mails."""
    sent, after = 0, 0
    facts, about = {"last_day": day}, f"statements:{day.isoformat()}"
    while found := accounts.customers_with_statements(day=day, after=after, limit=_PAGE):
        for number, customer_id in found:
            sent += _tell(NoticeKind.STATEMENT_READY, customer_id, about, facts, now=now)
            after = number
    return sent


def _is_much(amount: Money, choices: Choices, day: date) -> bool:
    """Return whether more left than the customer named; what has no known worth is told of."""
    value: Decimal | None = worth.in_base(amount, day=day)
    return value is None or value > choices.money_out_above.amount


def _tell(
    kind: NoticeKind,
    customer_id: UUID,
    about: str,
    facts: Mapping[str, object],
    *,
    now: datetime,
    choices: Choices | None = None,
) -> int:
    """Tell one customer of one thing, where it is wanted and there is an address; once."""
    wanted = choices or choices_of(customer_id=customer_id)
    addresses = accounts.mail_addresses(customer_id=customer_id) if wanted.wants(kind) else []
    if not addresses:
        return 0
    notice = _claimed(customer_id, kind, about, now)
    if notice is None:
        return 0
    subject, body = _written(kind, wanted.language, facts)
    mails = sum(send_mail(subject, body, None, [address]) for address in addresses)
    _note(notice, mails, now)
    return mails


@use_case
def _claimed(customer_id: UUID, kind: NoticeKind, about: str, now: datetime) -> Notice | None:
    number = notices.customer_pk(customer_id)
    if number is None:
        return None
    return notices.claim(customer_pk=number, kind=kind, about=about, at=now)


@use_case
def _note(notice: Notice, mails: int, now: datetime) -> None:
    notices.sent(notice, mails=mails, at=now)


def _written(kind: NoticeKind, language: str, facts: Mapping[str, object]) -> tuple[str, str]:
    folder = f"emails/{kind.value.lower()}"
    told = {**facts, "bank": settings.BANK_NAME, "address": settings.PUBLIC_ADDRESS}
    with translation.override(language):
        subject = render_to_string(f"{folder}/subject.txt", told)
        body = render_to_string(f"{folder}/body.txt", told)
    return " ".join(subject.split()), body
