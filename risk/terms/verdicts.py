"""What a rule may say about a payment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """APPROVE lets it go, CHALLENGE asks the payer, REVIEW a person of the bank, DECLINE ends."""

    APPROVE = "APPROVE"
    CHALLENGE = "CHALLENGE"
    REVIEW = "REVIEW"
    DECLINE = "DECLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule that has something to say, and in words that people read."""

    rule: str
    reason: str
    verdict: Verdict = Verdict.APPROVE


_STRICTNESS = (Verdict.APPROVE, Verdict.CHALLENGE, Verdict.REVIEW, Verdict.DECLINE)


def strictest(findings: tuple[Finding, ...]) -> Verdict:
    """Return the strictest outcome that the findings ask for; APPROVE where there are none."""
    return max((each.verdict for each in findings), key=_STRICTNESS.index, default=Verdict.APPROVE)
