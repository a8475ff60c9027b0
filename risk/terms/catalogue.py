"""Which features there are: of whom, what is counted, over which time, known how much later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from itertools import product
from typing import Final

from risk.terms.facts import PaymentFacts


class Entity(IntEnum):
    """Whom a payment is counted for. The number is the place of its key, from one."""

    PAYER = 1
    INSTRUMENT = 2
    DEVICE = 3
    ADDRESS = 4
    TERMINAL = 5
    MERCHANT = 6
    PAYEE = 7


def keys_of(facts: PaymentFacts) -> tuple[str, ...]:
    """Return the payment's keys in the order of Entity; empty where it has none.

    A payment without a payer of its own is its account's.
    """
    return (
        facts.payer or facts.account,
        facts.instrument,
        facts.device,
        facts.address,
        facts.terminal,
        facts.merchant,
        facts.payee,
    )


class Statistic(StrEnum):
    """What is made of the payments in a window; amounts are in major units.

    A payment is an outlier if its amount was above its payer's mean of 30 days by more than three
    standard deviations. A share is a number of frauds over the number of payments.
    """

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    DEVIATION = "sd"
    OUTLIERS = "outliers"
    FRAUDS = "frauds"
    FRAUD_SHARE = "fraud_share"
    DISTINCT = "distinct"
    RATIO = "ratio"  # of this payment's amount to the mean
    Z_SCORE = "z"  # of this payment's amount


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureSpec:
    """One feature. The window ends `delay` before the payment: labels are not known at once.

    `other` is whose different keys are counted, for DISTINCT alone, MOST_OTHERS at the most.
    """

    entity: Entity
    statistic: Statistic
    window: timedelta
    delay: timedelta = timedelta()
    other: Entity | None = None

    @property
    def name(self) -> str:
        """Return such as payer_count_10m, terminal_frauds_28d, device_payers_7d."""
        what = f"{self.other.name.lower()}s" if self.other else self.statistic.value
        late = f"_after_{_words(self.delay)}" if self._says_delay else ""
        return f"{self.entity.name.lower()}_{what}_{_words(self.window)}{late}"

    @property
    def _says_delay(self) -> bool:
        frauds = (Statistic.FRAUDS, Statistic.FRAUD_SHARE)
        return bool(self.delay) and self.statistic not in frauds

    @property
    def words(self) -> str:
        """Return what it is, for an analyst."""
        who = self.entity.name.lower()
        what = f"different {self.other.name.lower()}s" if self.other else _SAID[self.statistic]
        late = f", up to {_words(self.delay)} ago" if self.delay else ""
        return f"{what} of the {who} in {_words(self.window)}{late}"


_SAID: Final = {
    Statistic.COUNT: "payments",
    Statistic.SUM: "sum of the payments",
    Statistic.MEAN: "mean amount",
    Statistic.DEVIATION: "standard deviation of the amounts",
    Statistic.OUTLIERS: "unusually large payments",
    Statistic.FRAUDS: "known frauds",
    Statistic.FRAUD_SHARE: "share of known frauds",
    Statistic.RATIO: "this amount over the mean amount",
    Statistic.Z_SCORE: "standard deviations of this amount from the mean",
}


def _words(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    for size, letter in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds % size == 0 and not (letter == "h" and seconds == 3_600):
            return f"{seconds // size}{letter}"
    return f"{seconds}s"


_MINUTES: Final = tuple(timedelta(minutes=number) for number in (1, 10, 60))
_DAYS: Final = tuple(timedelta(days=number) for number in (1, 7, 30))
LABEL_DELAY: Final = timedelta(days=7)  # until a fraud has been told, in the mean
_LATE_WINDOWS: Final = tuple(timedelta(days=number) for number in (1, 7, 14, 28))
_S, _E = Statistic, Entity

CATALOGUE: Final[tuple[FeatureSpec, ...]] = (
    *(
        FeatureSpec(entity=entity, statistic=statistic, window=window)
        for entity, statistic, window in product(_E, (_S.COUNT, _S.SUM), _MINUTES + _DAYS)
    ),
    *(
        FeatureSpec(entity=entity, statistic=statistic, window=window)
        for entity, statistic, window in product(
            (_E.PAYER, _E.INSTRUMENT),
            (_S.MEAN, _S.DEVIATION, _S.RATIO, _S.Z_SCORE, _S.OUTLIERS),
            _DAYS[1:],
        )
    ),
    *(
        FeatureSpec(entity=entity, statistic=statistic, window=window, delay=LABEL_DELAY)
        for entity, statistic, window in product(
            (_E.PAYER, _E.INSTRUMENT, _E.DEVICE, _E.TERMINAL, _E.MERCHANT, _E.PAYEE),
            (_S.FRAUDS, _S.FRAUD_SHARE),
            _LATE_WINDOWS,
        )
    ),
    *(
        FeatureSpec(entity=entity, statistic=_S.DISTINCT, window=window, other=other)
        for (entity, other), window in product(
            (
                (_E.DEVICE, _E.PAYER),
                (_E.ADDRESS, _E.PAYER),
                (_E.PAYEE, _E.PAYER),
                (_E.PAYER, _E.PAYEE),
                (_E.INSTRUMENT, _E.DEVICE),
            ),
            _DAYS[:2],
        )
    ),
)

# By it a payment is an outlier, and is counted as one from then on.
OUTLIER: Final = FeatureSpec(
    entity=Entity.PAYER, statistic=Statistic.Z_SCORE, window=timedelta(days=30)
)

# What is known of a payment without looking back.
OWN: Final = {
    "amount": "the amount",
    "hour": "the hour of the day (UTC)",
    "is_weekend": "on a Saturday or Sunday (1 or 0)",
    "is_night": "between midnight and six (1 or 0)",
}
WORDS: Final[dict[str, str]] = {**OWN, **{spec.name: spec.words for spec in CATALOGUE}}
NAMES: Final[tuple[str, ...]] = tuple(WORDS)

# As many and more are one to a model and to a rule. An address from which a program pays for all of
# its customers would have to be counted anew, whole, with each payment.
MOST_OTHERS: Final = 500

# How far back a running total is asked for: where a window begins or ends.
OFFSETS: Final[tuple[timedelta, ...]] = tuple(
    sorted({spec.delay for spec in CATALOGUE} | {s.delay + s.window for s in CATALOGUE})
)
PAIRS: Final[tuple[tuple[Entity, Entity], ...]] = tuple(
    dict.fromkeys((spec.entity, spec.other) for spec in CATALOGUE if spec.other)
)
