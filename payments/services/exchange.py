"""Exchanges for customers: a quote, and its execution at the quoted rate."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Currency, CurrencyMismatch, Money
from payments.domain.exchange import Exchange, ExchangeOrder, FixedSide, Priced, Quote, price
from payments.domain.rates import BASE, MidRate, to_decimal
from payments.models import FxOrder, FxQuote
from payments.repositories import quotes
from payments.services import booking, joint_accounts, margins, positions, rates, self_service

VALID_FOR: Final = timedelta(minutes=2)  # reference rates stand all day; the margin bears the rest
_MARGIN_INCOME = "4210"


class SameCurrency(BankError):
    """Both accounts are kept in one currency."""

    code = "same_currency"
    cure = "Choose two accounts in different currencies, or make a transfer."


class NotOneCustomer(BankError):
    """The accounts belong to different customers."""

    code = "not_one_customer"
    cure = "Exchange between two accounts of one customer."
    status = 409


@needs("payments.exchange_currency")
@use_case
def quote(*, order: ExchangeOrder, actor: Actor, now: datetime) -> Quote:
    """Offer an exchange at the mid of the business day less the bank's margin.

    Nothing is booked or set aside. Raises accounts.AccountNotFound, SameCurrency, NotOneCustomer,
    CurrencyMismatch, AmountTooSmall, InvalidAmount, rates.RateNotAvailable, margins.MarginNotSet.
    """
    del actor  # a quote moves nothing; who takes it stands in the journal
    sell = accounts.get_account(account_id=order.sell_account_id)
    buy = accounts.get_account(account_id=order.buy_account_id)
    _check(order, sell, buy)
    day = ledger.business_date()
    mid = rates.on(day=day, sell=sell.currency, buy=buy.currency)
    margin = margins.in_force(product=sell.product, sell=sell.currency, buy=buy.currency, day=day)
    priced = price(amount=order.amount, fixed=order.fixed, mid=mid, margin=margin)
    return _quote(quotes.add(_row(order, sell.customer_id, mid, margin, priced, now)))


class QuoteNotFound(BankError):
    """There is no such quote."""

    code = "quote_not_found"
    cure = "Check the quote's id."
    status = 404


class QuoteExpired(BankError):
    """The quote was not taken in time."""

    code = "quote_expired"
    cure = "Ask for a new quote."
    status = 409


class QuoteTaken(BankError):
    """The quote was executed before, by another request."""

    code = "quote_taken"
    cure = "Ask for a new quote to exchange again."
    status = 409


def get_quote(*, quote_id: UUID) -> Quote:
    """Return the quote; raises QuoteNotFound."""
    return _quote(_found(quotes.get(quote_id=quote_id), quote_id))


@needs("payments.exchange_currency")
@use_case
def execute(
    *,
    quote_id: UUID,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
    confirmation_id: UUID | None = None,
) -> Exchange:
    """Exchange at once, exactly as quoted; a quote is executed once.

    A customer in online banking takes their own quotes; between their own accounts they need not
    confirm. Raises QuoteNotFound, QuoteTaken, QuoteExpired, booking's refusals, and what
    accounts.settle_debit raises for limits of use and self_service.check of a confirmation; for
    such a customer also joint_accounts.SignedByOneOnly, accounts.NotAuthorised and the mandate's
    limits.
    """
    row = _found(quotes.get_locked(quote_id=quote_id), quote_id)
    ordered = self_service.check(_ask(row, request, confirmation_id, actor), actor=actor, now=now)
    order = quotes.order_of(quote=row)
    if order is not None and order.request_key != request.key:
        message = "The quote was executed already."
        raise QuoteTaken(message)
    if order is None and now >= row.valid_until:
        message = f"The quote was valid until {row.valid_until:%H:%M:%S} UTC."
        raise QuoteExpired(message)
    sell, _ = _sides(row)
    by = joint_accounts.customer_of(actor) if order is None else None
    if by is not None:
        joint_accounts.require_enough(
            account_id=row.sell_account_id,
            customer_id=by,
            amount=sell,
            day=ledger.business_date(),
        )
    outcome = ledger.post(postings=[_posting(row, request, actor, now)], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    if order is not None:
        return _exchange(order, replayed=True)
    if outcome.replayed:
        message = "The idempotency key was used before, for another request."
        raise booking.KeyReused(message)
    _count(row, outcome, by, actor, now)
    order = quotes.add_order(quote=row, outcome=outcome, request_key=request.key, now=now)
    subject = f"transaction:{outcome.txn_id}"
    self_service.keep(ordered, subject=subject, actor=actor, now=now)
    return _exchange(order)


def _count(
    row: FxQuote, outcome: ledger.Posted, by: UUID | None, actor: Actor, now: datetime
) -> None:
    """Count what was sold against the account's limits, and the mandate's of who ordered it."""
    sell, _ = _sides(row)
    reference = f"transaction:{outcome.txn_id}"
    accounts.settle_debit(
        debit=accounts.CustomerDebit(
            account_id=row.sell_account_id,
            amount=sell,
            day=outcome.booking_date,
            reference=reference,
        ),
        actor=actor,
        now=now,
    )
    if by is not None:
        accounts.use_mandate(
            account_id=row.sell_account_id,
            customer_id=by,
            amount=sell,
            day=outcome.booking_date,
            reference=reference,
        )


@needs("payments.exchange_currency")
def ask_for(*, quote_id: UUID, actor: Actor, now: datetime) -> identity.ConfirmationView | None:
    """Ask the customer to confirm an exchange; None where it is exempt, being between own accounts.

    Raises QuoteNotFound, and what identity.ask_confirmation raises.
    """
    row = _found(quotes.get(quote_id=quote_id), quote_id)
    if _exemption(row, actor):
        return None
    return identity.ask_confirmation(consent=_consent(row), actor=actor, now=now)


def _ask(
    row: FxQuote, request: ledger.RequestKey, confirmation_id: UUID | None, actor: Actor
) -> self_service.Ask:
    return self_service.Ask(
        consent=_consent(row),
        request_key=request.key,
        confirmation_id=confirmation_id,
        exemption=_exemption(row, actor),
    )


def _exemption(row: FxQuote, actor: Actor) -> str:
    """Return why a customer need not confirm; raises QuoteNotFound for another customer's quote."""
    customer = self_service.customer_of(actor)
    if customer is not None and customer.customer_id != row.customer_id:
        _found(None, row.public_id)
    return self_service.exemption_between(row.customer_id, row.customer_id, actor=actor)


