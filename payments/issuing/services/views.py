"""Rows of cards and their uses as others see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from accounts import public as accounts
from bankcore.money import Currency, Money
from payments.issuing.domain import answers
from payments.issuing.domain.answers import AuthorisationView, Merchant, Reason
from payments.issuing.domain.cards import CardView, Channel, Limits, Spent, Switches
from payments.issuing.domain.states import AuthorisationState, CardState
from payments.issuing.models import Authorisation, Card
from payments.issuing.repositories import authorisations


def card(row: Card) -> CardView:
    """Return a card as its customer sees it."""
    return CardView(
        card_id=row.public_id,
        account_id=row.account_id,
        customer_id=row.customer_id,
        holder=row.customer.name,
        brand=row.brand,
        last4=row.last4,
        expiry_month=row.expiry_month,
        expiry_year=row.expiry_year,
        state=CardState(row.state),
        switches=switches(row),
        limits=limits(row),
        ceilings=limits_of(settings.CARD_CEILINGS, Currency.of(row.currency)),
        ordered_at=row.ordered_at,
        replaces=row.replaces.public_id if row.replaces else None,
    )


def may_have_card(account: accounts.AccountView) -> bool:
    """Return whether the bank issues cards for an account of this product and state."""
    is_open = account.status is accounts.AccountStatus.OPEN
    return is_open and account.product in settings.CARD_PRODUCTS


def deciding(row: Card) -> answers.Card:
    """Return what of a card decides about its uses."""
    return answers.Card(
        state=CardState(row.state),
        good_to=(row.expiry_year, row.expiry_month),
        switches=switches(row),
        limits=limits(row),
        currency=Currency.of(row.currency),
    )


def switches(row: Card) -> Switches:
    """Return what a card may be used for."""
    return Switches(online=row.online, contactless=row.contactless, atm=row.atm, abroad=row.abroad)


def limits(row: Card) -> Limits:
    """Return a card's limits."""
    unit = Currency.of(row.currency)
    return Limits(
        purchases_day=Money(row.purchases_day_minor, unit),
        purchases_month=Money(row.purchases_month_minor, unit),
        cash_day=Money(row.cash_day_minor, unit),
        cash_month=Money(row.cash_month_minor, unit),
    )


def limits_of(units: Sequence[int], currency: Currency) -> Limits:
    """Return limits that the bank has set down in whole units of a currency."""
    day, month, cash_day, cash_month = (Money.of(each, currency.code) for each in units)
    return Limits(
        purchases_day=day, purchases_month=month, cash_day=cash_day, cash_month=cash_month
    )


def begin_with(currency: Currency) -> dict[str, int]:
    """Return the columns of a new card's limits; its switches are all on."""
    return columns(limits_of(settings.CARD_LIMITS, currency))


def columns(wanted: Limits) -> dict[str, int]:
    """Return limits as columns of minor units."""
    return {
        "purchases_day_minor": wanted.purchases_day.minor,
        "purchases_month_minor": wanted.purchases_month.minor,
        "cash_day_minor": wanted.cash_day.minor,
        "cash_month_minor": wanted.cash_month.minor,
    }


def controls_of(row: Card) -> dict[str, int | bool]:
    """Return the columns of a card's limits and switches, for the card that takes its place."""
    return {
        **columns(limits(row)),
        "online": row.online,
        "contactless": row.contactless,
        "atm": row.atm,
        "abroad": row.abroad,
    }


def spent(row: Card, day: date) -> Spent:
    """Return what was spent with a card on a business day and in its month."""
    unit = Currency.of(row.currency)
    (today, month), (cash_today, cash_month) = authorisations.spent(card=row.pk, day=day)
    return Spent(
        purchases_day=Money(today, unit),
        purchases_month=Money(month, unit),
        cash_day=Money(cash_today, unit),
        cash_month=Money(cash_month, unit),
    )


def authorisation(row: Authorisation) -> AuthorisationView:
    """Return one use of a card as its customer is told of it."""
    unit = Currency.of(row.currency)
    return AuthorisationView(
        authorisation_id=row.public_id,
        card_id=row.card.public_id,
        state=AuthorisationState(row.state),
        reason=Reason(row.reason),
        channel=Channel(row.channel),
        amount=Money(row.amount_minor, unit),
        cleared=Money(row.cleared_minor, unit),
        merchant=Merchant(
            name=row.merchant_name, category=row.merchant_category, country=row.merchant_country
        ),
        asked_at=row.asked_at,
        approval_code=row.approval_code,
    )
