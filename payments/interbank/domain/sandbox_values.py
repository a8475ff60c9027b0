"""Test amounts of payments to other banks: what each meets at the clearing house of a test bank.

The one table: the page for integrators shows it, and a test pays every line of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxPayment:
    """What a payment whose amount in minor units ends in `ending` meets.

    `reason` is SEPA's (External Code Sets of ISO 20022); `days` after its day it is returned, None
    where it never settles.
    """

    ending: int
    reason: str
    days: int | None
    meaning: str


PAYMENTS: Final = (
    SandboxPayment(ending=51, reason="AM04", days=None, meaning="refused: insufficient funds"),
    SandboxPayment(ending=52, reason="AC04", days=None, meaning="refused: the account is closed"),
    SandboxPayment(ending=53, reason="MD01", days=None, meaning="refused: no mandate"),
    SandboxPayment(ending=54, reason="AC01", days=None, meaning="refused: no such account"),
    SandboxPayment(
        ending=91,
        reason="AB05",
        days=None,
        meaning="refused: no answer in time",
    ),
    SandboxPayment(
        ending=62, reason="AC04", days=0, meaning="settles, and is returned when the day ends"
    ),
    SandboxPayment(ending=65, reason="AC04", days=2, meaning="settles, is returned after 2 days"),
)
