"""Covering the bank's position: deals with the market, through the bank's nostro accounts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.exchange import AmountTooSmall, worth
from payments.domain.positions import CoverDeal, CoverOrder, Realised, Side, realise
from payments.domain.rates import BASE
from payments.models import FxCoverDeal, FxPosition
from payments.repositories import positions as rows
from payments.services import booking, positions, rates, two_people

GAINS: Final = "4200"
LOSSES: Final = "5200"
_NOSTRO = "1100"
_OFF_MARKET = Fraction(1, 20)


class RateOffMarket(BankError):
    """The deal's rate is more than 5 % away from mid: a slip of the hand, most likely."""

    code = "rate_off_market"
    cure = "Check the rate: it is units of the foreign currency for one euro."
    status = 409


class NotForeign(BankError):
    """The bank has no position in its own currency."""

    code = "not_foreign"
    cure = "Choose another currency than the euro."


@needs("payments.cover_position")
@use_case
def cover(
    *, order: CoverOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> CoverDeal:
    """Book a deal with the market and realise its gain or loss.

    Where the deal makes the position smaller, that share of the counter-value is taken off and
    the difference to the deal's euros is the result; see positions.realise. Raises NotForeign,
    RateOffMarket, AmountTooSmall, booking's refusals, and two_people.TakesTwoPeople where a member
    of staff deals for more than COVER_DEAL_LIMIT euros.
    """
    two_people.require_alone(actor=actor, amount=checked(order), limit=settings.COVER_DEAL_LIMIT)
    return make(order=order, request=request, actor=actor, now=now)


def make(
    *, order: CoverOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> CoverDeal:
    """Book the deal in the caller's use case, whoever enters it; raises what cover raises."""
    eur = checked(order)
    position = positions.of_currency(currency=order.amount.currency, opened_on=now.date())
    realised = _realised(position, order, eur)
    posting = ledger.Posting(
        request=request,
        kind=ledger.TransactionKind.EXCHANGE,
        legs=tuple(_legs(position, order, eur, realised, now.date())),
        actor=actor,
        narrative=f"Covering deal {order.reference}",
        value_date=order.value_date,
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    if outcome.replayed:
        found = rows.deal_of_transaction(txn_id=outcome.txn_id)
        if found is None:
            message = "The idempotency key was used before, for another request."
            raise booking.KeyReused(message)
        return _deal(found, replayed=True)
    deal = rows.add_deal(_row(order, eur, realised, outcome, now))
    audit.record(
        actor=actor,
        action="payments.fx_position.covered",
        subject=f"fx_deal:{deal.public_id}",
        detail={"side": str(order.side), "amount": str(order.amount), "rate": str(order.rate)},
        at=now,
    )
    return _deal(deal)


def result_legs(*, result: int, opened_on: date) -> list[ledger.Leg]:
    """Return the leg of a gain (positive) or loss in euro cents; none where it is zero."""
    if not result:
        return []
    euro = Currency.of(BASE)
    account = ledger.internal_account(
        gl_code=GAINS if result > 0 else LOSSES, currency=euro, opened_on=opened_on
    )
    return [ledger.Leg(account, Money(result, euro))]


def checked(order: CoverOrder) -> Money:
    """Return the deal's euros, after looking at whether it can be meant so.

    Raises NotForeign, RateOffMarket and AmountTooSmall.
    """
    currency = order.amount.currency
    if currency.code == BASE:
        message = "A covering deal is in a foreign currency."
        raise NotForeign(message, field="currency")
    if order.amount.minor <= 0 or order.rate <= 0 or not order.reference.strip():
        message = "A deal has a positive amount, a positive rate and a reference."
        raise ValueError(message)
    mid = _mid(currency)
    if mid is not None and abs(Fraction(order.rate) / Fraction(mid) - 1) > _OFF_MARKET:
        message = f"The rate {order.rate} is more than 5 % away from mid, {mid.normalize():f}."
        raise RateOffMarket(message, field="rate")
    eur = worth(order.amount, order.rate)
    if not eur.minor:
        message = "The deal is worth less than half a cent."
        raise AmountTooSmall(message, field="amount")
    return eur


def _mid(currency: Currency) -> Decimal | None:
    """Return mid of the business day; None where there is none, and no deal is held up by that."""
    euro = Currency.of(BASE)
    try:
        return rates.on(day=ledger.business_date(), sell=euro, buy=currency).buy_rate
    except rates.RateNotAvailable:
        return None


def _realised(position: FxPosition, order: CoverOrder, eur: Money) -> Realised:
    for account_id in (position.position_account_id, position.counter_account_id):
        ledger.lock_balance(account_id=account_id)
    row = rows.at_end_of(day=date.max, currency=position.currency)[0]
    sign = 1 if order.side is Side.BUY else -1
    return realise(
        position=row.position,
        counter=row.counter,
        bought=sign * order.amount.minor,
        received=-sign * eur.minor,
    )


def _legs(
    position: FxPosition, order: CoverOrder, eur: Money, realised: Realised, opened_on: date
) -> list[ledger.Leg]:
    """Return the legs: the currency in or out, the euros out or in, and what is realised."""
    nostro, nostro_eur = (
        ledger.internal_account(gl_code=_NOSTRO, currency=currency, opened_on=opened_on)
        for currency in (order.amount.currency, eur.currency)
    )
    bought = order.side is Side.BUY
    legs = [
        ledger.Leg(nostro, -order.amount if bought else order.amount),
        ledger.Leg(position.position_account_id, order.amount if bought else -order.amount),
        ledger.Leg(nostro_eur, eur if bought else -eur),
    ]
    if realised.counter:
        counter = Money(realised.counter, eur.currency)
        legs.append(ledger.Leg(position.counter_account_id, counter))
    return legs + result_legs(result=realised.result, opened_on=opened_on)


def _row(
    order: CoverOrder, eur: Money, realised: Realised, outcome: ledger.Posted, now: datetime
) -> FxCoverDeal:
    return FxCoverDeal(
        currency=order.amount.currency.code,
        side=FxCoverDeal.Side[order.side.name],
        amount_minor=order.amount.minor,
        rate=order.rate,
        eur_minor=eur.minor,
        counter_minor=realised.counter,
        result_minor=realised.result,
        reference=order.reference,
        txn_id=outcome.txn_id,
        booking_date=outcome.booking_date,
        dealt_at=now,
    )


def _deal(row: FxCoverDeal, *, replayed: bool = False) -> CoverDeal:
    euro = Currency.of(BASE)
    return CoverDeal(
        deal_id=row.public_id,
        side=Side[row.side],
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        rate=row.rate,
        eur=Money(row.eur_minor, euro),
        result=Money(row.result_minor, euro),
        reference=row.reference,
        transaction_id=row.txn_id,
        booking_date=row.booking_date,
        dealt_at=row.dealt_at,
        replayed=replayed,
    )
