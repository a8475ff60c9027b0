"""What the parts of risk call a customer of the bank, so that what each finds comes together."""

from __future__ import annotations

from typing import Final
from uuid import UUID

_CUSTOMER: Final = "customer:"


def of_customer(customer_id: UUID) -> str:
    """Return a customer's name among payers, of cases and in links: customer: and the id."""
    return f"{_CUSTOMER}{customer_id}"


def customer_of(party: str) -> UUID | None:
    """Return which customer a party is; None of any other, such as a card or a shop's payer.

    A bare id is one as well: older cases have it.
    """
    try:
        return UUID(party.removeprefix(_CUSTOMER))
    except ValueError:
        return None
