"""Letters of the bank about what is in its books: what they say, in a form that can be kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from accounts.domain.statements import Party
from bankcore.money import Currency, Money


class LetterKind(StrEnum):
    """What a letter is about."""

    INTEREST_CERTIFICATE = "INTEREST_CERTIFICATE"
    BALANCE_CONFIRMATION = "BALANCE_CONFIRMATION"


class BalanceBasis(StrEnum):
    """By which of its two days an entry counts."""

    BOOKING = "booking"
    VALUE = "value"


class LetterRow(NamedTuple):
    """What a letter says of one account, in minor units of its currency.

    `figures` are, in an interest certificate, interest earned (gross), tax withheld of it and
    interest charged; in a confirmation the balance alone.
    """

    iban: str
    product_name: str
    currency: str
    figures: tuple[int, ...]

    def money(self, at: int) -> Money:
        """Return one of the figures as money."""
        return Money(self.figures[at], Currency.of(self.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """All that a letter says. `parameters` hold `year`, or `day` (ISO) and `basis`."""

    kind: LetterKind
    bank: Party
    owner: Party
    parameters: Mapping[str, str]
    rows: tuple[LetterRow, ...]

    def as_json(self) -> str:
        """Return the content as JSON, the same for the same content."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @staticmethod
    def of_json(text: str) -> LetterContent:
        """Return the content that `as_json` gave."""
        kept: dict[str, Any] = json.loads(text)
        return LetterContent(
            kind=LetterKind(kept["kind"]),
            bank=Party(kept["bank"]["name"], tuple(kept["bank"]["address"])),
            owner=Party(kept["owner"]["name"], tuple(kept["owner"]["address"])),
            parameters=dict(kept["parameters"]),
            rows=tuple(
                LetterRow(iban, product, currency, tuple(figures))
                for iban, product, currency, figures in kept["rows"]
            ),
        )

    def sha256(self) -> bytes:
        """Return the fingerprint by which the same letter is known when asked for again."""
        return hashlib.sha256(self.as_json().encode()).digest()

    @property
    def day(self) -> date:
        """The day that a confirmation of balance is about."""
        return date.fromisoformat(self.parameters["day"])


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLetter:
    """A letter with the number it has and the moment it was made."""

    number: int
    made_at: datetime
    content: LetterContent

    @property
    def name(self) -> str:
        """What the letter's file is called, without its ending."""
        return f"letter-{self.number:06}-{self.content.kind.lower().replace('_', '-')}"
