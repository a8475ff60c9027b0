"""What customers let their cards do: uses switched on and off, limits under the bank's ceilings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments.issuing.domain.cards import CardView, Limits, Switches
from payments.issuing.domain.states import LIVE, CardState
from payments.issuing.models import Card
from payments.issuing.repositories import cards
from payments.issuing.services import finding, views
from payments.issuing.services.changing import CannotChange

_NAMES: Final = ("purchases_day", "purchases_month", "cash_day", "cash_month")


class LimitNotPossible(BankError):
    """A limit is above the bank's ceiling, below zero, or a day's is above its month's."""

    code = "card_limit_not_possible"
    cure = "Choose an amount that the page offers; a day's limit is at most the month's."


@needs("issuing.use_card")
@use_case
def set_switches(*, card_id: UUID, switches: Switches, actor: Actor, now: datetime) -> CardView:
    """Say what the card may be used for, from its next use on.

    Raises finding.CardNotFound and changing.CannotChange.
    """
    row = _live(card_id, actor)
    row.online, row.contactless = switches.online, switches.contactless
    row.atm, row.abroad = switches.atm, switches.abroad
    told = {name: getattr(switches, name) for name in ("online", "contactless", "atm", "abroad")}
    return _kept(row, "switched", told, actor, now)


@needs("issuing.use_card")
@use_case
def set_limits(*, card_id: UUID, limits: Limits, actor: Actor, now: datetime) -> CardView:
    """Say how much may be spent with the card, from its next use on.

    Raises LimitNotPossible, finding.CardNotFound and changing.CannotChange.
    """
    row = _live(card_id, actor)
    _check(limits, views.limits_of(settings.CARD_CEILINGS, Currency.of(row.currency)))
    for column, minor in views.columns(limits).items():
        setattr(row, column, minor)
    told = {name: str(getattr(limits, name)) for name in _NAMES}
    return _kept(row, "limits_set", told, actor, now)


def _check(limits: Limits, ceilings: Limits) -> None:
    for name in _NAMES:
        wanted, most = getattr(limits, name), getattr(ceilings, name)
        if wanted.currency != most.currency or not 0 <= wanted.minor <= most.minor:
            message = f"The limit is from nothing to {most}."
            raise LimitNotPossible(message, field=name)
    _within(limits.purchases_day, limits.purchases_month, "purchases_day")
    _within(limits.cash_day, limits.cash_month, "cash_day")


def _within(day: Money, month: Money, field: str) -> None:
    if day > month:
        message = f"The limit of a day is above the month's {month}."
        raise LimitNotPossible(message, field=field)


def _live(card_id: UUID, actor: Actor) -> Card:
    row = finding.locked(card_id, actor=actor)
    if CardState(row.state) not in LIVE:
        message = f"The card is {row.state.lower()}."
        raise CannotChange(message)
    return row


def _kept(
    row: Card, done: str, detail: Mapping[str, object], actor: Actor, now: datetime
) -> CardView:
    cards.save_controls(row)
    audit.record(
        actor=actor,
        action=f"issuing.card.{done}",
        subject=f"card:{row.public_id}",
        detail=detail,
        at=now,
    )
    return views.card(row)
