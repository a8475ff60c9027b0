"""Closing the general ledger's months and years, and the trial balance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger.domain.posting import (
    Leg,
    Posting,
    Refused,
    RequestKey,
    TransactionKind,
)
from bankcore.ledger.repositories import calendar, general_ledger
from bankcore.ledger.services import accounts, posting
from bankcore.money import Currency, Money

RETAINED_EARNINGS: Final = "3100"


@dataclass(frozen=True, slots=True)
class TrialBalanceLine:
    """A line of the general ledger in one currency; `balance` is credits less debits."""

    gl_code: str
    name: str
    category: str
    balance: Money


class DayNotRolledUp(BankError):
    """The trial balance is drawn from days that are closed."""

    code = "day_not_closed"
    cure = "Choose a closed business day."


def trial_balance(*, day: date) -> list[TrialBalanceLine]:
    """Return what stands on every general-ledger line at the end of a closed day.

    Raises DayNotRolledUp.
    """
    if not calendar.is_closed(day=day):
        message = f"{day} is not closed."
        raise DayNotRolledUp(message)
    return [_told(line) for line in general_ledger.trial_balance(day=day)]


def line_names() -> dict[str, str]:
    """Return what each line of the general ledger is called, by its code."""
    return general_ledger.line_names()


def income_and_expense(*, first: date, last: date) -> list[TrialBalanceLine]:
    """Return what each income and expense line moved by, both days included, as far as rolled up.

    The entries that close a year are left out: a year that is over has what it had.
    """
    found = general_ledger.year_results(
        first=first, last=last, closing_kind=TransactionKind.YEAR_CLOSE
    )
    return [_told(line) for line in found]


def _told(line: general_ledger.Line) -> TrialBalanceLine:
    return TrialBalanceLine(
        line.gl_code,
        line.name,
        line.category,
        Money(line.balance, Currency.numbered(line.currency)),
    )


@use_case
def close_result(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Carry the year's income and expense into retained earnings, where `day` is its last.

    One closing entry for each currency, booked on `day`, so that the new year starts at zero.
    Its key is the year's: a second run books nothing. Refused entries raise: nothing is closed.
    """
    if not _ends(day, next_day, "YEAR"):
        return {}
    by_currency: defaultdict[int, list[general_ledger.Result]] = defaultdict(list)
    for result in general_ledger.results(day=day):
        by_currency[result.currency].append(result)
    postings = [
        _closing_entry(day, Currency.numbered(number), results, actor)
        for number, results in by_currency.items()
    ]
    outcomes = posting.post(postings=postings, now=now) if postings else []
    if any(isinstance(outcome, Refused) for outcome in outcomes):
        message = f"the closing entry of {day.year} was refused"
        raise RuntimeError(message)
    return {"closing entries": len(outcomes)}


@use_case
def close_periods(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Close the month and the year that end with `day`, and keep their closing balances.

    For a closed and rolled-up day. A second run changes nothing.
    """
    counts: dict[str, int] = {}
    for kind, first_day in (("MONTH", day.replace(day=1)), ("YEAR", day.replace(month=1, day=1))):
        if _ends(day, next_day, kind):
            made = general_ledger.close(
                kind=kind, first_day=first_day, last_day=day, closed_by=str(actor), now=now
            )
            counts[f"{kind.lower()}s closed"] = int(made)
    if counts:
        counts["closing balances"] = general_ledger.keep_closing_balances(last_day=day)
    return counts


def _ends(day: date, next_day: date, kind: str) -> bool:
    """Tell whether a month or year ends between `day` and the day before `next_day`."""
    last = next_day - timedelta(days=1)
    following = last + timedelta(days=1)
    if kind == "YEAR":
        return following.year != day.year
    return (following.year, following.month) != (day.year, day.month)


def _closing_entry(
    day: date, currency: Currency, results: list[general_ledger.Result], actor: Actor
) -> Posting:
    name = f"bankcore:year-close:{day.year}:{currency}"
    equity = accounts.internal_account(gl_code=RETAINED_EARNINGS, currency=currency, opened_on=day)
    legs = [Leg(result.account_id, Money(-result.balance, currency)) for result in results]
    total = sum(result.balance for result in results)
    if total:
        legs.append(Leg(equity, Money(total, currency)))
    return Posting(
        request=RequestKey.of_system(name),
        kind=TransactionKind.YEAR_CLOSE,
        legs=tuple(legs),
        actor=actor,
        narrative=f"Result of {day.year}",
        booking_date=day,
    )
