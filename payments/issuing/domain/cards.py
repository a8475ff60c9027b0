"""A card as it is told of: what it may be used for, and how much may be spent with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bankcore.money import Money
from payments.issuing.domain.states import CardState


class Channel(StrEnum):
    """How a card is used: typed in, held near, put in, or put into a cash machine."""

    ONLINE = "ONLINE"
    CONTACTLESS = "CONTACTLESS"
    CHIP = "CHIP"
    ATM = "ATM"

    @property
    def is_cash(self) -> bool:
        """Whether it pays out cash."""
        return self is Channel.ATM


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """What the customer lets the card be used for. With its chip in a shop it always may be."""

    online: bool = True
    contactless: bool = True
    atm: bool = True
    abroad: bool = True

    def allow(self, channel: Channel) -> bool:
        """Return whether the card may be used this way."""
        switched = {
            Channel.ONLINE: self.online,
            Channel.CONTACTLESS: self.contactless,
            Channel.ATM: self.atm,
        }
        return switched.get(channel, True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that may be spent on a business day and in its month: purchases, and cash."""

    purchases_day: Money
    purchases_month: Money
    cash_day: Money
    cash_month: Money

    def of(self, channel: Channel) -> tuple[Money, Money]:
        """Return the limits of a day and of a month that this use counts against."""
        if channel.is_cash:
            return self.cash_day, self.cash_month
        return self.purchases_day, self.purchases_month


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was spent of a card's limits on the open business day and in its month."""

    purchases_day: Money
    purchases_month: Money
    cash_day: Money
    cash_month: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card without its number: brand and last four digits are all that is ever told."""

    card_id: UUID
    account_id: UUID
    customer_id: UUID
    holder: str
    brand: str
    last4: str
    expiry_month: int
    expiry_year: int
    state: CardState
    switches: Switches
    limits: Limits
    ceilings: Limits
    ordered_at: datetime
    replaces: UUID | None

    @property
    def expiry(self) -> str:
        """The month to the end of which the card is good, as cards show it."""
        return f"{self.expiry_month:02}/{self.expiry_year % 100:02}"

    @property
    def is_live(self) -> bool:
        """Whether the card may be used, or may be used again."""
        return self.state in {CardState.ACTIVE, CardState.FROZEN, CardState.BLOCKED}
