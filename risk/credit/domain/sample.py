"""Made-up applicants: the bank's first card is made of them, until it has cases of its own.

They are nobody, and the same at every run. What makes them good or bad is said here, in the manner
of published cards: burden and instalments missed count most, time and savings some.
"""

from __future__ import annotations

import math
import random
from typing import Final

_SEED: Final = "bankcore retail sample"
_CASES: Final = 6_000
NAMES: Final = (
    *("months_with_bank", "service", "loan_to_income", "missed", "repaid_loans", "savings"),
)


def applicants(count: int = _CASES) -> tuple[dict[str, list[float | None]], list[int]]:
    """Return the columns of NAMES, and 1 for each case that went bad."""
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets: the same sample everywhere
    columns: dict[str, list[float | None]] = {name: [] for name in NAMES}
    bads = []
    for _ in range(count):
        case = _case(chance)
        for name in NAMES:
            columns[name].append(case[name])
        bads.append(int(chance.random() < _probability(case)))
    return columns, bads


def _case(chance: random.Random) -> dict[str, float]:
    return {
        "months_with_bank": float(int(chance.expovariate(1 / 48))),
        "service": round(min(1.5, chance.lognormvariate(-1.6, 0.7)), 4),
        "loan_to_income": round(min(6.0, chance.lognormvariate(-1.0, 0.8)), 4),
        "missed": float(chance.choices((0, 1, 2, 4), weights=(80, 12, 5, 3))[0]),
        "repaid_loans": float(chance.choices((0, 1, 2), weights=(70, 22, 8))[0]),
        "savings": round(chance.lognormvariate(1.0, 1.2), 3),
    }


def _probability(case: dict[str, float]) -> float:
    log_odds = (
        -4.2
        + 3.2 * case["service"]
        + 0.5 * case["loan_to_income"]
        + 0.8 * case["missed"]
        - 0.5 * case["repaid_loans"]
        - 0.25 * math.log1p(case["savings"])
        - 0.008 * min(case["months_with_bank"], 120)
    )
    return 1 / (1 + math.exp(-log_odds))
