"""Whether a payer has confirmed a payment, and what their card's bank says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from bankcore.money import Money

# Electronic commerce indicators with which the card's bank bears fraud: confirmed, and tried.
_SHIFTED: Final = frozenset({"05", "06", "02", "01"})


class AuthenticationState(StrEnum):
    """PENDING waits for the payer; the others are final."""

    PENDING = "PENDING"
    PASSED = "PASSED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a card's bank is asked; `back` is where the payer's browser goes with the answer."""

    authentication: str
    amount: Money
    merchant: str
    last4: str
    expires_at: datetime
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a card's bank says: its indicator (ECI), and a value that authorisations bring."""

    authentication: str
    passed: bool
    eci: str
    value: str = ""


class Issuers(Protocol):
    """The cardholders' banks of one network."""

    @property
    def is_there(self) -> bool:
        """Whether the network has a page on which they ask."""

    def page_of(self, question: Question) -> str:
        """Return the address at which the payer is asked."""

    def read(self, text: str) -> Answer:
        """Return the answer in a signed text; raises a BankError where it is not genuine."""


def shifts_liability(eci: str) -> bool:
    """Return whether the card's bank bears fraud by this indicator."""
    return eci in _SHIFTED
