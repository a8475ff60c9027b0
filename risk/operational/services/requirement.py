"""Capital for operational risk from the books and the register of losses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from dateutil.relativedelta import relativedelta
from django.conf import settings

from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments
from risk.operational.domain import capital
from risk.operational.domain.capital import Requirement, Year
from risk.operational.models import CapitalDay
from risk.operational.repositories import incidents, measures, registers

# Where each line of the chart belongs. Impairment of loans and what comes of it is in none of
# them (OPE25); a line that is not named here is other income or other expense.
_INTEREST: Final = ("4000", "4010", "4110", "5000")
_FEES: Final = ("4100", "4400", "5400")
_TRADING: Final = ("4200", "4210", "5200")
_IMPAIRMENT: Final = ("4800", "5800", "5810")
# Loans, and balances at other banks.
_EARNING: Final = ("1100", "1200")
_CENTS: Final = Decimal(100)
# A year may end on days on which the bank was not open.
_LOOK_BACK_DAYS: Final = 10

Cents = Callable[[Money], int]


def keep(*, day: date, now: datetime) -> int:
    """Keep what operational risk asks for at a closed day's end, in the caller's use case."""
    years, names = _years(day)
    loss_years = _loss_years(day)
    found = capital.require(
        years,
        net_losses=incidents.net_losses(first=_window_begins(day), last=day),
        loss_years=loss_years,
        always=settings.OPERATIONAL_LOSSES_ALWAYS_COUNT,
    )
    row = registers.add(_row(day, names, found, loss_years, now))
    return int(row.capital)


def requirement_of(*, day: date) -> CapitalDay | None:
    """Return what was asked for at a day's end."""
    return measures.capital_of(day=day)


def _row(
    day: date, names: Sequence[str], found: Requirement, loss_years: int, now: datetime
) -> CapitalDay:
    return CapitalDay(
        day=day,
        years=", ".join(names),
        indicator=found.indicator,
        bucket=found.bucket,
        component=found.component,
        losses=found.losses,
        loss_years=loss_years,
        multiplier=found.multiplier,
        capital=found.capital,
        weighted=found.weighted,
        made_at=now,
    )


def _years(day: date) -> tuple[list[Year], list[str]]:
    """Return the last three years that are over and in the books, or else the running one so far.

    A year that is over on the very day counts.
    """
    last = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    found: dict[str, Year] = {}
    for year in range(last - capital.INDICATOR_YEARS + 1, last + 1):
        read = _year(date(year, 1, 1), date(year, 12, 31), day)
        if read is not None:
            found[str(year)] = read
    if not found:
        running = _year(date(day.year, 1, 1), day, day)
        found = {} if running is None else {f"{day.year} so far": running}
    return list(found.values()), list(found)


def _year(first: date, last: date, rated_on: date) -> Year | None:
    """Return a year's income and expense; None where the books have none.

    Other currencies at the mid of `rated_on`; a currency without a rate is left out.
    """
    lines = ledger.income_and_expense(first=first, last=last)
    if not lines:
        return None
    cents = _at_mid(rated_on)
    sums: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        _sort(sums, line, cents(line.balance))
    return replace(Year(**sums), earning_assets=_earning_assets(last, cents))


def _sort(sums: defaultdict[str, int], line: ledger.TrialBalanceLine, credit: int) -> None:
    """Add a line, credits less debits, where it belongs."""
    if line.gl_code in _IMPAIRMENT:
        return
    if line.gl_code in _TRADING:
        sums["trading_result"] += credit
        return
    kind = "interest" if line.gl_code in _INTEREST else "fee" if line.gl_code in _FEES else "other"
    if line.category == "INCOME":
        sums[f"{kind}_income"] += credit
    else:
        sums[f"{kind}_expense"] -= credit


def _earning_assets(last: date, cents: Cents) -> int:
    """Return what earned interest at a year's end, or on the last day before it that is closed."""
    lines: list[ledger.TrialBalanceLine] = []
    for back in range(_LOOK_BACK_DAYS):
        with suppress(ledger.DayNotRolledUp):
            lines = ledger.trial_balance(day=last - timedelta(days=back))
            break
    return sum(max(0, -cents(line.balance)) for line in lines if line.gl_code in _EARNING)


def _at_mid(day: date) -> Cents:
    """Return a function: how many euro cents an amount is."""
    rates = {each.currency: each.rate for each in payments.fx_rates_of_day(day=day)}

    def of(amount: Money) -> int:
        if amount.currency == Currency.of(payments.BASE):
            return amount.minor
        rate = rates.get(amount.currency.code)
        return 0 if rate is None else int((amount.amount / rate * _CENTS).to_integral_value())

    return of


def _loss_years(day: date) -> int:
    """Return for how many whole years the bank has kept losses: since the first was booked."""
    first = incidents.first_booked()
    if first is None:
        return 0
    before = (first.month, first.day) > (day.month, day.day)
    return min(capital.LOSS_YEARS, day.year - first.year - before)


def _window_begins(day: date) -> date:
    """Return the first day of the ten years that end with a day."""
    return day - relativedelta(years=capital.LOSS_YEARS) + timedelta(days=1)
