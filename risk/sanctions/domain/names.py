"""How near two names are: made for lists of persons, companies and ships.

Names are written in Latin letters (anyascii), words that say nothing are left out, and the rest is
matched word by word, whatever their order. A word's nearness is the mean of Jaro-Winkler and
Levenshtein's (rapidfuzz); words that only the longer name has weigh a fifth, for people have more
names than they give; words that the shorter name has alone weigh whole. Names run together or
split otherwise are compared as one word. On OpenSanctions' published pairs see
`manage.py benchmark_names`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler, Levenshtein


class ListedKind(StrEnum):
    """What is on a list."""

    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"
    VESSEL = "VESSEL"
    AIRCRAFT = "AIRCRAFT"


FLOOR: Final = 0.65  # words less near than this have nothing in common
_EXTRA: Final = 0.2
_INITIAL: Final = 0.8
_SINGLE: Final = 0.9  # one word says little of a name of several
_ONE_WORD: Final = 0.95
_ONE_WORD_FLOOR: Final = 0.8

_ARTICLES: Final = frozenset(["a", "the", "of", "and", "de", "la", "le", "el", "al", "und"])
_LEGAL: Final = _ARTICLES | frozenset(
    [
        "ltd",
        "limited",
        "llc",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "ag",
        "sa",
        "spa",
        "srl",
        "bv",
        "nv",
        "oy",
        "ab",
        "as",
        "plc",
        "pjsc",
        "ojsc",
        "oao",
        "ooo",
        "zao",
        "pao",
        "jsc",
        "llp",
        "lp",
        "kg",
        "kgaa",
        "aktiengesellschaft",
        "public",
        "joint",
        "stock",
        "pte",
        "pty",
        "sarl",
        "sas",
        "se",
        "kk",
        "doo",
        "dd",
        "ood",
        "ead",
        "eood",
        "tov",
        "pat",
        "prat",
        "fze",
        "fzco",
        "wll",
        "group",
        "holding",
        "holdings",
    ]
)
_TITLES: Final = frozenset(
    ["mr", "mrs", "ms", "dr", "sir", "general", "gen", "col", "prof", "president", "sheikh", "haji"]
)
_LONGEST: Final = 200
_MOST_WORDS: Final = 12


@lru_cache(maxsize=4_096)
def words_of(name: str, kind: ListedKind) -> tuple[str, ...]:
    """Return the words of a name that say something, in Latin letters and small."""
    latin = anyascii(unicodedata.normalize("NFKC", name[:_LONGEST])).lower()
    found = re.findall(r"[a-z0-9]+", re.sub(r"[\u2019'`.]", "", latin))[:_MOST_WORDS]
    idle = _TITLES if kind is ListedKind.PERSON else _LEGAL
    return tuple(word for word in found if word not in idle) or tuple(found)


def weight_of(word: str) -> float:
    """Return how much a word counts: longer ones say more."""
    return math.log(2 + len(word))


@lru_cache(maxsize=65_536)
def word_nearness(one: str, other: str) -> float:
    """Return how near two words are, from 0 to 1."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return _INITIAL if one[0] == other[0] else 0.0
    near = (JaroWinkler.similarity(one, other) + Levenshtein.normalized_similarity(one, other)) / 2
    return near if near >= FLOOR else 0.0


def nearness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how near two names are by their words, from 0 to 1."""
    return max(_by_words(one, other), _as_one_word(one, other))


def _by_words(one: Sequence[str], other: Sequence[str]) -> float:
    pairs = sorted(
        ((word_nearness(a, b), i, j) for i, a in enumerate(one) for j, b in enumerate(other)),
        reverse=True,
    )
    left, right = dict(enumerate(map(weight_of, one))), dict(enumerate(map(weight_of, other)))
    common = all_of = 0.0
    for near, i, j in pairs:
        if near > 0 and i in left and j in right:
            weight = (left.pop(i) + right.pop(j)) / 2
            common += weight * near
            all_of += weight
    if not all_of:
        return 0.0
    # Of two names with as many words neither is the longer one: both sides weigh alike.
    cost = (1.0, _EXTRA) if len(one) < len(other) else (_EXTRA, 1.0)
    if len(one) == len(other):
        cost = ((1 + _EXTRA) / 2,) * 2
    near = common / (all_of + cost[0] * sum(left.values()) + cost[1] * sum(right.values()))
    has_one = min(len(one), len(other)) == 1 < max(len(one), len(other))
    return near * _SINGLE if has_one else near


def _as_one_word(one: Sequence[str], other: Sequence[str]) -> float:
    near = Levenshtein.normalized_similarity("".join(one), "".join(other))
    return near * _ONE_WORD if near > _ONE_WORD_FLOOR else 0.0