def _consent(row: FxQuote) -> identity.Consent:
    sell, buy = _sides(row)
    return identity.Consent(
        action="payments.exchange",
        amounts=(sell,),
        payee=f"your own account {row.buy_account_id}, which gets {buy}",
        about=(str(row.public_id), str(row.sell_account_id)),
    )


class ExchangeNotFound(BankError):
    """No exchange was booked by this transaction."""

    code = "exchange_not_found"
    cure = "Check the transaction's id."
    status = 404


def get(*, transaction_id: int) -> Exchange:
    """Return the exchange that this transaction booked; raises ExchangeNotFound."""
    order = quotes.order_of_transaction(txn_id=transaction_id)
    if order is None:
        message = f"There is no exchange {transaction_id}."
        raise ExchangeNotFound(message)
    return _exchange(order)


def _check(order: ExchangeOrder, sell: accounts.AccountView, buy: accounts.AccountView) -> None:
    if sell.customer_id != buy.customer_id:
        message = "The two accounts are not of one customer."
        raise NotOneCustomer(message, field="buy_account_id")
    if sell.currency == buy.currency:
        message = f"Both accounts are kept in {sell.currency}."
        raise SameCurrency(message, field="buy_account_id")
    named = sell.currency if order.fixed is FixedSide.SELL else buy.currency
    if order.amount.currency != named:
        message = f"The amount to {order.fixed} is in {named}, not {order.amount.currency}."
        raise CurrencyMismatch(message, field="currency")
    if order.amount.minor <= 0:
        message = "An exchange is of a positive amount."
        raise ValueError(message)


