"""Test cards and test amounts: what each does in the sandbox, always the same.

The one table: the sandbox answers by it, and the pages for integrators show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CardDoes(StrEnum):
    """What sort of thing a test card does."""

    PAYS = "pays"
    IS_DECLINED = "is declined"
    ASKS_PAYER = "asks the payer"
    IS_DISPUTED = "is disputed"
    PAYS_ONCE = "pays with the payer there"
    PAYS_HALF = "pays half"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxCard:
    """A test number: of those that Stripe publishes, no two end in the same four digits.

    `code` is the decline's `decline_code`, `network_code` the network's own (ISO 8583, field 39).
    """

    number: str
    does: CardDoes
    meaning: str
    code: str = ""
    network_code: str = ""

    @property
    def last4(self) -> str:
        """Return the digits by which the sandbox knows it."""
        return self.number[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxAmount:
    """An amount's last four digits, in minor units, and what an authorisation of it meets."""

    digits: int
    meaning: str


def _declined(number: str, code: str, raw: str) -> SandboxCard:
    return SandboxCard(
        number=number,
        does=CardDoes.IS_DECLINED,
        meaning=f"declined: {code}",
        code=code,
        network_code=raw,
    )


CARDS: Final = (
    SandboxCard(number="4242424242424242", does=CardDoes.PAYS, meaning="pays"),
    _declined("4000000000000002", "generic_decline", "05"),
    _declined("4000000000009995", "insufficient_funds", "51"),
    _declined("4000000000009987", "lost_card", "41"),
    _declined("4000000000009979", "stolen_card", "43"),
    _declined("4000000000000069", "expired_card", "54"),
    _declined("4000000000000127", "incorrect_cvc", "N7"),
    _declined("4000000000000119", "processing_error", "96"),
    _declined("4000000000006975", "card_velocity_exceeded", "65"),
    SandboxCard(
        number="4000002760003184",
        does=CardDoes.ASKS_PAYER,
        meaning="the payer is asked at next_action.redirect_to_url.url, each time",
    ),
    SandboxCard(
        number="4000002500003155",
        does=CardDoes.ASKS_PAYER,
        meaning="the payer is asked at next_action.redirect_to_url.url",
    ),
    SandboxCard(
        number="4000000000000259",
        does=CardDoes.IS_DISPUTED,
        meaning="pays, and the payer disputes it as fraudulent when it is captured",
    ),
    SandboxCard(
        number="4000000000000341",
        does=CardDoes.PAYS_ONCE,
        meaning="pays while the payer is there; off_session it is declined: generic_decline",
        code="generic_decline",
        network_code="05",
    ),
    SandboxCard(
        number="5105105105105100",
        does=CardDoes.PAYS_HALF,
        meaning="half of the amount is approved, where the payment takes parts",
        network_code="10",
    ),
)

# Stripe's word for evidence that wins in its test mode.
WINNING: Final = "winning_evidence"
UNKNOWN: Final = 9101
PENDING: Final = 9102
NOT_SENT: Final = 9103
WRONG_AMOUNT: Final = 9105
AMOUNTS: Final = (
    SandboxAmount(
        digits=UNKNOWN, meaning="no answer in time; asked again, the network has reversed it"
    ),
    SandboxAmount(digits=PENDING, meaning="the network decides later; asked again, it approves"),
    SandboxAmount(digits=NOT_SENT, meaning="it never left the bank; another network is tried"),
    SandboxAmount(
        digits=WRONG_AMOUNT,
        meaning="approved over one minor unit too much: the payment waits for a person",
    ),
)


def ending_in(does: CardDoes) -> frozenset[str]:
    """Return the last four digits of the cards that do this."""
    return frozenset(each.last4 for each in CARDS if each.does is does)
