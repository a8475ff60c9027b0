"""Interest at the demo bank: what its products bear, and a term deposit every week."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo.bank import demo_accounts, key_for
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.money import Currency, Money

_ACTOR: Final = Actor.system("demo-day")
_TAX: Final = Decimal("0.25")
_WEDNESDAY = 2
_WEEKS_KEPT: Final = 2


def ensure_terms(*, day: date, now: datetime) -> int:
    """Introduce the demo bank's interest terms where they are missing, from the day after `day`.

    Returns how many were introduced.
    """
    first = day + timedelta(days=1)
    missing = [
        order
        for order in _terms(first)
        if not accounts.has_interest_terms(
            product=order.product, currency=order.currency, side=order.side
        )
    ]
    for order in missing:
        accounts.introduce_interest_terms(order=order, actor=_ACTOR, now=now)
    return len(missing)


def term_deposit(day: Day) -> None:
    """Open a term deposit of thirty days every week; break every second one on a Wednesday."""
    monday = day.day - timedelta(days=day.day.weekday())
    order = accounts.DepositOrder(
        funding_account_id=demo_accounts()[1].account_id,
        amount=Money.of(500, "EUR"),
        term=accounts.Term(days=30),
        instruction=accounts.MaturityInstruction.PAY_OUT,
        penalty=accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=30),
    )
    # On the first day of all there are no terms yet, and some weeks the money is not there.
    with suppress(BankError):
        deposit = accounts.open_deposit(
            order=order, request=key_for(f"{monday}/term deposit"), actor=_ACTOR, now=day.now
        )
        if day.day.weekday() == _WEDNESDAY and monday.isocalendar().week % _WEEKS_KEPT:
            accounts.break_deposit(
                deposit_id=deposit.deposit_id,
                request=key_for(f"{monday}/term deposit broken"),
                actor=_ACTOR,
                now=day.now,
            )


def _terms(first: date) -> list[accounts.TermsOrder]:
    """Return terms for savings in tiers, overdrafts by the quarter and deposits at maturity."""
    counts = {
        "EUR": accounts.DayCount.THIRTY_E_360,
        "USD": accounts.DayCount.ACT_360,
        "JPY": accounts.DayCount.ACT_365F,
    }
    orders = []
    for code, count in counts.items():
        orders += [
            accounts.TermsOrder(
                product="SAVINGS",
                currency=Currency.of(code),
                side=accounts.Side.CREDIT,
                effective_from=first,
                day_count=count,
                tiers=[(0, Decimal("0.01")), (500_000, Decimal("0.0125"))],
                method=accounts.TierMethod.MARGINAL,
                tax_rate=_TAX,
            ),
            accounts.TermsOrder(
                product="CURRENT",
                currency=Currency.of(code),
                side=accounts.Side.DEBIT,
                effective_from=first,
                day_count=count,
                tiers=[(0, Decimal("0.1075"))],
                posting_period=accounts.PostingPeriod.QUARTERLY,
                excess_rate=Decimal("0.05"),
            ),
            accounts.TermsOrder(
                product="TERM_DEPOSIT",
                currency=Currency.of(code),
                side=accounts.Side.CREDIT,
                effective_from=first,
                day_count=count,
                tiers=[(0, Decimal("0.0225"))],
                posting_period=accounts.PostingPeriod.AT_MATURITY,
                tax_rate=_TAX,
            ),
        ]
    return orders
