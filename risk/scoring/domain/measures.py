"""How good a ranking of payments is: average precision, and cards found by those who look.

Card precision: of the cards that a day's hundred highest scores belong to, how many had a fraud
that day; a card found is out of the days that follow (Reproducible Machine Learning for Credit
Card Fraud Detection, chapter 4).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

CARDS_A_DAY: Final = 100


def average_precision(is_fraud: Any, score: Any) -> float:
    """Return the mean precision at each step of recall, level scores taken together."""
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    found = np.cumsum(is_fraud[order])[ends]
    steps = np.diff(np.concatenate(([0], found)))
    return float((steps * found / (ends + 1)).sum() / max(int(is_fraud.sum()), 1))


def card_precision(*, day: Any, card: Any, is_fraud: Any, score: Any) -> float:
    """Return the mean share of frauds' cards among each day's hundred highest."""
    found: list[int] = []
    shares: list[float] = []
    for one in np.unique(day):
        today = (day == one) & ~np.isin(card, found)
        cards, place = np.unique(card[today], return_inverse=True)
        highest = np.full(len(cards), -np.inf)
        np.maximum.at(highest, place, score[today])
        bad = np.zeros(len(cards), dtype=bool)
        np.logical_or.at(bad, place, is_fraud[today])
        top = np.argsort(-highest, kind="stable")[:CARDS_A_DAY]
        caught = cards[top][bad[top]]
        found.extend(caught.tolist())
        shares.append(len(caught) / CARDS_A_DAY)
    return float(np.mean(shares))
