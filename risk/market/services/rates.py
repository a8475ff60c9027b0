"""A day's end: what interest rates could do to the bank's value and to a year's interest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from risk.market.domain import banking_book, sensitivities
from risk.market.domain.banking_book import Change, Flow
from risk.market.domain.curves import Curve, CurveUnusable, bootstrap
from risk.market.domain.events import OutlierFound
from risk.market.domain.measures import Measure
from risk.market.domain.shocks import Scenario
from risk.market.models import RateDay, Sensitivity, Shock
from risk.market.repositories import curves, results
from risk.market.services import euros, limits

_YEAR: Final = 365
_OLDEST_DAYS: Final = 31  # a curve that is older is no curve of the day any more
# Lines of the general ledger without a term: deposits, and accounts at other banks.
_SIGHT, _NOSTRO = "2000", "1100"
_PARALLEL: Final = (Scenario.PARALLEL_UP, Scenario.PARALLEL_DOWN)


@dataclass(slots=True)
class _Book:
    """Flows in minor units of their currency: all of them, and the bonds' alone."""

    flows: dict[Currency, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    bonds: dict[Currency, list[Flow]] = field(default_factory=lambda: defaultdict(list))


@use_case
def measure(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Measure the banking book at the end of a closed day; a second run changes nothing."""
    del next_day
    if results.rate_day(day=day) is not None:
        return {}
    trial = ledger.trial_balance(day=day)
    book = _book(day, trial)
    cents = euros.at_mid(day=day)
    known = _curves(day)
    rated = {
        currency: (known[currency.code], worth)
        for currency in book.flows
        if currency.code in known and (worth := cents(currency)) is not None
    }
    changes = {
        (currency, scenario): _change(book.flows[currency], curve, worth, currency, scenario)
        for currency, (curve, worth) in rated.items()
        for scenario in Scenario
    }
    vertices = {
        currency: _by_vertex(book.bonds[currency], *rated[currency])
        for currency in book.bonds
        if currency in rated
    }
    left_out = {each.code for each in book.flows} - {each.code for each in rated}
    kept = _keep_day(day, changes, vertices, _tier_one(trial, cents), left_out, now)
    _keep_parts(kept, changes, vertices)
    return {
        "currencies": len(rated),
        "currencies left out": len(left_out),
        "limits exceeded": _hold(kept, actor, now),
    }


def _curves(day: date) -> dict[str, Curve]:
    """Return the day's curve of each currency that has a usable one: the others are left out.

    A published figure that cannot be so must not keep the bank's day from ending.
    """
    found: dict[str, Curve] = {}
    for code, par in curves.latest(day=day, oldest=day - timedelta(days=_OLDEST_DAYS)).items():
        with suppress(CurveUnusable):
            found[code] = bootstrap({months / 12: rate for months, rate in par.items()})
    return found


def _book(day: date, trial: Sequence[ledger.TrialBalanceLine]) -> _Book:
    """Return what the bank gets and pays after a day."""
    book = _Book()
    for each in accounts.cash_flows_after(day=day):
        sign = 1 if each.contract is accounts.Contract.LOAN else -1
        book.flows[each.principal.currency].append(
            Flow(_years(day, each.due), sign * each.principal.minor, sign * each.interest.minor)
        )
    for line in trial:
        held, currency = -line.balance.minor, line.balance.currency
        if line.gl_code == _SIGHT and held:
            book.flows[currency] += banking_book.without_term(held)
        elif line.gl_code == _NOSTRO and held:
            book.flows[currency].append(Flow(banking_book.OVERNIGHT, held, 0.0))
    for bond in curves.bonds_on(day=day):
        flows = banking_book.bond_flows(
            nominal=bond.nominal,
            coupon=float(bond.coupon),
            a_year=bond.coupons_a_year,
            years=_years(day, bond.matures_on),
        )
        currency = Currency.of(bond.currency)
        book.flows[currency] += flows
        book.bonds[currency] += flows
    return book


def _years(day: date, due: date) -> float:
    return (due - day).days / _YEAR


def _change(
    flows: Sequence[Flow], curve: Curve, worth: float, currency: Currency, scenario: Scenario
) -> Change:
    """Return what a shock does, in euro cents."""
    found = banking_book.change(flows, curve, currency=currency.code, scenario=scenario)
    return Change(found.value * worth, found.income * worth)


def _by_vertex(flows: Sequence[Flow], curve: Curve, worth: float) -> dict[int, float]:
    found = sensitivities.by_vertex(flows, curve)
    return {months: each * worth for months, each in found.items()}


def _tier_one(trial: Sequence[ledger.TrialBalanceLine], cents: euros.Worth) -> int:
    """Return capital, reserves and the year's result where it is a loss, in euro cents.

    A profit of the running year is no capital before it was audited.
    """
    kept: float = 0.0
    result: float = 0.0
    for line in trial:
        worth = _worth(line.balance, cents)
        if line.category == "EQUITY":
            kept += worth
        elif line.category in {"INCOME", "EXPENSE"}:
            result += worth
    return round(kept + min(0.0, result))


def _worth(balance: Money, cents: euros.Worth) -> float:
    worth = cents(balance.currency)
    return balance.minor * (worth or 0.0)


def _keep_day(
    day: date,
    changes: Mapping[tuple[Currency, Scenario], Change],
    vertices: Mapping[Currency, Mapping[int, float]],
    tier_one: int,
    left_out: set[str],
    now: datetime,
) -> RateDay:
    scenario, loss = banking_book.worst(
        {
            scenario: [each.value for (_, of), each in changes.items() if of is scenario]
            for scenario in Scenario
        }
    )
    _, income_loss = banking_book.worst(
        {
            scenario: [each.income for (_, of), each in changes.items() if of is scenario]
            for scenario in _PARALLEL
        }
    )
    capital = sensitivities.rate_capital({each.code: of for each, of in vertices.items()})
    return results.add(
        RateDay(
            day=day,
            scenario=scenario,
            value_loss=round(loss),
            income_loss=round(income_loss),
            tier_one=tier_one,
            is_outlier=banking_book.is_outlier(loss=round(loss), tier_one=tier_one),
            capital=round(capital),
            left_out=", ".join(sorted(left_out))[:200],
            made_at=now,
        )
    )


def _keep_parts(
    kept: RateDay,
    changes: Mapping[tuple[Currency, Scenario], Change],
    vertices: Mapping[Currency, Mapping[int, float]],
) -> None:
    results.add_all(
        [
            Shock(
                day=kept,
                currency=currency.code,
                scenario=scenario,
                value_change=round(found.value),
                income_change=round(found.income),
            )
            for (currency, scenario), found in changes.items()
        ],
        of=Shock,
    )
    results.add_all(
        [
            Sensitivity(
                day=kept, currency=currency.code, months=months, of_a_point=round(found / 10_000)
            )
            for currency, of in vertices.items()
            for months, found in of.items()
        ],
        of=Sensitivity,
    )


def _hold(kept: RateDay, actor: Actor, now: datetime) -> int:
    """Hold the day against the limits, and tell where the bank is an outlier."""
    if kept.is_outlier:
        told = OutlierFound(
            day=kept.day.isoformat(), value_loss=kept.value_loss, tier_one=kept.tier_one
        )
        audit.record(
            actor=actor,
            action="market.outlier.found",
            subject="limit:OUTLIER",
            detail=asdict(told),
            at=now,
        )
        outbox.publish(told, subject="limit:OUTLIER", at=now)
    measured = {Measure.VALUE_LOSS: kept.value_loss, Measure.INCOME_LOSS: kept.income_loss}
    return limits.hold(day=kept.day, measured=measured, actor=actor, now=now)
