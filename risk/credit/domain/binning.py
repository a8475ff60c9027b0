"""Weight of evidence: a characteristic's values in bins, each with how much it says.

A bin's weight of evidence is ln(share of the goods in it / share of the bads in it), with half a
case added to each so that no bin is certain; positive is good. Numbers are cut at quantiles and
neighbours are merged until the share of bads only rises or only falls (pool adjacent violators)
and every bin holds enough; categories that are rare are put together. What is missing, and each
special value, has a bin of its own. Siddiqi, Credit Risk Scorecards (2006), ch. 6.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_QUANTILES: Final = 20
_LEAST_SHARE: Final = 0.03
_HALF: Final = 0.5
OTHERS: Final = "others"
_END: Final = sys.float_info.max  # JSON has no infinity


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bin. Numbers: from `low` (exclusive) to `high`; else the texts or special values."""

    label: str
    goods: int
    bads: int
    woe: float
    low: float | None = None
    high: float | None = None
    values: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many cases it holds."""
        return self.goods + self.bads

    def holds(self, number: float) -> bool:
        """Return whether an ordinary number falls into it."""
        return self.low is not None and self.high is not None and self.low < number <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """A name, its bins, and its information value over them."""

    name: str
    is_number: bool
    bins: tuple[Bin, ...]
    special: tuple[float, ...] = ()

    @property
    def information_value(self) -> float:
        """How well the bins tell goods from bads: 0.02 weak, 0.1 medium, 0.3 strong."""
        goods = sum(each.goods for each in self.bins) + _HALF
        bads = sum(each.bads for each in self.bins) + _HALF
        return sum(
            ((each.goods + _HALF) / goods - (each.bads + _HALF) / bads) * each.woe
            for each in self.bins
        )

    def place(self, value: float | str | None) -> int:
        """Return the number of the bin that a value falls into; raises UnknownValue."""
        text = _special(value, self.special) if self.is_number else str(value or "")
        if self.is_number and text is None:
            number = float(value)  # type: ignore[arg-type]  # neither missing nor special
            for place, each in enumerate(self.bins):
                if each.holds(number):
                    return place
            text = ""
        for place, each in enumerate(self.bins):
            if text in each.values:
                return place
        for place, each in enumerate(self.bins):
            if OTHERS in each.values:
                return place
        return max(range(len(self.bins)), key=lambda place: self.bins[place].bads)


def _special(value: float | str | None, special: Sequence[float]) -> str | None:
    """Return the name of a missing or special value; None for an ordinary number."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return ""
    number = float(value)
    return _name(number) if number in special else None


def _name(number: float) -> str:
    return f"{number + 0.0:g}"  # no minus before zero


def bin_numbers(
    name: str, values: Sequence[float | None], bads: Sequence[int], *, special: tuple[float, ...]
) -> Characteristic:
    """Return a number's bins; `bads` is 1 for a bad case and 0 for a good one."""
    column = np.array([math.nan if each is None else float(each) for each in values])
    bad = np.asarray(bads, dtype=np.int64)
    total = _Totals.of(bad)
    ordinary = ~np.isnan(column) & ~np.isin(column, np.array(special))
    found = [
        _other_bin(_name(each), (_name(each),), bad[column == each], total)
        for each in special
        if (column == each).any()
    ]
    if np.isnan(column).any():
        found.append(_other_bin("missing", ("",), bad[np.isnan(column)], total))
    ranges = _ranges(column[ordinary], bad[ordinary], total)
    return Characteristic(name=name, is_number=True, bins=(*ranges, *found), special=special)


def bin_texts(name: str, values: Sequence[str], bads: Sequence[int]) -> Characteristic:
    """Return a text's bins: one for each value that is frequent, one for the others."""
    bad = np.asarray(bads, dtype=np.int64)
    total = _Totals.of(bad)
    column = np.array([str(each or "") for each in values], dtype=object)
    counts = {each: int((column == each).sum()) for each in sorted(set(column))}
    frequent = [each for each, count in counts.items() if count >= _LEAST_SHARE * len(bad)]
    rare = [each for each in counts if each not in frequent]
    found = [
        _other_bin(each or "missing", (each,), bad[column == each], total) for each in frequent
    ]
    if rare:
        among = np.isin(column, np.array(rare, dtype=object))
        found.append(_other_bin("others", (*rare, OTHERS), bad[among], total))
    return Characteristic(name=name, is_number=False, bins=tuple(found))


