"""What the bank tells of the cards that it issues, and of what is done with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from bankcore.outbox.domain.schemas import (
    Amount,
    Code,
    Currency,
    Example,
    Happened,
    Number,
    Uuid,
    event,
)

_CARD: Final = "card:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"
_AUTHORISATION: Final = "authorisation:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"
_ACCOUNT: Final = "The account that it takes its money from."


@event("issuing.card_ordered", subject=_CARD)
@dataclass(frozen=True, slots=True, kw_only=True)
class CardOrdered(Happened):
    """A card was made for a customer, and may be used."""

    card_id: Annotated[Uuid, "The card."]
    account_id: Annotated[Uuid, _ACCOUNT]


@event("issuing.card_state_changed", subject=_CARD)
@dataclass(frozen=True, slots=True, kw_only=True)
class CardStateChanged(Happened):
    """A card was frozen, blocked, reported lost or stolen, has expired, or may be used again."""

    card_id: Annotated[Uuid, "The card."]
    before: Annotated[Code, "Its state before.", Example("ACTIVE")]
    after: Annotated[Code, "Its state from now on.", Example("FROZEN")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAuthorisation(Happened):
    """What every event of a use of a card says."""

    authorisation_id: Annotated[Uuid, "The authorisation."]
    card_id: Annotated[Uuid, "The card."]
    account_id: Annotated[Uuid, _ACCOUNT]
    amount: Annotated[Amount, "What was asked for; positive."]
    currency: Annotated[Currency, "The currency of the amount."]


@event("issuing.card_authorised", subject=_AUTHORISATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class CardAuthorised(OfAuthorisation):
    """A use of a card was approved, and its amount is set aside."""


@event("issuing.card_declined", subject=_AUTHORISATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class CardDeclined(OfAuthorisation):
    """A use of a card was declined; nothing is set aside."""

    response_code: Annotated[Code, "The code that the network was answered.", Example("51")]


@event("issuing.authorisation_reversed", subject=_AUTHORISATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationReversed(OfAuthorisation):
    """A use of a card was taken back before it was booked; its amount is free again."""


@event("issuing.authorisation_expired", subject=_AUTHORISATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationExpired(OfAuthorisation):
    """Nobody has presented a use of a card in time; its amount is free again."""


@event("issuing.purchase_given_back", subject=_AUTHORISATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseGivenBack(OfAuthorisation):
    """A merchant has given back what was bought: `amount` is on the account again."""

    transaction_id: Annotated[Number, "Its transaction in the journal."]


@event("issuing.purchase_booked", subject=_AUTHORISATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseBooked(OfAuthorisation):
    """A use of a card was presented by its network and is booked: `amount` is what was booked."""

    transaction_id: Annotated[Number, "Its transaction in the journal."]
