"""What the screening of a payment says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Screened(StrEnum):
    """What is to be done with a payment."""

    APPROVE = "APPROVE"
    CHALLENGE = "CHALLENGE"
    REVIEW = "REVIEW"
    DECLINE = "DECLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The screening's word, its score, and what it goes back to, for the history."""

    outcome: Screened
    score: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