@dataclass(frozen=True, slots=True)
class _Totals:
    goods: int
    bads: int

    @classmethod
    def of(cls, bad: NDArray[np.int64]) -> _Totals:
        return cls(int((bad == 0).sum()), int(bad.sum()))

    def woe(self, goods: int, bads: int) -> float:
        good_share = (goods + _HALF) / (self.goods + _HALF)
        bad_share = (bads + _HALF) / (self.bads + _HALF)
        return math.log(good_share / bad_share)


def _other_bin(label: str, values: tuple[str, ...], bad: NDArray[np.int64], total: _Totals) -> Bin:
    goods, bads = int((bad == 0).sum()), int(bad.sum())
    return Bin(label=label, goods=goods, bads=bads, woe=total.woe(goods, bads), values=values)


def _ranges(column: NDArray[np.float64], bad: NDArray[np.int64], total: _Totals) -> list[Bin]:
    if not len(column):
        return []
    cuts = np.unique(np.quantile(column, np.linspace(0, 1, _QUANTILES + 1)[1:-1], method="lower"))
    place = np.searchsorted(cuts, column, side="left")
    counts = np.bincount(place, minlength=len(cuts) + 1)
    bads = np.bincount(place, weights=bad, minlength=len(cuts) + 1)
    pieces = [
        (int(count - some), int(some), number)
        for number, (count, some) in enumerate(zip(counts, bads, strict=True))
        if count
    ]
    rising, falling = _monotone(pieces, rising=True), _monotone(pieces, rising=False)
    best = max((rising, falling), key=lambda groups: _value(groups, total))
    least = _LEAST_SHARE * (total.goods + total.bads)
    merged = _large_enough(best, least)
    edges = [*cuts.tolist(), _END]
    found, low = [], -_END
    for goods, bads_of, last in merged:
        high = edges[last]
        label = f"over {low:g}" if high == _END else f"up to {high:g}"
        found.append(
            Bin(
                label=label, goods=goods, bads=bads_of, woe=total.woe(goods, bads_of),
                low=low, high=high,
            )
        )  # fmt: skip
        low = high
    last_bin = found[-1]
    found[-1] = Bin(
        label=last_bin.label, goods=last_bin.goods, bads=last_bin.bads, woe=last_bin.woe,
        low=last_bin.low, high=_END,
    )  # fmt: skip
    return found


_Piece = tuple[int, int, int]  # goods, bads, number of its last cut


def _monotone(pieces: Sequence[_Piece], *, rising: bool) -> list[_Piece]:
    """Merge neighbours until the share of bads goes one way only."""
    stack: list[_Piece] = []
    for piece in pieces:
        stack.append(piece)
        while len(stack) > 1 and not _in_order(stack[-2], stack[-1], rising=rising):
            upper, lower = stack.pop(), stack.pop()
            stack.append((lower[0] + upper[0], lower[1] + upper[1], upper[2]))
    return stack


def _in_order(lower: _Piece, upper: _Piece, *, rising: bool) -> bool:
    first, second = lower[1] / (lower[0] + lower[1]), upper[1] / (upper[0] + upper[1])
    return first < second if rising else first > second


def _large_enough(pieces: Sequence[_Piece], least: float) -> list[_Piece]:
    merged: list[_Piece] = []
    for piece in pieces:
        if merged and (piece[0] + piece[1] < least or sum(merged[-1][:2]) < least):
            lower = merged.pop()
            merged.append((lower[0] + piece[0], lower[1] + piece[1], piece[2]))
        else:
            merged.append(piece)
    return merged


def _value(pieces: Sequence[_Piece], total: _Totals) -> float:
    return sum(
        (goods / max(total.goods, 1) - bads / max(total.bads, 1)) * total.woe(goods, bads)
        for goods, bads, _ in pieces
    )


def fit(
    columns: Mapping[str, Sequence[Any]],
    bads: Sequence[int],
    *,
    texts: frozenset[str],
    special: tuple[float, ...] = (),
) -> list[Characteristic]:
    """Return the bins of every column; those named in `texts` hold categories."""
    return [
        bin_texts(name, values, bads)
        if name in texts
        else bin_numbers(name, values, bads, special=special)
        for name, values in columns.items()
    ]
