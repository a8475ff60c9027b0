"""What customers owe the bank or may still draw: the facts that a provision is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from bankcore.money import Money


class ExposureKind(StrEnum):
    """What sort of credit it is."""

    LOAN = "LOAN"
    COMMITMENT = "COMMITMENT"
    OVERDRAFT = "OVERDRAFT"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditExposure:
    """One loan, contract not paid out yet, or current account that is or may be overdrawn.

    `drawn` is principal, interest and charges owed; `undrawn` what may still be drawn; `limit`
    the agreed overdraft. `annual_rate` is the effective rate as a fraction, none where the contract
    has no such rate. `flows` are the principal parts to come, by due day, of a loan.
    """

    reference: UUID
    kind: ExposureKind
    application: UUID | None
    customer: UUID
    is_company: bool
    product: str
    drawn: Money
    undrawn: Money
    limit: Money
    days_past_due: int
    annual_rate: Decimal | None
    originated_on: date
    restructured_on: date | None
    flows: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanSettled:
    """A loan's amount that was written off, or that came in after that, on a business day."""

    reference: UUID
    day: date
    amount: Money
