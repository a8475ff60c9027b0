"""The door of rules: what analysts say about payments without code."""

from risk.rules.domain.verdicts import Finding, Verdict, strictest

__all__ = ["Finding", "Verdict", "strictest"]
