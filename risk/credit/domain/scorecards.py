"""A scorecard: points for each bin, and the probability of default behind the sum.

Logistic regression over weights of evidence; points by the usual scale: `base_points` stand for
`base_odds` goods to one bad, and every `double` points more double the odds. Siddiqi (2006), ch. 6.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from bankcore.errors import BankError
from risk.credit.domain import binning
from risk.credit.domain.binning import Bin, Characteristic

BASE_POINTS: Final = 600
BASE_ODDS: Final = 50.0
DOUBLE: Final = 20.0
_FACTOR: Final = DOUBLE / math.log(2)
_OFFSET: Final = BASE_POINTS - _FACTOR * math.log(BASE_ODDS)
_LEAST_INFORMATION: Final = 0.02
_MOST_REASONS: Final = 4
_FEWEST: Final = 20
FORMAT: Final = 1


class CannotUseScorecard(BankError):
    """The scorecard's file is of another format, or says what no scorecard says."""

    code = "scorecard_unreadable"
    cure = "Export the scorecard again; the one in use stays."


class TooFewCases(BankError):
    """There are not enough good and bad cases to learn from."""

    code = "scorecard_too_few_cases"
    cure = "Give at least 20 good and 20 bad cases with one characteristic that tells them apart."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a scorecard says: points, probability of default within its horizon, and why.

    `lost` are the characteristics that cost most points against their best bin, the worst first.
    """

    points: int
    pd: float
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Characteristics with their weights.

    The logarithm of good to bad is `intercept` + the sum of weight times weight of evidence.
    """

    characteristics: tuple[Characteristic, ...]
    weights: tuple[float, ...]
    intercept: float

    def score(self, values: Mapping[str, Any]) -> Scored:
        """Return what it says of a case; a characteristic that is not given counts as missing."""
        log_odds, lost = self.intercept, []
        for each, weight in zip(self.characteristics, self.weights, strict=True):
            woe = each.bins[each.place(values.get(each.name))].woe
            log_odds += weight * woe
            best = max(one.woe for one in each.bins)
            lost.append((weight * (best - woe), each.name))
        worst = sorted((each for each in lost if each[0] > 0), reverse=True)
        return Scored(
            points=round(_OFFSET + _FACTOR * log_odds),
            pd=1 / (1 + math.exp(log_odds)),
            lost=tuple(name for _, name in worst[:_MOST_REASONS]),
        )

    def points_of(self, number: int, place: int) -> int:
        """Return the points of one bin, its share of the intercept included."""
        count = len(self.characteristics)
        woe = self.characteristics[number].bins[place].woe
        share = (_OFFSET + _FACTOR * self.intercept) / count
        return round(share + _FACTOR * self.weights[number] * woe)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"format": FORMAT, **asdict(self)}


def of_json(found: Mapping[str, Any]) -> Scorecard:
    """Return the scorecard of plain values; raises CannotUseScorecard."""
    try:
        card = Scorecard(
            characteristics=tuple(_characteristic(each) for each in found["characteristics"]),
            weights=tuple(float(each) for each in found["weights"]),
            intercept=float(found["intercept"]),
        )
        fault = "" if found["format"] == FORMAT else "is of another format"
    except (KeyError, TypeError, ValueError, AttributeError):
        message = "The scorecard cannot be read."
        raise CannotUseScorecard(message, field="file") from None
    fault = fault or _fault(card)
    if fault:
        message = f"The scorecard {fault}."
        raise CannotUseScorecard(message, field="file")
    return card


def _fault(card: Scorecard) -> str:
    numbers = [card.intercept, *card.weights]
    numbers += [one.woe for each in card.characteristics for one in each.bins]
    if not all(map(math.isfinite, numbers)):
        return "has a number that is none"
    if not card.weights or len(card.weights) != len(card.characteristics):
        return "has not one weight for each characteristic"
    if not all(each.bins for each in card.characteristics):
        return "has a characteristic without bins"
    return ""


def _characteristic(found: Mapping[str, Any]) -> Characteristic:
    bins = tuple(
        Bin(**{**each, "values": tuple(str(one) for one in each["values"])})
        for each in found["bins"]
    )
    return Characteristic(
        name=str(found["name"]),
        is_number=bool(found["is_number"]),
        bins=bins,
        special=tuple(float(each) for each in found["special"]),
    )


def fit(
    columns: Mapping[str, Sequence[Any]],
    bads: Sequence[int],
    *,
    texts: frozenset[str] = frozenset(),
    special: tuple[float, ...] = (),
) -> Scorecard:
    """Return the scorecard of these cases; `bads` is 1 for each bad one. Raises TooFewCases.

    Characteristics that say little are left out, and so are those whose weight would turn what
    their bins say round: a card must be explained to who is declined by it.
    """
    if not _FEWEST <= sum(bads) <= len(bads) - _FEWEST:
        message = f"There are {sum(bads)} bad cases of {len(bads)}."
        raise TooFewCases(message)
    found = [
        each
        for each in binning.fit(columns, bads, texts=texts, special=special)
        if each.information_value > _LEAST_INFORMATION
    ]
    while found:
        weights, intercept = _regression(found, columns, bads)
        kept = [each for each, weight in zip(found, weights, strict=True) if weight > 0]
        if len(kept) == len(found):
            return Scorecard(
                characteristics=tuple(found), weights=tuple(weights), intercept=intercept
            )
        found = kept
    message = "No characteristic tells good from bad."
    raise TooFewCases(message)


def _regression(
    found: Sequence[Characteristic], columns: Mapping[str, Sequence[Any]], bads: Sequence[int]
) -> tuple[list[float], float]:
    import numpy as np  # noqa: PLC0415 - heavy, and only who trains needs it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    evidence = np.column_stack([woes(each, columns[each.name]) for each in found])
    model = LogisticRegression(C=1.0, max_iter=500).fit(evidence, 1 - np.asarray(bads))
    return [float(each) for each in model.coef_[0]], float(model.intercept_[0])


def woes(characteristic: Characteristic, values: Sequence[Any]) -> list[float]:
    """Return each value's weight of evidence."""
    known: dict[Any, float] = {}
    for value in values:
        if value not in known:
            known[value] = characteristic.bins[characteristic.place(value)].woe
    return [known[value] for value in values]
