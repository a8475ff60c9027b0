"""Whether a typed name is that of an account's holder.

The four answers are those of the SEPA scheme for verifying payees (European Payments Council,
EPC218-23), which Article 5c of Regulation (EU) No 260/2012 asks of payers' banks. How near is near
enough, the scheme leaves to each bank. Here letter case, accents, punctuation, titles and the order
of words do not count. Close is a slip of the keyboard, a left-out middle name or an initial; a
family name alone is not, for a close match shows the whole name to whoever asks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from anyascii import anyascii
from rapidfuzz.distance import OSA


class Answer(StrEnum):
    """What is answered about a name and an account."""

    MATCH = "MATCH"
    CLOSE_MATCH = "CLOSE_MATCH"
    NO_MATCH = "NO_MATCH"
    NOT_AVAILABLE = "NOT_AVAILABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A holder of an account, by the name that the bank has."""

    name: str
    is_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer; `name` is the holder's, and only where the match is close."""

    answer: Answer
    name: str = ""


_TITLES: Final = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "dipl", "ing", "mag", "sir"]
)
_LEGAL: Final = frozenset(
    [
        *(
            "ag",
            "bv",
            "co",
            "eg",
            "ev",
            "gbr",
            "gmbh",
            "inc",
            "kg",
            "kgaa",
            "limited",
            "llc",
            "llp",
        ),
        *("ltd", "mbh", "nv", "ohg", "plc", "sa", "sarl", "sas", "se", "spa", "srl", "ug"),
    ]
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST: Final = 140
# One slip in a short name, two in a longer one.
_SLIPS: Final = ((5, 0), (9, 1), (_LONGEST * 3, 2))
_LEAST_WORDS: Final = 2


def compare(typed: str, holders: Iterable[Holder]) -> Verdict:
    """Return how the typed name compares with the holders of the account: the best of them."""
    verdicts = [_compared(typed, each) for each in holders if _words(each.name, each)]
    for wanted in (Answer.MATCH, Answer.CLOSE_MATCH):
        for verdict in verdicts:
            if verdict.answer is wanted:
                return verdict
    return Verdict(answer=Answer.NO_MATCH if verdicts else Answer.NOT_AVAILABLE)


def _compared(typed: str, holder: Holder) -> Verdict:
    close = False
    for spelt in (str.lower, _with_umlauts):
        given, known = _words(spelt(typed), holder), _words(spelt(holder.name), holder)
        if sorted(given) == sorted(known) and not _is_other_form(typed, holder):
            return Verdict(answer=Answer.MATCH)
        close = close or _is_close(given, known, holder)
    if close:
        return Verdict(answer=Answer.CLOSE_MATCH, name=holder.name)
    return Verdict(answer=Answer.NO_MATCH)


def _is_other_form(typed: str, holder: Holder) -> bool:
    """Tell whether a legal form was typed, and the company has another: it may be another one."""
    if holder.is_person:
        return False
    given, known = _LEGAL & set(_all_words(typed)), _LEGAL & set(_all_words(holder.name))
    return bool(given and known) and given.isdisjoint(known)


def _with_umlauts(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().translate(_UMLAUTS)


def _all_words(name: str) -> list[str]:
    latin = anyascii(unicodedata.normalize("NFKC", name[:_LONGEST])).lower()
    return re.findall(r"[a-z0-9]+", re.sub(r"['`.]", "", latin))


def _words(name: str, holder: Holder) -> list[str]:
    """Return the words that count, in Latin letters and small."""
    found = _all_words(name)
    idle = _TITLES if holder.is_person else _LEGAL
    return [word for word in found if word not in idle] or found


def _is_close(given: list[str], known: list[str], holder: Holder) -> bool:
    one, other = " ".join(sorted(given)), " ".join(sorted(known))
    if OSA.distance(one, other) <= _slips(other):
        return True
    return holder.is_person and _fits(given, known)


def _fits(given: list[str], known: list[str]) -> bool:
    """Tell whether every word of the shorter name stands for another of the longer one."""
    shorter, longer = sorted((given, known), key=len)
    if len(shorter) < _LEAST_WORDS:
        return False
    left, whole = list(longer), 0
    for word in sorted(shorter, key=len, reverse=True):
        found = next((each for each in left if _stands_for(word, each)), None)
        if found is None:
            return False
        left.remove(found)
        whole += len(word) > 1 and len(found) > 1
    # An initial and a family name are enough; initials alone are not.
    return whole >= 1


def _stands_for(word: str, other: str) -> bool:
    if min(len(word), len(other)) == 1:
        return word[0] == other[0]
    return OSA.distance(word, other) <= min(1, _slips(other))


def _slips(text: str) -> int:
    return next(slips for longest, slips in _SLIPS if len(text) <= longest)
