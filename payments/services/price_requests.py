"""The bank's own prices, changed by two people: margins, and rates entered by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments.domain import payloads
from payments.domain.rates import BASE, HAND, PublishedRate
from payments.services import margins, rates, two_people
from payments.services.margins import MarginTerms

MARGIN: Final = "payments.fx_margin"
RATE: Final = "payments.fx_rate"
_DECIMALS: Final = 8
_LARGEST: Final = Decimal(10) ** 10


class InvalidRate(BankError):
    """No rate of a foreign currency on the open business day."""

    code = "invalid_rate"
    cure = "Give units of a foreign currency for one euro, above zero, for the open business day."


@needs("payments.set_margins")
@use_case
def request_margin(
    *, terms: MarginTerms, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a version of a margin; a second person decides.

    Raises what margins.set_margin raises, approvals.ReasonMissing and AlreadyRequested.
    """
    margins.check(terms)
    payload = {
        "margin": f"{terms.margin:f}",
        "effective_from": terms.effective_from.isoformat(),
        "sell": terms.sell.code if terms.sell else "",
        "buy": terms.buy.code if terms.buy else "",
        "product": terms.product or "",
    }
    return two_people.ask(
        kind=MARGIN,
        subject=f"{margins.subject(terms)}@{terms.effective_from}",
        payload=payload,
        reason=reason,
        actor=actor,
        now=now,
    )


def execute_margin(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Set the approved margin; raises MarginInThePast and MarginVersionExists, among others."""
    given = request.payload
    terms = MarginTerms(
        margin=Decimal(str(given["margin"])),
        effective_from=date.fromisoformat(str(given["effective_from"])),
        sell=payloads.currency(given["sell"]),
        buy=payloads.currency(given["buy"]),
        product=str(given["product"]) or None,
    )
    margins.add(terms=terms, actor=actor, now=now)
    return margins.subject(terms)


@needs("payments.publish_rates")
@use_case
def request_rate(
    *, currency: Currency, rate: Decimal, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a rate of the open business day, units for one euro; a second person decides.

    It is kept under a source of its own and goes before what was published for that day. Raises
    InvalidRate, approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    day = ledger.business_date()
    _check_rate(currency, rate, day)
    return two_people.ask(
        kind=RATE,
        subject=f"rate:{currency}@{day}",
        payload={"currency": currency.code, "day": day.isoformat(), "rate": f"{rate:f}"},
        reason=reason,
        actor=actor,
        now=now,
    )


def execute_rate(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Keep the approved rate; raises InvalidRate where its day is over, and RatesDiffer."""
    given = request.payload
    rate = PublishedRate(
        str(given["currency"]),
        date.fromisoformat(str(given["day"])),
        Decimal(str(given["rate"])),
    )
    _check_rate(Currency.of(rate.currency), rate.rate, rate.day)
    rates.add(source=HAND, published_rates=[rate], actor=actor, now=now)
    return f"rates:{HAND}"


def _check_rate(currency: Currency, rate: Decimal, day: date) -> None:
    if currency.code == BASE:
        message = "The euro has no rate to itself."
        raise InvalidRate(message, field="currency")
    if not (rate.is_finite() and 0 < rate < _LARGEST and round(rate, _DECIMALS) == rate):
        message = "A rate is above zero, with at most 8 decimals."
        raise InvalidRate(message, field="rate")
    if day != ledger.business_date():
        message = f"{day} is not the open business day."
        raise InvalidRate(message)
