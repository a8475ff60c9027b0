"""What risk is asked about a payment before it goes out, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """APPROVE lets it go, CHALLENGE asks the payer, REVIEW a person of the bank, DECLINE ends."""

    APPROVE = "APPROVE"
    CHALLENGE = "CHALLENGE"
    REVIEW = "REVIEW"
    DECLINE = "DECLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """All that risk is told; it never looks elsewhere.

    `reference` is the payment's own name, such as pi_..., and `channel` where it comes from, such
    as gateway or process_payment. `amount` is in major units of `currency`, an ISO 4217 code.
    Whatever is not known is empty.
    """

    reference: str
    channel: str
    amount: Decimal
    currency: str = ""
    merchant: str = ""
    payer: str = ""
    instrument: str = ""
    account: str = ""
    address: str = ""
    country: str = ""
    recurring: bool = False

    def snapshot(self) -> dict[str, Any]:
        """Return the facts as they are kept with the decision."""
        return {
            "reference": self.reference,
            "channel": self.channel,
            "amount": str(self.amount),
            "currency": self.currency,
            "merchant": self.merchant,
            "payer": self.payer,
            "instrument": self.instrument,
            "account": self.account,
            "address": self.address,
            "country": self.country,
            "recurring": self.recurring,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule that has something to say, and in words that people read."""

    rule: str
    reason: str
    verdict: Verdict = Verdict.APPROVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer. `flags` are the rules that hit; `is_fallback` says that there was no time to ask.

    `outcome` is the strictest that a rule asked for: a rule that only flags lets the payment go.
    """

    outcome: Verdict
    findings: tuple[Finding, ...] = field(default=())
    score: int = 0
    is_fallback: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        """The names of the rules that hit; a fallback is no rule."""
        return () if self.is_fallback else tuple(each.rule for each in self.findings)


_STRICTNESS = (Verdict.APPROVE, Verdict.CHALLENGE, Verdict.REVIEW, Verdict.DECLINE)


def strictest(findings: tuple[Finding, ...]) -> Verdict:
    """Return the strictest outcome that the findings ask for; APPROVE where there are none."""
    return max((each.verdict for each in findings), key=_STRICTNESS.index, default=Verdict.APPROVE)
