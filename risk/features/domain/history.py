"""Features of a whole history at once: what each payment's would have been at its time.

The same windows and the same arithmetic as for a payment that waits (see reckoning.py), so that a
model learns from what it will be given. By numpy: a million payments take seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from risk.features.domain.reckoning import (
    MOST_WEIGHT,
    OUTLIER_DEVIATIONS,
    Totals,
    own_values,
    value,
)
from risk.terms.catalogue import (
    CATALOGUE,
    MOST_OTHERS,
    NAMES,
    OUTLIER,
    Entity,
    FeatureSpec,
    Statistic,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NEVER: Final = np.iinfo(np.int64).max
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Payments in the order in which they went by, one array element each.

    `at` and `fraud_known_at` are microseconds since 1970 (UTC); the latter is NEVER for what is no
    fraud. `hundredths` of a major unit. `keys` holds a number for each entity's key, 0 for none.
    """

    at: Ints
    hundredths: Ints
    keys: Mapping[Entity, Ints]
    fraud_known_at: Ints


def replay(history: History) -> dict[str, Floats]:
    """Return each feature of every payment by name, as it was when the payment went by."""
    return dict(each(history, NAMES))


def each(history: History, names: Collection[str]) -> Iterator[tuple[str, Floats]]:
    """Yield the features of these names one by one, each with its value of every payment."""
    count = len(history.at)
    weight = np.minimum((history.hundredths + 50) // 100, MOST_WEIGHT)
    lines = {entity: _Line.of(history, keys) for entity, keys in history.keys.items() if keys.any()}
    none = np.zeros(count, dtype=np.int64)
    outlier = none
    if Entity.PAYER in lines:
        z_score = lines[Entity.PAYER].values(OUTLIER, weight=weight, outlier=none)
        outlier = (z_score > OUTLIER_DEVIATIONS).astype(np.int64)
    yield from ((name, found) for name, found in _own(history).items() if name in names)
    for spec in CATALOGUE:
        if spec.name not in names:
            continue
        line = lines.get(spec.entity)
        if line is None:
            yield spec.name, _without(spec, weight)
        elif spec.other:
            others = history.keys.get(spec.other)
            yield spec.name, np.zeros(count) if others is None else line.distinct(spec, others)
        else:
            yield spec.name, line.values(spec, weight=weight, outlier=outlier)


def _own(history: History) -> dict[str, Floats]:
    seconds = history.at // 1_000_000
    days = seconds // 86_400
    hour = seconds % 86_400 // 3_600
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    return own_values(history.hundredths, hour=hour, weekday=weekday)


def _without(spec: FeatureSpec, weight: Ints) -> Floats:
    """Return the feature where no payment has the entity."""
    nothing = np.zeros(len(weight), dtype=np.int64)
    totals = Totals(count=nothing, amount=nothing, weight=nothing, square=nothing, outliers=nothing)
    if spec.other:
        return nothing.astype(np.float64)
    return _value(spec, totals, weight, nothing)


def _value(spec: FeatureSpec, totals: Totals, weight: Ints, frauds: Ints) -> Floats:
    result: Floats = value(spec, totals, weight=weight, frauds=frauds, where=np.where, root=np.sqrt)
    return result


class _Line:
    """One entity's payments: sorted by key, then by time."""

    def __init__(self, history: History, rows: Ints, group: Ints) -> None:
        self._history = history
        self._rows = rows  # which payments, in the line's order
        self._group = group
        self._span = len(history.at) + 1
        self._place = group * self._span + rows
        self._offsets: dict[timedelta, Ints] = {}

    @classmethod
    def of(cls, history: History, keys: Ints) -> _Line:
        present = np.flatnonzero(keys)
        order = present[np.argsort(keys[present], kind="stable")]
        _, group = np.unique(keys[order], return_inverse=True)
        return cls(history, order.astype(np.int64), group.astype(np.int64))

    def _before(self, offset: timedelta) -> Ints:
        """Return, for each payment, how many places of the line were over `offset` before it."""
        if offset not in self._offsets:
            at = self._history.at
            until = (
                np.searchsorted(at, at[self._rows] - offset // _MICROSECOND, side="right")
                if offset
                else self._rows
            )
            self._offsets[offset] = np.searchsorted(
                self._place, self._group * self._span + until, side="left"
            ).astype(np.int64)
        return self._offsets[offset]

    def values(self, spec: FeatureSpec, *, weight: Ints, outlier: Ints) -> Floats:
        end, start = self._before(spec.delay), self._before(spec.delay + spec.window)
        mine = weight[self._rows]

        def between(counted: Ints) -> Ints:
            running = np.concatenate(([0], np.cumsum(counted, dtype=np.int64)))
            difference: Ints = running[end] - running[start]
            return difference

        totals = Totals(
            count=end - start,
            amount=between(self._history.hundredths[self._rows]),
            weight=between(mine),
            square=between(mine * mine),
            outliers=between(outlier[self._rows]),
        )
        found = _value(spec, totals, mine, self._frauds(spec))
        return self._spread(found, _without(spec, weight))

    def distinct(self, spec: FeatureSpec, others: Ints) -> Floats:
        """Count different others, MOST_OTHERS at the most.

        Each payment stands for its pair until the next of the pair.
        """
        other = others[self._rows]
        pair = np.lexsort((np.arange(len(other)), other, self._group))
        follows = (self._group[pair][1:] == self._group[pair][:-1]) & (
            other[pair][1:] == other[pair][:-1]
        )
        until = np.full(len(other), len(other), dtype=np.int64)
        until[pair[:-1][follows]] = pair[1:][follows] + 1
        over = self._first_at(self._at() + spec.window // _MICROSECOND, self._group)
        first = np.arange(len(other), dtype=np.int64) + 1
        last = np.minimum(until, over)
        told = (other > 0) & (last > first)
        return self._spread(
            np.minimum(self._covered(first[told], last[told]), MOST_OTHERS).astype(np.float64),
            np.zeros(len(self._history.at)),
        )

    def _frauds(self, spec: FeatureSpec) -> Ints:
        known = self._history.fraud_known_at[self._rows]
        if spec.statistic not in (Statistic.FRAUDS, Statistic.FRAUD_SHARE):
            return np.zeros(len(self._rows), dtype=np.int64)
        frauds = np.flatnonzero(known != NEVER)
        at, group = self._at()[frauds], self._group[frauds]
        begins = np.maximum(at + spec.delay // _MICROSECOND, known[frauds])
        ends = at + (spec.delay + spec.window) // _MICROSECOND
        told = ends > begins
        return self._covered(
            self._first_at(begins[told], group[told]), self._first_at(ends[told], group[told])
        )

    def _at(self) -> Ints:
        at: Ints = self._history.at[self._rows]
        return at

    def _first_at(self, moment: Ints, group: Ints) -> Ints:
        """Return the first place of the group that is not before the moment; its end if none is."""
        rank = np.searchsorted(self._history.at, moment, side="left")
        return np.searchsorted(self._place, group * self._span + rank, side="left").astype(np.int64)

    def _covered(self, first: Ints, last: Ints) -> Ints:
        """Return for each place how many of the stretches [first, last) it is in."""
        steps = np.zeros(len(self._rows) + 1, dtype=np.int64)
        np.add.at(steps, first, 1)
        np.add.at(steps, last, -1)
        covered: Ints = np.cumsum(steps)[:-1]
        return covered

    def _spread(self, found: Floats, otherwise: Floats) -> Floats:
        result = otherwise.copy()
        result[self._rows] = found
        return result


def coded(keys: Any) -> Ints:
    """Return a number for each different text of an iterable, and 0 for an empty one."""
    numbers: dict[str, int] = {"": 0}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
