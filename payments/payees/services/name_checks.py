"""Comparing a name with the holder's before a customer pays.

Accounts at this bank are answered by the bank itself. Another bank's answer would come by the
function that PAYEE_CHECK_ELSEWHERE names; without one the answer is NOT_AVAILABLE. At a test bank
it is the sandbox (domain/sandbox_values.py).

Nobody may find out names by asking: a customer is answered about so many new pairs of name and
account an hour and a day, then NOT_AVAILABLE. A pair that was asked before counts no more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from payments.payees.domain.names import Answer, Holder, Verdict, compare
from payments.payees.domain.views import NameCheckView
from payments.payees.models import NameCheck
from payments.payees.repositories import name_checks
from payments.payees.services import customers

# New pairs of name and account that one customer is answered about: how many in how long.
LIMITS: Final = ((timedelta(hours=1), 10), (timedelta(days=1), 30))
_NO_ANSWER: Final = Verdict(answer=Answer.NOT_AVAILABLE)


@needs("payments.make_payment")
@use_case
def check(
    *, name: str, account: str, request_key: UUID, actor: Actor, now: datetime
) -> NameCheckView:
    """Compare a name with the holder of an account, and keep the answer with the order's key.

    `account` is an IBAN without blanks, or routing/account.
    """
    customer, typed = customers.key_of(actor), name.strip()
    asked = f"{account} {typed}"
    name_checks.lock(customer=customer)
    limited = _is_limited(customer, asked, now)
    verdict = _NO_ANSWER if limited else _answer(typed, account)
    row = NameCheck(
        customer_id=customer,
        request_key=request_key,
        asked=asked,
        asked_index=name_checks.index_of(asked),
        answer=verdict.answer,
        suggested=verdict.name,
        is_limited=limited,
        asked_at=now,
    )
    name_checks.add(row)
    return view(row)


def of_order(*, request_key: UUID) -> NameCheckView | None:
    """Return what the payer of an order was answered last before confirming it."""
    row = name_checks.latest_of(request_key=request_key)
    return None if row is None else view(row)


def view(row: NameCheck) -> NameCheckView:
    """Return what was asked and answered."""
    account, _, typed = row.asked.partition(" ")
    return NameCheckView(
        typed=typed,
        account=account,
        answer=Answer(row.answer),
        suggested=row.suggested,
        asked_at=row.asked_at,
    )


def _is_limited(customer: int, asked: str, now: datetime) -> bool:
    if name_checks.was_asked(customer=customer, asked=asked):
        return False
    longest = max(span for span, _ in LIMITS)
    times = name_checks.times_of_new(customer=customer, since=now - longest)
    return any(sum(at > now - span for at in times) >= most for span, most in LIMITS)


def _answer(typed: str, account: str) -> Verdict:
    known = accounts.of_ibans(ibans=[account]).get(account)
    if known is None:
        return _elsewhere(typed, account)
    holders = []
    for customer_id in sorted(accounts.owners_of_account(object_id=known.account_id)):
        found = accounts.names_of_customer(customer_id=customer_id)
        own = [] if found is None else [each for each in found.names if each.whose == "customer"]
        holders += [Holder(name=each.name, is_person=each.is_person) for each in own]
    return compare(typed, holders)


def _elsewhere(typed: str, account: str) -> Verdict:
    if not settings.PAYEE_CHECK_ELSEWHERE:
        return _NO_ANSWER
    answered: Verdict = import_string(settings.PAYEE_CHECK_ELSEWHERE)(name=typed, account=account)
    return answered
