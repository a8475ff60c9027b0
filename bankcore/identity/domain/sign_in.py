"""What is known of somebody who has logged in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

CONFIRMATION_LASTS: Final = timedelta(minutes=5)


class Factor(StrEnum):
    """What somebody showed beside, or in place of, their password."""

    NONE = "NONE"
    APP = "APP"
    RECOVERY_CODE = "RECOVERY_CODE"
    PASSKEY = "PASSKEY"
    KNOWN_DEVICE = "KNOWN_DEVICE"


# A remembered browser spares a customer the second step; it is no second factor for staff.
SECOND_FACTORS: Final = frozenset({Factor.APP, Factor.RECOVERY_CODE, Factor.PASSKEY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a request comes from, as far as it says."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One session of one person: who, since when, by what."""

    session_id: int
    user_id: int
    factor: Factor
    where: Where
    started_at: datetime
    last_seen_at: datetime
    confirmed_at: datetime

    @property
    def has_second_factor(self) -> bool:
        """Whether a second factor was shown in this very session."""
        return self.factor in SECOND_FACTORS

    def confirmed_recently(self, *, now: datetime) -> bool:
        """Return whether the person has shown a password or factor in the last five minutes."""
        return now - self.confirmed_at <= CONFIRMATION_LASTS
