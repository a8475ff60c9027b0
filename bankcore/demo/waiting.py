"""Work that is left for whoever tries the demo bank: on each desk something to be decided."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.db.transactions import use_case
from bankcore.demo import bank, colleagues
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.correspondence import public as correspondence
from risk.cases import public as cases

_MAY: Final = frozenset({"correspondence.write_to_bank"})
_SUSPECTED: Final = "A new payee, a large amount, and a browser that was never seen before."


def of_day(day: Day) -> None:
    """Leave work for the day that has begun: what the last one brought is decided."""
    leave(day=ledger.business_date(), now=day.now)


def leave(*, day: date, now: datetime) -> None:
    """Leave a case, a request for a second person and a message; the same day leaves none twice."""
    use_case(cases.raise_alert)(
        kind=cases.CaseKind.FRAUD,
        subject=f"demo-payer-{day:%d%m}",
        reference=f"demo-left-{day}",
        priority=3,
        reason=_SUSPECTED,
        source="demo",
        now=now,
    )
    _ask(day, now)
    _write(day, now)


def _ask(day: date, now: datetime) -> None:
    """Let an officer ask for an overdraft, unless such a request waits already."""
    officer, _ = colleagues.pair("officer", identity.Role.OPERATIONS)
    order = accounts.OverdraftOrder(
        account_id=bank.demo_accounts()[3].account_id, limit=Money.of(800, "EUR"), from_day=day
    )
    with contextlib.suppress(BankError):
        accounts.ask_for_overdraft(
            order=order, reason="Demo: the salary comes late", actor=officer, now=now
        )


def _write(day: date, now: datetime) -> None:
    """Let the demo customer ask something."""
    user_id = identity.user_id_of(username=bank.CUSTOMER_LOGIN[0])
    if user_id is None:
        return
    correspondence.write(
        letter=correspondence.Letter(
            subject="My new address",
            body="I am moving next month. What do you need from me for the new address?",
            request_key=bank.demo_id(f"message/left/{day}"),
        ),
        actor=Actor(ActorKind.USER, str(user_id), Rights(permissions=_MAY, self_service=True)),
        now=now,
    )
