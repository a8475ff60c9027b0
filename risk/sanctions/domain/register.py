"""Everything on the lists, ready to be compared with a name in a few milliseconds.

The words of all names that have letters enough in common with a word of the one that is asked about
are compared with it at once, in C++ (rapidfuzz); the few hundred that are near lead to names, and
the best of those are weighed whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from risk.sanctions.domain.names import FLOOR, ListedKind, nearness, weight_of, words_of

_WEIGHED: Final = 30
_PREVIEW: Final = 0.75  # of Jaro-Winkler; below it, the mean with Levenshtein is hardly above FLOOR
_SHORTER, _LONGER = 3, 4
# Winkler's part of Jaro-Winkler, as rapidfuzz has it: four letters of a tenth, where Jaro is above.
_BOOSTED_ABOVE, _BOOST = 0.7, 0.4
_ROUNDING: Final = 1e-6
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


def _letters(word: str) -> int:
    """Return which letters and digits a word has, as bits."""
    bits = 0
    for letter in set(word):
        bits |= 1 << (ord(letter) - ord("a") if letter >= "a" else 26 + ord(letter) - ord("0"))
    return bits


class _Words:
    """Words that lead to names: only words of about the same length and letters are near."""

    def __init__(self, names_of: Mapping[str, Sequence[int]], names: int) -> None:
        """Take words with the names that each leads to, of so many."""
        ordered = sorted(names_of, key=len)
        self._names = names
        self._words = np.array(ordered, dtype=object)
        self._lengths = np.array([len(each) for each in ordered], dtype=np.int64)
        self._letters = np.array([_letters(each) for each in ordered], dtype=np.uint64)
        self._places = {each: np.array(of, dtype=np.int32) for each, of in names_of.items()}

    def nearness(self, word: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return for each name how near its nearest word is, 0 for none."""
        nearest = np.zeros(self._names, dtype=np.float32)
        for near, other in sorted(self._near(word)):  # the nearest last, over those less near
            nearest[self._places[other]] = near
        return nearest

    def _near(self, word: str) -> list[tuple[float, str]]:
        """Return the words that are FLOOR near at least, and how near."""
        some = self._possible(word)
        if not len(some):
            return []
        first = process.cdist(
            [word], some, scorer=JaroWinkler.similarity, score_cutoff=_PREVIEW, dtype=np.float32
        )[0]
        some, first = some[first > 0], first[first > 0]
        if not len(some):
            return []
        second = process.cdist(
            [word], some, scorer=Levenshtein.normalized_similarity, dtype=np.float32
        )[0]
        means = (first + second) / 2
        found = means >= FLOOR
        return list(zip(means[found].tolist(), some[found].tolist(), strict=True))

    def _possible(self, word: str) -> np.ndarray[Any, np.dtype[np.object_]]:
        """Return the words that have letters enough in common with this one.

        A letter that only one of two words has is matched by nothing: what is left bounds the
        letters m that can be matched, and so both measures from above. Jaro is at most
        (m / one + m / other + 1) / 3, Winkler adds at most four tenths of the rest to one, and
        Levenshtein's is at most m / longer. What cannot come to FLOOR is spared the reckoning, and
        nothing that can is left out.
        """
        size = len(word)
        begin, end = np.searchsorted(self._lengths, (size - _SHORTER, size + _LONGER + 1))
        lengths, letters = self._lengths[begin:end], self._letters[begin:end]
        own = np.uint64(_letters(word))
        matched = np.minimum(
            size - np.bitwise_count(own & ~letters).astype(np.int64),
            lengths - np.bitwise_count(letters & ~own),
        )
        jaro = (matched / size + matched / lengths + 1) / 3
        winkler = jaro + _BOOST * (1 - jaro)
        might = (winkler + matched / np.maximum(lengths, size)) / 2 >= FLOOR - _ROUNDING
        found: np.ndarray[Any, np.dtype[np.object_]] = self._words[begin:end][
            might & (jaro > _BOOSTED_ABOVE - _ROUNDING)
        ]
        return found


class Register:
    """The lists at one time."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        """Sort the words of all names."""
        self._listed = listed
        self._names: list[tuple[int, str, tuple[str, ...]]] = []
        words_of_names: dict[str, list[int]] = defaultdict(list)
        whole: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(listed):
            for name in entry.names:
                words = words_of(name, entry.kind)
                if words:
                    for word in set(words):
                        words_of_names[word].append(len(self._names))
                    whole["".join(words)].append(len(self._names))
                    self._names.append((number, name, words))
        self._words = _Words(words_of_names, len(self._names))
        self._whole = _Words(whole, len(self._names))

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._listed)

    def match(self, asked: Asked, *, threshold: float, most: int = 10) -> tuple[Match, ...]:
        """Return the entries that are at least `threshold` near, the nearest first."""
        kinds = (asked.kind,) if asked.kind else (ListedKind.PERSON, ListedKind.ORGANISATION)
        best: dict[int, Match] = {}
        near_of = lru_cache(maxsize=None)(self._words.nearness)  # kinds have most words in common
        for words in {words_of(asked.name, kind) for kind in kinds}:
            for place in self._promising(words, near_of):
                number, name, own = self._names[place]
                found = self._weighed(self._listed[number], name, nearness(words, own), asked)
                kept = best.get(number)
                if found.score >= threshold and (kept is None or kept.score < found.score):
                    best[number] = found
        ordered = sorted(best.values(), key=lambda match: (-match.score, match.uid))
        return tuple(ordered[:most])

    def _promising(self, words: tuple[str, ...], near_of: Callable[[str], Any]) -> list[int]:
        """Return the names that share most with these words."""
        if not words or not self._names:
            return []
        joined = "".join(words)
        sums = self._whole.nearness(joined) * weight_of(joined)
        for word in set(words):
            sums += near_of(word) * weight_of(word)
        most = min(_WEIGHED, len(self._names))
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
