"""What the demo bank knows of markets, what it holds, its limits, and its figures of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.demo import colleagues, rates
from bankcore.demo.day import Day
from bankcore.demo.tellers import staff
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Money
from risk.market import public as market

_ACTOR = Actor.system("demo-market")
_SOURCE: Final = "DEMO"
_ANALYSTS: Final = ("demo-analyst-1", "demo-analyst-2")
_TENORS: Final = (3, 6, 12, 24, 60, 120, 240, 360)
# Round figures of no day, in per cent: nobody should take them for the market.
_YIELDS: Final = {
    "EUR": ("2.0", "2.0", "2.1", "2.2", "2.5", "2.8", "3.0", "3.0"),
    "USD": ("4.0", "4.0", "3.9", "3.8", "3.9", "4.2", "4.5", "4.5"),
    "JPY": ("0.5", "0.5", "0.6", "0.7", "1.0", "1.4", "1.9", "2.1"),
}
_CAPITAL: Final = Money.of(500_000, "EUR")
_SHARE_CAPITAL: Final = "3000"
_CEILINGS: Final = {
    market.Measure.VALUE_AT_RISK: 20_000,
    market.Measure.VALUE_LOSS: 250_000,
}


def publish(day: Day) -> None:
    """Publish curves and past rates, and on the first day buy a bond and agree on limits."""
    rates.publish_history(day=day.day, now=day.now)
    for currency, yields in _YIELDS.items():
        market.load_curve(
            data=_file(day.day, yields),
            currency=currency,
            source=_SOURCE,
            actor=_ACTOR,
            now=day.now,
        )
    if not market.limits_on(day=day.day):
        _buy(day)
        _agree(day)
    _pay_in(day)


def _file(day: date, yields: tuple[str, ...]) -> bytes:
    """Return a day's par yields in the layout of the United States Treasury."""
    names = [f"BC_{months}MONTH" if months < 12 else f"BC_{months // 12}YEAR" for months in _TENORS]
    return f"date,{','.join(names)}\n{day},{','.join(yields)}\n".encode()


def _buy(day: Day) -> None:
    market.record_bond(
        order=market.BondOrder(
            isin="XX0000000001",
            name="Demo Bond 01",
            nominal=Money.of(100_000, "EUR"),
            coupon=Decimal("0.025"),
            coupons_a_year=1,
            matures_on=day.day + timedelta(days=5 * 365),
            bought_on=day.day,
            issuer=market.Issuer.SOVEREIGN,
            quality=market.Quality.AAA_AA,
        ),
        actor=_ACTOR,
        now=day.now,
    )


def _agree(day: Day) -> None:
    """Ask for the limits, and have a colleague agree."""
    maker, checker = (staff(name, identity.Role.RISK_ANALYST) for name in _ANALYSTS)
    for measure, ceiling in _CEILINGS.items():
        try:
            asked = market.request_limit(
                measure=measure,
                ceiling=Money.of(ceiling, "EUR"),
                effective_from=day.day,
                reason="Demo: what the bank is ready to lose",
                actor=maker,
                now=day.now,
            )
            approvals.approve(request_id=asked.request_id, actor=checker, now=day.now)
        except BankError:
            continue  # asked for before the day was cut off


def _pay_in(day: Day) -> None:
    """Let two people of finance book what the owners paid in, where the books have no capital."""
    closed = ledger.last_closed_day()
    if closed is not None and any(
        line.gl_code == _SHARE_CAPITAL for line in ledger.trial_balance(day=closed)
    ):
        return
    maker, checker = colleagues.pair("treasurer", identity.Role.FINANCE)
    try:
        asked = market.request_capital(
            amount=_CAPITAL,
            reference="demo-share-capital-1",
            reason="Demo: paid in at the foundation",
            actor=maker,
            now=day.now,
        )
        approvals.approve(request_id=asked.request_id, actor=checker, now=day.now)
    except BankError:
        return  # booked before the day was cut off


def lines(*, day: date) -> Iterator[tuple[str, str]]:
    """Yield what market risk came to at the day's end, a line each."""
    found = market.figures_of(day=day)
    yield "value at risk of currencies (1 day, 99 %, filtered)", _told(found.value_at_risk)
    yield "expected shortfall of currencies", _told(found.expected_shortfall)
    yield "expected shortfall at 97.5 %", _told(found.shortfall_975)
    for currency, part in found.components:
        yield f"of the value at risk, {currency}", _told(part)
    yield "back-test, 250 days", f"{found.exceptions} exceptions: {found.zone.lower() or 'none'}"
    yield "capital for exchange rates", _told(found.exchange_capital)
    shock = found.scenario.replace("_", " ").lower()
    yield f"worst loss of economic value ({shock})", _told(found.value_loss)
    yield "worst loss of a year's interest", _told(found.income_loss)
    share = "above" if found.is_outlier else "within"
    yield "outlier test", f"{share} 15 % of Tier 1, {_told(found.tier_one)}"
    yield "limits of market risk exceeded", str(found.breaches)


def _told(amount: Money | None) -> str:
    return "not known" if amount is None else f"{amount.amount:,f} {amount.currency}"
