"""What the bank has lent or promised, and a step that would make it more."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from bankcore.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditPosition:
    """A loan from its approval on, or an account that is or may be overdrawn.

    `drawn` is owed, `undrawn` promised; neither is negative. `country` is where the customer lives
    or is registered, empty where the bank does not know. A loan has an `application_id`.
    """

    customer_id: UUID
    product: str
    country: str
    drawn: Money
    undrawn: Money
    application_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFilter:
    """Whose positions: None asks for those of everybody."""

    customers: frozenset[UUID] | None = None
    applications: frozenset[UUID] | None = None
    product: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStep:
    """The bank is about to promise `amount`, or to pay out what it has promised."""

    customer_id: UUID
    product: str
    amount: Money
    application_id: UUID | None = None
    is_payout: bool = False
