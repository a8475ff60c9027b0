"""Who may use an account, and what their order still needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from bankcore.money import Money


class SigningRule(StrEnum):
    """How many must sign an order on the account."""

    ANY_ONE = "ANY_ONE"
    ALL_SIGN = "ALL_SIGN"


class Role(StrEnum):
    """By what right a customer uses an account."""

    PRIMARY = "primary"
    JOINT = "joint"
    MANDATE = "mandate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A customer who may use an account on a day.

    A company cannot sign. A mandate may have limits, in minor units of the account's currency.
    """

    customer_id: UUID
    name: str
    is_person: bool
    role: Role
    transaction_limit: int | None = None
    daily_limit: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUse:
    """Who may use an account on a day, and by which rule."""

    account_id: UUID
    currency: str
    rule: SigningRule
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """An order may be made by this customer; `missing` are those who must sign it too."""

    customer_id: UUID
    role: Role
    missing: tuple[UUID, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the order needs nobody else."""
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateOrder:
    """A mandate to be given: limits in the account's currency, both days included."""

    account_id: UUID
    customer_id: UUID
    valid_from: date
    valid_to: date | None = None
    transaction_limit: Money | None = None
    daily_limit: Money | None = None


def must_sign(use: AccountUse, *, signed: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return who has yet to sign an order that `signed` have signed.

    By ANY_ONE one signatory is enough. By ALL_SIGN every holder who is a person signs; where none
    is (a company's account), every mandate holder does.
    """
    done = set(signed)
    people = [each for each in use.signatories if each.is_person]
    if use.rule is SigningRule.ANY_ONE:
        anybody = {each.customer_id for each in use.signatories}
        return () if done & anybody else tuple(each.customer_id for each in people)
    holders = [each.customer_id for each in people if each.role is not Role.MANDATE]
    asked = holders or [each.customer_id for each in people]
    return tuple(each for each in asked if each not in done)
