"""The answer of risk about a payment, and what it was put together from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from risk.terms.verdicts import Finding, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What features, models and rules say of a payment.

    `shadow` is what rules on trial would have found; `score` the points of the live rules;
    `made_by` says which model and which edition of the rules it was.
    """

    findings: tuple[Finding, ...] = ()
    shadow: tuple[Finding, ...] = ()
    score: int = 0
    values: Mapping[str, float] = field(default_factory=dict)
    made_by: Mapping[str, Any] = field(default_factory=dict)


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
