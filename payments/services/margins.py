"""What the bank keeps of an exchange: margins by pair and product, versioned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments.models import FxMargin
from payments.repositories import rates
from payments.services import two_people

_BELOW: Final = Decimal("0.5")
_DECIMALS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginTerms:
    """A margin from a day on: a share of mid, 0.015 being 1.5 %.

    For a pair of currencies or, without both, every pair; for a product (of the account that
    pays) or, without one, every product.
    """

    margin: Decimal
    effective_from: date
    sell: Currency | None = None
    buy: Currency | None = None
    product: str | None = None


class InvalidMargin(BankError):
    """The margin is no share of mid that the bank could keep, or not of a pair."""

    code = "invalid_margin"
    cure = "Give a share from 0 to below 0.5, for two different currencies or for none."


class MarginInThePast(BankError):
    """Terms do not change for days that are over."""

    code = "margin_in_the_past"
    cure = "Let it hold from the open business day or later."
    status = 409


class MarginVersionExists(BankError):
    """There are terms for this pair, product and day already."""

    code = "margin_version_exists"
    cure = "Let the new terms hold from another day."
    status = 409


@needs("payments.set_margins")
@use_case
def set_margin(*, terms: MarginTerms, actor: Actor, now: datetime) -> None:
    """Add a version of a margin: the bank itself does, people ask for it by price_requests.

    Raises two_people.TakesTwoPeople, InvalidMargin, MarginInThePast and MarginVersionExists.
    """
    two_people.require_system(actor)
    add(terms=terms, actor=actor, now=now)


@requires_transaction
def add(*, terms: MarginTerms, actor: Actor, now: datetime) -> None:
    """Add a version in the caller's use case; raises what set_margin raises of terms."""
    check(terms)
    row = FxMargin(
        product_id=terms.product,
        sell_currency=terms.sell.code if terms.sell else "",
        buy_currency=terms.buy.code if terms.buy else "",
        effective_from=terms.effective_from,
        margin=terms.margin,
    )
    if not rates.add_margin(row):
        message = f"There are terms of this pair and product from {terms.effective_from} already."
        raise MarginVersionExists(message, field="effective_from")
    audit.record(
        actor=actor,
        action="payments.fx_margin.set",
        subject=subject(terms),
        detail={"margin": str(terms.margin), "effective_from": terms.effective_from.isoformat()},
        at=now,
    )


def subject(terms: MarginTerms) -> str:
    """Return what the terms are of, as it stands in the audit trail and in requests."""
    sell, buy = (each.code if each else "" for each in (terms.sell, terms.buy))
    return f"fx_margin:{terms.product or '*'}:{sell}/{buy}"


class MarginNotSet(BankError):
    """The bank has no terms for this exchange yet."""

    code = "margin_not_set"
    cure = "Ask the bank to set its terms for this pair of currencies."
    status = 409


def in_force(*, product: str, sell: Currency, buy: Currency, day: date) -> Decimal:
    """Return the margin in force on a day; raises MarginNotSet.

    Terms of the pair come before those of every pair, and among these terms of the product before
    those of every product.
    """
    found = rates.margin(product=product, sell=sell.code, buy=buy.code, day=day)
    if found is None:
        message = f"The bank has no margin from {sell} to {buy} on {day}."
        raise MarginNotSet(message)
    return found


def check(terms: MarginTerms) -> None:
    """Raise InvalidMargin or MarginInThePast where the terms cannot be."""
    if not _is_share(terms.margin):
        message = "The margin is a share of mid, such as 0.015, with at most 8 decimals."
        raise InvalidMargin(message, field="margin")
    if (terms.sell is None) != (terms.buy is None) or (terms.sell and terms.sell == terms.buy):
        message = "A pair is two different currencies."
        raise InvalidMargin(message, field="buy_currency")
    if terms.product is not None and not rates.has_product(code=terms.product):
        message = f"The bank has no product {terms.product}."
        raise InvalidMargin(message, field="product")
    today = ledger.business_date()
    if terms.effective_from < today:
        message = f"The open business day is {today}."
        raise MarginInThePast(message, field="effective_from")


def _is_share(margin: Decimal) -> bool:
    return margin.is_finite() and 0 <= margin < _BELOW and round(margin, _DECIMALS) == margin
