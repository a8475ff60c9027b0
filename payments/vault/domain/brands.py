"""Which brand a number is of, by the ranges that networks have (ISO/IEC 7812-1), and its BIN."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Range:
    """Issuer numbers from `low` to `high`, both with the same count of digits, and lengths."""

    brand: str
    low: str
    high: str
    lengths: frozenset[int]

    def holds(self, digits: str) -> bool:
        """Return whether a number is in the range and as long as the brand's numbers are."""
        return self.low <= digits[: len(self.low)] <= self.high and len(digits) in self.lengths


def _of(brand: str, lengths: range, *ranges: str) -> list[Range]:
    pairs = [each.partition("-") for each in ranges]
    return [Range(brand, low, high or low, frozenset(lengths)) for low, _, high in pairs]


# Issuer identification numbers as the networks publish theirs; the longest that holds a number
# tells its brand, so that Discover's 6011 stands out of Maestro's 6.
RANGES: Final = sorted(
    (
        *_of("visa", range(13, 20, 3), "4"),
        *_of("mastercard", range(16, 17), "51-55", "2221-2720"),
        *_of("amex", range(15, 16), "34", "37"),
        *_of("discover", range(16, 20), "6011", "644-649", "65"),
        *_of("diners", range(14, 20), "300-305", "3095", "36", "38-39"),
        *_of("jcb", range(16, 20), "3528-3589"),
        *_of("unionpay", range(16, 20), "62", "81"),
        *_of("maestro", range(12, 20), "5018", "5020", "5038", "5893", "6304", "6759", "6761-6763"),
    ),
    key=lambda each: -len(each.low),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """What is known of an issuer's number: `funding` is credit, debit, prepaid or unknown."""

    funding: str = "unknown"
    country: str = ""
    issuer: str = ""


_UNKNOWN: Final = Bin()


def brand_of(digits: str) -> str:
    """Return the brand of a number, "" where no network has its range."""
    return next((each.brand for each in RANGES if each.holds(digits)), "")


def bin_of(issuer_digits: str) -> Bin:
    """Return what the table of issuers (bins.csv) knows of the first six or eight digits."""
    table = _table()
    known = (table.get(issuer_digits[:length]) for length in (8, 6))
    return next((each for each in known if each is not None), _UNKNOWN)


@cache
def _table() -> dict[str, Bin]:
    with Path(__file__).with_name("bins.csv").open(newline="") as file:
        return {
            row["bin"]: Bin(funding=row["funding"], country=row["country"], issuer=row["issuer"])
            for row in csv.DictReader(file)
        }
