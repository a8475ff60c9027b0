"""The answer of risk about a payment."""

from __future__ import annotations

from dataclasses import dataclass, field

from risk.rules.public import Finding, Verdict


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
