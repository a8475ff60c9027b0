"""What is told of saved payees and of checked names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from payments.payees.domain.names import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeView:
    """Somebody whom a customer has saved to pay again; `account` is an IBAN, or routing/account."""

    payee_id: UUID
    name: str
    account: str
    note: str
    last_paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCheckView:
    """What was answered when a name was compared with the holder's.

    `suggested` is the holder's name where the match was close, and else empty.
    """

    typed: str
    account: str
    answer: Answer
    suggested: str
    asked_at: datetime
