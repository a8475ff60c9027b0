"""The bank's fraud model on the simulated cards of the Fraud Detection Handbook.

Four test weeks, each trained on all days whose labels are known by then: seven days' delay, never
a random split. Cards known to be compromised are not tested (chapters 3 and 5 of the book). The
features and the fitting are those of the bank's own models.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from bankcore.errors import BankError
from risk.features import public as features
from risk.scoring.domain import fitting, measures
from risk.terms.catalogue import CATALOGUE, OWN, Entity
from risk.terms.ranking import auc

EPOCH: Final = datetime(2018, 4, 1, tzinfo=UTC)
FROM: Final = date(2018, 5, 8)  # windows of 35 days are full from here on
WEEK: Final = 7
FOLDS: Final = 4
_ENTITIES: Final = (Entity.PAYER, Entity.TERMINAL)
NAMES: Final = tuple(OWN) + tuple(
    spec.name
    for spec in CATALOGUE
    if spec.entity in _ENTITIES and spec.other is None and spec.window >= timedelta(days=1)
)
# Means of the book's four test folds (chapters 5 to 7): AUC, average precision, CP@100.
BOOK: Final = {
    "decision tree": (0.797, 0.579, 0.284),
    "logistic regression": (0.868, 0.623, 0.297),
    "random forest": (0.870, 0.678, 0.299),
    "XGBoost": (0.869, 0.687, 0.303),
    "XGBoost, best": (0.872, 0.694, 0.304),
    "balanced bagging": (0.879, 0.680, 0.305),
    "feed-forward network": (0.876, 0.675, 0.303),
    "LSTM with attention": (0.874, 0.667, 0.295),
}
FLOOR: Final = BOOK["XGBoost, best"]
BAR: Final = (0.88, 0.72, 0.31)
_SEEDS: Final = 2


class NoBenchmark(BankError):
    """The folder has no file of the simulated cards that can be read."""

    code = "no_benchmark_data"
    cure = "Name the folder that has the handbook's parquet file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One test week: its first day, payments, frauds, what was reached, what an oracle would."""

    first_day: date
    trained_on: int
    payments: int
    frauds: int
    reached: tuple[float, float, float]
    oracle: float
    seconds: float


class Cards:
    """The history: each payment's day, card, label and features."""

    def __init__(self, folder: Path) -> None:
        """Read the file and replay it; raises NoBenchmark."""
        found = sorted(folder.glob("handbook*.parquet"))
        if not found:
            message = f"There is no handbook*.parquet in {folder}."
            raise NoBenchmark(message)
        read = duckdb.read_parquet(str(found[0])).order("TX_TIME_SECONDS, TRANSACTION_ID")
        rows = {name: np.asarray(column) for name, column in read.fetchnumpy().items()}
        seconds = rows["TX_TIME_SECONDS"].astype(np.int64)
        self.day = seconds // 86_400
        self.card = rows["CUSTOMER_ID"].astype(np.int64) + 1
        self.is_fraud = rows["TX_FRAUD"].astype(bool)
        at = (seconds + int(EPOCH.timestamp())) * 1_000_000
        delay = int(features.LABEL_DELAY.total_seconds()) * 1_000_000
        self.values = np.empty((len(at), len(NAMES)), dtype=np.float32)
        for name, values in features.replay(
            at=at,
            hundredths=rows["CENTS"].astype(np.int64),
            keys={
                Entity.PAYER: self.card,
                Entity.TERMINAL: rows["TERMINAL_ID"].astype(np.int64) + 1,
            },
            fraud_known_at=np.where(self.is_fraud, at + delay, features.NEVER),
            names=NAMES,
        ):
            self.values[:, NAMES.index(name)] = values

    def trained(self, first: int) -> Any:
        """Return the payments whose labels are known when the test week begins."""
        start = (FROM - EPOCH.date()).days
        return np.flatnonzero((self.day >= start) & (self.day < first - WEEK))

    def tested(self, first: int) -> Any:
        """Return the payments of the test week, those of cards known as compromised left out."""
        begins = first - 2 * WEEK
        known = self._compromised((self.day >= begins) & (self.day < begins + WEEK))
        chosen = []
        for number in range(WEEK):
            known |= self._compromised(self.day == first - WEEK - 1 + number)
            today = np.flatnonzero(self.day == first + number)
            chosen.append(today[~np.isin(self.card[today], list(known))])
        return np.concatenate(chosen)

    def _compromised(self, which: Any) -> set[int]:
        return set(self.card[which & self.is_fraud].tolist())


def first_days(cards: Cards) -> tuple[int, ...]:
    """Return the first days of the last four test weeks that are whole, in the book's weeks."""
    anchor = (date(2018, 8, 8) - EPOCH.date()).days
    last = anchor + (int(cards.day.max()) + 1 - WEEK - anchor) // WEEK * WEEK
    return tuple(last - WEEK * back for back in reversed(range(FOLDS)))


def run(*, folder: Path) -> Iterator[Fold]:
    """Yield each fold as it is done; raises NoBenchmark."""
    cards = Cards(folder)
    for first in first_days(cards):
        yield _fold(cards, first)


def _fold(cards: Cards, first: int) -> Fold:
    began = time.perf_counter()
    trained, tested = cards.trained(first), cards.tested(first)
    values, labels = cards.values[trained], cards.is_fraud[trained]
    models = [
        fitting.fit(values=values, is_fraud=labels, names=NAMES, seed=seed)
        for seed in range(_SEEDS)
    ]
    score = np.mean([model.predict(cards.values[tested]) for model in models], axis=0)
    bad, day, card = cards.is_fraud[tested], cards.day[tested], cards.card[tested]
    return Fold(
        first_day=EPOCH.date() + timedelta(days=first),
        trained_on=len(trained),
        payments=len(tested),
        frauds=int(bad.sum()),
        reached=(
            auc(bad, score),
            measures.average_precision(bad, score),
            measures.card_precision(day=day, card=card, is_fraud=bad, score=score),
        ),
        oracle=measures.card_precision(
            day=day, card=card, is_fraud=bad, score=bad.astype(np.float64)
        ),
        seconds=time.perf_counter() - began,
    )
