"""What the bank answers as the card's issuer, and why: the reasons, their codes, the decision.

Codes are those of data element 39 of ISO 8583:1987 (and 1A, which Visa and others have for a
payment that its payer must confirm).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from bankcore.money import Currency, Money
from payments.issuing.domain.cards import Channel, Limits, Switches
from payments.issuing.domain.states import AuthorisationState, CardState


class Reason(StrEnum):
    """Why the bank answered as it did."""

    APPROVED = "APPROVED"
    UNKNOWN_CARD = "UNKNOWN_CARD"
    WRONG_EXPIRY = "WRONG_EXPIRY"
    EXPIRED = "EXPIRED"
    FROZEN = "FROZEN"
    BLOCKED = "BLOCKED"
    LOST = "LOST"
    STOLEN = "STOLEN"
    NOT_THE_HOLDERS = "NOT_THE_HOLDERS"
    ONLINE_OFF = "ONLINE_OFF"
    CONTACTLESS_OFF = "CONTACTLESS_OFF"
    ATM_OFF = "ATM_OFF"
    ABROAD_OFF = "ABROAD_OFF"
    CURRENCY = "CURRENCY"
    AMOUNT = "AMOUNT"
    DAY_LIMIT = "DAY_LIMIT"
    MONTH_LIMIT = "MONTH_LIMIT"
    FUNDS = "FUNDS"
    ACCOUNT = "ACCOUNT"
    SUSPECTED = "SUSPECTED"
    TO_CONFIRM = "TO_CONFIRM"
    REFERENCE_REUSED = "REFERENCE_REUSED"
    WRONG_PIN = "WRONG_PIN"
    PIN_BLOCKED = "PIN_BLOCKED"
    NO_PIN = "NO_PIN"
    NOT_FOUND = "NOT_FOUND"
    TOO_LATE = "TOO_LATE"


CODES: Final[dict[Reason, str]] = {
    Reason.APPROVED: "00",
    Reason.UNKNOWN_CARD: "14",
    Reason.WRONG_EXPIRY: "54",
    Reason.EXPIRED: "54",
    Reason.FROZEN: "62",
    Reason.BLOCKED: "62",
    Reason.LOST: "41",
    Reason.STOLEN: "43",
    Reason.NOT_THE_HOLDERS: "62",
    Reason.ONLINE_OFF: "57",
    Reason.CONTACTLESS_OFF: "57",
    Reason.ATM_OFF: "57",
    Reason.ABROAD_OFF: "62",
    Reason.CURRENCY: "57",
    Reason.AMOUNT: "13",
    Reason.DAY_LIMIT: "61",
    Reason.MONTH_LIMIT: "61",
    Reason.FUNDS: "51",
    Reason.ACCOUNT: "05",
    Reason.SUSPECTED: "59",
    Reason.TO_CONFIRM: "1A",
    Reason.REFERENCE_REUSED: "94",
    Reason.WRONG_PIN: "55",
    Reason.PIN_BLOCKED: "75",
    Reason.NO_PIN: "55",
    Reason.NOT_FOUND: "25",
    Reason.TOO_LATE: "21",
}
_OF_STATE: Final = {
    CardState.FROZEN: Reason.FROZEN,
    CardState.BLOCKED: Reason.BLOCKED,
    CardState.LOST: Reason.LOST,
    CardState.STOLEN: Reason.STOLEN,
    CardState.EXPIRED: Reason.EXPIRED,
}
_SWITCHED_OFF: Final = {
    Channel.ONLINE: Reason.ONLINE_OFF,
    Channel.CONTACTLESS: Reason.CONTACTLESS_OFF,
    Channel.ATM: Reason.ATM_OFF,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A network's name for an authorisation: its trace number (STAN) and retrieval number (RRN).

    Data elements 11 and 37; what comes a second time under the same is the same request again.
    """

    network: str
    stan: str
    rrn: str

    def __str__(self) -> str:
        return f"{self.network}/{self.rrn}/{self.stan}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """Who is paid, as the network tells: `category` by ISO 18245, `country` by ISO 3166-1."""

    name: str
    category: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What of a card decides: its last good month as (year, month)."""

    state: CardState
    good_to: tuple[int, int]
    switches: Switches
    limits: Limits
    currency: Currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the network is answered. `code` is data element 39, `approval_code` element 38."""

    reason: Reason
    authorisation_id: UUID | None = None
    approval_code: str = ""
    replayed: bool = False

    @property
    def code(self) -> str:
        """The answer's code on the wire."""
        return CODES[self.reason]

    @property
    def is_approved(self) -> bool:
        """Whether the network was told yes."""
        return self.reason is Reason.APPROVED


def refusal(
    card: Card,
    *,
    amount: Money,
    channel: Channel,
    country: str,
    home: str,
    day: date,
    expiry: tuple[int, int] | None,
) -> Reason | None:
    """Return why a card may not be used for this whatever was spent before; None if it may.

    `expiry` is what was typed in or read from the card, (year, month), where the network tells it;
    `home` the bank's country, abroad from which is everywhere else.
    """
    if card.state is not CardState.ACTIVE:
        return _OF_STATE[card.state]
    if (day.year, day.month) > card.good_to:
        return Reason.EXPIRED
    if expiry is not None and expiry != card.good_to:
        return Reason.WRONG_EXPIRY
    if amount.currency != card.currency:
        return Reason.CURRENCY
    if amount.minor <= 0:
        return Reason.AMOUNT
    if not card.switches.allow(channel):
        return _SWITCHED_OFF[channel]
    if country != home and not card.switches.abroad:
        return Reason.ABROAD_OFF
    return None


def over_limit(
    limits: Limits, *, channel: Channel, amount: Money, today: Money, month: Money
) -> Reason | None:
    """Return which limit an amount would exceed after what was spent already; None if neither."""
    of_day, of_month = limits.of(channel)
    if (today + amount).minor > of_day.minor:
        return Reason.DAY_LIMIT
    if (month + amount).minor > of_month.minor:
        return Reason.MONTH_LIMIT
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationView:
    """One use of a card, as its customer is told of it."""

    authorisation_id: UUID
    card_id: UUID
    state: AuthorisationState
    reason: Reason
    channel: Channel
    amount: Money
    cleared: Money
    merchant: Merchant
    asked_at: datetime
    approval_code: str = ""
