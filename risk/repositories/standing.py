"""What stands at this moment: which rules, models and lists there are to be asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from risk.rules import public as rules
from risk.sanctions import public as sanctions
from risk.scoring import public as scoring

# Each part has its own small question; together they are one round trip.
_QUESTIONS: Final = (rules.EDITION, scoring.ASKED, sanctions.EDITION)
_ASKED: Final = f"SELECT {', '.join(f'({each})' for each in _QUESTIONS)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The edition of the rules and of the lists, and which models are asked, by their state."""

    rules: int
    models: Mapping[str, int]
    lists: int


def read() -> Standing:
    """Return what stands."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        edition, models, lists = cursor.fetchone()
    return Standing(rules=int(edition), models=json.loads(models), lists=int(lists))
