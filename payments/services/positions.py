"""The bank's positions in foreign currencies: their accounts, and how they stand."""

from __future__ import annotations

from datetime import date

from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.exchange import worth
from payments.domain.positions import Position
from payments.domain.rates import BASE
from payments.models import FxPosition
from payments.repositories import positions
from payments.repositories.positions import PositionRow
from payments.services import rates

_POSITION = "1800"
_COUNTER_VALUE = "1810"


def of_currency(*, currency: Currency, opened_on: date) -> FxPosition:
    """Return where the position in a foreign currency stands, opening its two accounts once.

    In the caller's use case; waits where another one is opening them just now.
    """
    found = positions.get(currency=currency.code) or positions.get_after_lock(currency.code)
    if found is not None:
        return found
    position = ledger.internal_account(gl_code=_POSITION, currency=currency, opened_on=opened_on)
    order = ledger.AccountToOpen(
        number=f"{_COUNTER_VALUE}-{currency}-{BASE}",
        name=f"Counter-value of the {currency} position",
        gl_code=_COUNTER_VALUE,
        currency=Currency.of(BASE),
        kind=ledger.AccountKind.INTERNAL,
        opened_on=opened_on,
    )
    counter = ledger.open_many(orders=[order])[0]
    return positions.add(
        currency=currency.code, position_account_id=position, counter_account_id=counter
    )


def overview(*, day: date) -> list[Position]:
    """Return every position with what is booked up to the day, at the mid of the day."""
    found = {each.currency: each for each in rates.of_day(day=day)}
    return [_position(row, found.get(row.currency)) for row in positions.at_end_of(day=day)]


def _position(row: PositionRow, rate: rates.RateView | None) -> Position:
    currency, euro = Currency.of(row.currency), Currency.of(BASE)
    amount = Money(row.position, currency)
    at_mid = worth(amount, rate.rate) if rate else None
    return Position(
        currency=currency,
        amount=amount,
        counter_value=Money(row.counter, euro),
        rate=rate.rate if rate else None,
        rate_day=rate.day if rate else None,
        at_mid=at_mid if row.position else Money(0, euro),
    )
