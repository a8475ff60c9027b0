"""Presentments: how much may be asked for of what was authorised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bankcore.money import Money
from payments.issuing.domain.answers import Reference

# Of which merchants a bill may be higher than what was authorised, by so many percent: where a tip
# is added or a stay grows longer. Eating places, bars, taxis; hotels and car hire. ISO 18245.
TOLERANCES: Final[dict[str, int]] = {
    **dict.fromkeys(("5812", "5813", "5814", "4121"), 20),
    **dict.fromkeys(("7011", "7512"), 15),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentment:
    """What a network presents for payment: `reference` is its own, once and for ever (ARN).

    `authorisation` is the reference under which it was authorised. After the last of an
    authorisation (`is_final`) what is left of the money set aside is the customer's again. A credit
    gives back what was presented before.
    """

    authorisation: Reference
    reference: str
    amount: Money
    is_final: bool = True
    is_credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A presentment in the books."""

    authorisation_id: UUID
    transaction_id: int
    amount: Money
    replayed: bool = False


def most(authorised: int, category: str) -> int:
    """Return the most minor units that may be presented of so many authorised."""
    return authorised * (100 + TOLERANCES.get(category, 0)) // 100