def _posting(
    row: FxQuote, request: ledger.RequestKey, actor: Actor, now: datetime
) -> ledger.Posting:
    sell, buy = _sides(row)
    return ledger.Posting(
        request=request,
        kind=ledger.TransactionKind.EXCHANGE,
        legs=tuple(_legs(row, now.date())),
        actor=actor,
        narrative=f"Exchange {sell} to {buy}",
    )


def _legs(row: FxQuote, opened_on: date) -> list[ledger.Leg]:
    """Return the legs; they sum to zero in each of up to three currencies.

    The euro itself has no position: its leg on the customer's account is its counter-value.
    """
    ids = [row.sell_account_id, row.buy_account_id]
    refs, euro = accounts.resolve(account_ids=ids), Currency.of(BASE)
    sell, buy = _sides(row)
    legs = [
        ledger.Leg(refs[ids[0]].ledger_account_id, -sell),
        ledger.Leg(refs[ids[1]].ledger_account_id, buy),
    ]
    for amount, worth in (
        (sell, Money(row.sell_eur_minor, euro)),
        (-buy, -Money(row.buy_eur_minor, euro)),
    ):
        if amount.currency == euro:
            continue
        position = positions.of_currency(currency=amount.currency, opened_on=opened_on)
        legs.append(ledger.Leg(position.position_account_id, amount))
        legs.append(ledger.Leg(position.counter_account_id, -worth))
    kept = Money(row.sell_eur_minor - row.buy_eur_minor, euro)
    if kept.minor:
        income = ledger.internal_account(gl_code=_MARGIN_INCOME, currency=euro, opened_on=opened_on)
        legs.append(ledger.Leg(income, kept))
    return legs


def _row(
    order: ExchangeOrder,
    customer_id: UUID,
    mid: MidRate,
    margin: Decimal,
    priced: Priced,
    now: datetime,
) -> FxQuote:
    return FxQuote(
        customer_id=customer_id,
        sell_account_id=order.sell_account_id,
        buy_account_id=order.buy_account_id,
        fixed_side=FxQuote.FixedSide[order.fixed.name],
        sell_currency=priced.sell.currency.code,
        sell_minor=priced.sell.minor,
        sell_rate=mid.sell_rate,
        sell_eur_minor=priced.sell_eur.minor,
        buy_currency=priced.buy.currency.code,
        buy_minor=priced.buy.minor,
        buy_rate=mid.buy_rate,
        buy_eur_minor=priced.buy_eur.minor,
        margin=margin,
        rate_day=mid.day,
        quoted_at=now,
        valid_until=now + VALID_FOR,
    )


def _found(row: FxQuote | None, quote_id: UUID) -> FxQuote:
    if row is None:
        message = f"There is no quote {quote_id}."
        raise QuoteNotFound(message)
    return row


def _sides(row: FxQuote) -> tuple[Money, Money]:
    return (
        Money(row.sell_minor, Currency.of(row.sell_currency)),
        Money(row.buy_minor, Currency.of(row.buy_currency)),
    )


def _quote(row: FxQuote) -> Quote:
    sell, buy = _sides(row)
    mid = MidRate(
        sell=sell.currency,
        buy=buy.currency,
        sell_rate=row.sell_rate,
        buy_rate=row.buy_rate,
        day=row.rate_day,
    )
    return Quote(
        quote_id=row.public_id,
        customer_id=row.customer_id,
        sell_account_id=row.sell_account_id,
        buy_account_id=row.buy_account_id,
        fixed=FixedSide[row.fixed_side],
        sell=sell,
        buy=buy,
        mid=mid.shown,
        rate=to_decimal(mid.exact * (1 - Fraction(row.margin))),
        margin=row.margin,
        rate_day=row.rate_day,
        quoted_at=row.quoted_at,
        valid_until=row.valid_until,
    )


def _exchange(order: FxOrder, *, replayed: bool = False) -> Exchange:
    sell, buy = _sides(order.quote)
    return Exchange(
        transaction_id=order.txn_id,
        quote_id=order.quote.public_id,
        sell_account_id=order.quote.sell_account_id,
        buy_account_id=order.quote.buy_account_id,
        sell=sell,
        buy=buy,
        booking_date=order.booking_date,
        booked_at=order.executed_at,
        replayed=replayed,
    )
