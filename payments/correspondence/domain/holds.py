"""What is held of a customer, as far as the customer may be told.

Whom the bank suspects must not learn so (Directive (EU) 2015/849, Article 39; 31 U.S.C.
5318(g)(2)). So a hold says the same to everybody, whatever it is for: what is held, what may be
sent in, by when the bank answers; and never who looks, or at what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from bankcore.money import Money
from payments.correspondence.domain.threads import About


class HoldKind(StrEnum):
    """An account that lets no money out, or nothing at all; or one payment."""

    ACCOUNT = "account"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Something of a customer that is held. `ends_on` is when a payment is free at the latest.

    `takes_nothing` tells of an account that lets no money in either; `answer_by` is the day by
    whose end what is written today is answered.
    """

    kind: HoldKind
    thing_id: UUID
    product_name: str
    iban: str
    answer_by: date
    takes_nothing: bool = False
    amount: Money | None = None
    payee: str = ""
    since: datetime | None = None
    ends_on: date | None = None

    @property
    def about(self) -> About:
        """What a thread on it is tied to."""
        if self.kind is HoldKind.ACCOUNT:
            return About.held_account(self.thing_id)
        return About.held_payment(self.thing_id)
