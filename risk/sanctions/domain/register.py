"""Everything on the lists, ready to be compared with a name in a few milliseconds.

The words of all names are compared with the words of the one that is asked about at once, in C++
(rapidfuzz); the few hundred that are near lead to names, and the best of those are weighed whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from risk.sanctions.domain.names import FLOOR, ListedKind, nearness, weight_of, words_of

_WEIGHED: Final = 30
_PREVIEW: Final = 0.75  # of Jaro-Winkler; below it, the mean with Levenshtein is hardly above FLOOR
_SHORTER, _LONGER = 3, 4
_SAME_YEAR: Final = 1
_OTHER_BIRTH: Final = 0.8
_OTHER_COUNTRY: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a list. `births` are years; `countries` ISO 3166-1 alpha-2, where given."""

    key: int
    list_code: str
    uid: str
    kind: ListedKind
    names: tuple[str, ...]
    births: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked about; what is not known is empty or None."""

    name: str
    kind: ListedKind | None = None
    born: date | None = None
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An entry that is near the name, 0 to 100, and what speaks for and against it."""

    key: int
    list_code: str
    uid: str
    name: str
    score: float
    why: tuple[str, ...]


class _Words:
    """Words that lead to names, by their length: only words of about the same are near."""

    def __init__(self) -> None:
        self._names_of: dict[str, list[int]] = defaultdict(list)
        self._lengths: dict[int, list[str]] = defaultdict(list)
        self._arrays: dict[str, np.ndarray[Any, np.dtype[np.int32]]] = {}

    def add(self, word: str, name: int) -> None:
        """Let a word lead to a name."""
        if word not in self._names_of:
            self._lengths[len(word)].append(word)
        self._names_of[word].append(name)

    def nearness(self, word: str, names: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return for each name how near its nearest word is, 0 for none."""
        found: list[tuple[float, str]] = []
        for length in range(max(1, len(word) - _SHORTER), len(word) + _LONGER + 1):
            if self._lengths.get(length):
                found += self._of_length(word, self._lengths[length])
        nearest = np.zeros(names, dtype=np.float32)
        for near, other in sorted(found):  # the nearest is written last, over those less near
            nearest[self._places(other)] = near
        return nearest

    def _of_length(self, word: str, others: list[str]) -> list[tuple[float, str]]:
        first = process.cdist(
            [word], others, scorer=JaroWinkler.similarity, score_cutoff=_PREVIEW, dtype=np.float32
        )[0]
        places = np.flatnonzero(first)
        if not len(places):
            return []
        some = [others[place] for place in places]
        second = process.cdist(
            [word], some, scorer=Levenshtein.normalized_similarity, dtype=np.float32
        )[0]
        means = (first[places] + second) / 2
        return [(float(means[n]), some[n]) for n in np.flatnonzero(means >= FLOOR)]

    def _places(self, word: str) -> np.ndarray[Any, np.dtype[np.int32]]:
        if word not in self._arrays:
            self._arrays[word] = np.array(self._names_of[word], dtype=np.int32)
        return self._arrays[word]


class Register:
    """The lists at one time."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        """Sort the words of all names."""
        self._listed = listed
        self._names: list[tuple[int, str, tuple[str, ...]]] = []
        self._words, self._whole = _Words(), _Words()
        for number, entry in enumerate(listed):
            for name in entry.names:
                words = words_of(name, entry.kind)
                for word in set(words):
                    self._words.add(word, len(self._names))
                if words:
                    self._whole.add("".join(words), len(self._names))
                    self._names.append((number, name, words))

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._listed)

    def match(self, asked: Asked, *, threshold: float, most: int = 10) -> tuple[Match, ...]:
        """Return the entries that are at least `threshold` near, the nearest first."""
        kinds = (asked.kind,) if asked.kind else (ListedKind.PERSON, ListedKind.ORGANISATION)
        best: dict[int, Match] = {}
        for words in {words_of(asked.name, kind) for kind in kinds}:
            for place in self._promising(words):
                number, name, own = self._names[place]
                found = self._weighed(self._listed[number], name, nearness(words, own), asked)
                kept = best.get(number)
                if found.score >= threshold and (kept is None or kept.score < found.score):
                    best[number] = found
        ordered = sorted(best.values(), key=lambda match: (-match.score, match.uid))
        return tuple(ordered[:most])

    def _promising(self, words: tuple[str, ...]) -> list[int]:
        """Return the names that share most with these words."""
        if not words or not self._names:
            return []
        count = len(self._names)
        joined = "".join(words)
        sums = self._whole.nearness(joined, count) * weight_of(joined)
        for word in set(words):
            sums += self._words.nearness(word, count) * weight_of(word)
        most = min(_WEIGHED, count)
        top = np.argpartition(sums, -most)[-most:]
        return [int(place) for place in top if sums[place] > 0]

    @staticmethod
    def _weighed(entry: Listed, name: str, near: float, asked: Asked) -> Match:
        why = [f"the name is {near:.0%} near"]
        if asked.born and entry.births:
            if any(abs(asked.born.year - year) <= _SAME_YEAR for year in entry.births):
                why.append("born in the same year")
            else:
                near *= _OTHER_BIRTH
                why.append("born in another year")
        if asked.countries and entry.countries:
            if asked.countries & entry.countries:
                why.append("of the same country")
            else:
                near *= _OTHER_COUNTRY
                why.append("of another country")
        return Match(
            key=entry.key,
            list_code=entry.list_code,
            uid=entry.uid,
            name=name,
            score=round(near * 100, 1),
            why=tuple(why),
        )
