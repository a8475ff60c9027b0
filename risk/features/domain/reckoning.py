"""From running totals to feature values: the same arithmetic for a payment now and for history.

Totals are whole numbers, so that the difference of two is exact. Numbers or numpy's arrays of
them: the operations are the same, in the same order, and so are the results to the last bit.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final, NamedTuple

from risk.terms.catalogue import FeatureSpec, Statistic

MOST_WEIGHT: Final = 1_000_000
OUTLIER_DEVIATIONS: Final = 3.0


class Totals(NamedTuple):
    """What an entity's payments add up to: how many, in hundredths, in whole units, squared.

    `weight` and `square` are of amounts rounded to whole units and cut at a million, so that no
    sum of squares runs out of 64 bits within nine million payments. Numbers or arrays.
    """

    count: Any
    amount: Any
    weight: Any
    square: Any
    outliers: Any

    def since(self, before: Totals) -> Totals:
        """Return what came after `before`."""
        return Totals(
            self.count - before.count,
            self.amount - before.amount,
            self.weight - before.weight,
            self.square - before.square,
            self.outliers - before.outliers,
        )


NOTHING: Final = Totals(count=0, amount=0, weight=0, square=0, outliers=0)


def hundredths(amount: Decimal) -> int:
    """Return an amount in hundredths of a major unit."""
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def weight_of(hundredth: int) -> int:
    """Return the amount in whole units that goes into means and deviations."""
    return min((hundredth + 50) // 100, MOST_WEIGHT)


def own_values(hundredth: Any, *, hour: Any, weekday: Any) -> dict[str, Any]:
    """Return what is known of a payment without looking back; Monday is weekday 0."""
    return {
        "amount": hundredth / 100,
        "hour": hour * 1.0,
        "is_weekend": (weekday >= 5) * 1.0,
        "is_night": (hour < 6) * 1.0,
    }


def value(
    spec: FeatureSpec, window: Totals, *, weight: Any, frauds: Any, where: Any, root: Any
) -> Any:
    """Return a feature's value from what is in its window.

    `where(condition, yes, no)` and `root` are numpy's for arrays. Without payments a mean is 0,
    a ratio 1 and a deviation 0: nothing is known, and nothing is unusual.
    """
    statistic = spec.statistic
    if statistic is Statistic.COUNT:
        return window.count * 1.0
    if statistic is Statistic.SUM:
        return window.amount / 100
    if statistic is Statistic.OUTLIERS:
        return window.outliers * 1.0
    if statistic is Statistic.FRAUDS:
        return frauds * 1.0
    some = where(window.count > 0, window.count, 1)
    if statistic is Statistic.FRAUD_SHARE:
        return frauds / some
    return _of_amounts(
        statistic,
        mean=window.weight / some,
        squares=window.square / some,
        weight=weight,
        where=where,
        root=root,
    )


def _of_amounts(
    statistic: Statistic, *, mean: Any, squares: Any, weight: Any, where: Any, root: Any
) -> Any:
    if statistic is Statistic.MEAN:
        return mean
    if statistic is Statistic.RATIO:
        return where(mean > 0, weight / where(mean > 0, mean, 1.0), 1.0)
    spread = squares - mean * mean
    deviation = root(where(spread > 0, spread, 0.0))
    if statistic is Statistic.DEVIATION:
        return deviation
    return where(deviation > 0, (weight - mean) / where(deviation > 0, deviation, 1.0), 0.0)
