"""A margin of the demo bank, changed by two people of finance."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bankcore.approvals import public as approvals
from bankcore.demo.day import Day
from bankcore.demo.tellers import staff
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Currency
from payments import public as payments

_DEALERS: Final = ("demo-dealer-1", "demo-dealer-2")
_STEPS: Final = 5
_LEAST, _STEP = Decimal("0.010"), Decimal("0.001")


def change(day: Day) -> None:
    """Ask for the day's margin from pounds to francs, and have a colleague agree, once a day."""
    maker, checker = (staff(name, identity.Role.FINANCE) for name in _DEALERS)
    terms = payments.MarginTerms(
        margin=_LEAST + _STEP * (day.day.toordinal() % _STEPS),
        effective_from=day.day,
        sell=Currency.of("GBP"),
        buy=Currency.of("CHF"),
    )
    try:
        asked = payments.request_fx_margin(
            terms=terms, reason="Demo: the day's costs", actor=maker, now=day.now
        )
        approvals.approve(request_id=asked.request_id, actor=checker, now=day.now)
    except BankError:
        return  # the day is run again, and has its margin
