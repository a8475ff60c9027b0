"""The answer of risk about a payment, and what it was put together from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from risk.terms.verdicts import Finding, Verdict

NO_TIME: Final = "no_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What features, models and rules say of a payment.

    `shadow` is what rules on trial would have found; `score` the points of the live rules;
    `made_by` says which model and which edition of the rules it was; `limited` are the versions of
    rules that stop it and may stop only so many in an hour, `muted` rules that have stopped as
    many and only flag. With `without_model` there should have been a model's answer, and is none.
    """

    findings: tuple[Finding, ...] = ()
    shadow: tuple[Finding, ...] = ()
    score: int = 0
    values: Mapping[str, float] = field(default_factory=dict)
    made_by: Mapping[str, Any] = field(default_factory=dict)
    limited: tuple[int, ...] = ()
    muted: tuple[str, ...] = ()
    without_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer. `flags` are the rules that hit; `is_fallback` says that not all was asked.

    There was no time, or the model failed and the rules alone have decided.

    `outcome` is the strictest that a rule asked for: a rule that only flags lets the payment go.
    """

    outcome: Verdict
    findings: tuple[Finding, ...] = field(default=())
    score: int = 0
    is_fallback: bool = False

    @property
    def flags(self) -> tuple[str, ...]:
        """The names of the rules that hit; want of time is no rule."""
        return tuple(each.rule for each in self.findings if each.rule != NO_TIME)
