"""Trying every invariant of the bank: the ledger's, and its sub-ledgers' against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from accounts import public as accounts
from bankcore.db import hands
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.seals import public as seals
from payments import public as payments
from payments.issuing import public as issuing
from risk.provisions import public as provisions


class BooksBroken(BankError):
    """The books contradict themselves."""

    code = "books_broken"
    cure = "Look at what manage.py verify_ledger names before anything else is done."
    status = 500


def require_sound(*, day: date | None = None) -> int:
    """Try the invariants of one closed day, or of all history; returns how many hold.

    Raises BooksBroken at the first that does not.
    """
    tried = 0
    for check in verify() if day is None else verify_day(day=day):
        if not check.holds:
            message = f"{check.code} is broken {check.violations} times: {check.statement}."
            raise BooksBroken(message)
        tried += 1
    return tried


def verify() -> Iterator[ledger.InvariantCheck]:
    """Yield the check of each invariant as it is made."""
    for check in ledger.verify():
        if check.code == "I13":
            yield _seal()
        yield check
    yield from accounts.verify_interest()
    yield from _sub_ledgers()
    yield accounts.online.verify_spending_sums()
    last = ledger.last_closed_day()
    if last is not None:
        yield payments.verify_fx_positions(day=last)


def verify_day(*, day: date) -> list[ledger.InvariantCheck]:
    """Return the checks that are cheap enough for every end of day; each part's side by side."""
    return [
        *ledger.verify_day(day=day),
        *accounts.verify_interest_of_day(day=day),
        *_sub_ledgers(),
        payments.verify_fx_positions(day=day),
    ]


def _seal() -> ledger.InvariantCheck:
    found = seals.verify()
    return ledger.InvariantCheck(
        code="I12",
        statement="every sealed row of journal and audit trail is as it was sealed",
        checked=found.rows,
        violations=len(found.findings),
        example=str(found.findings[0]) if found.findings else "",
    )


def _sub_ledgers() -> list[ledger.InvariantCheck]:
    found = hands.share(
        _tried,
        (
            accounts.verify_loans,
            accounts.verify_use,
            issuing.verify_cards,
            provisions.verify_provisions,
        ),
    )
    return [check for checks in found for check in checks]


def _tried(verify: Callable[[], Iterable[ledger.InvariantCheck]]) -> list[ledger.InvariantCheck]:
    return list(verify())
