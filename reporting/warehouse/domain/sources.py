"""The systems outside the bank whose files the warehouse takes: what a file of each looks like.

A new source is one more entry here: its dataset follows from it, and so does its reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from reporting.warehouse.domain.shapes import Column, Dataset, Kind

_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")
_CODE: Final = re.compile(r"[A-Z]{3}")
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would work out."""


class FieldKind(StrEnum):
    """How a field's text is read; its value's type in SQL."""

    TEXT = "VARCHAR"
    WHOLE = "BIGINT"
    MONEY = "DECIMAL"
    CURRENCY = "CODE"
    DAY = "DATE"


_TYPES: Final = {FieldKind.MONEY: "BIGINT", FieldKind.CURRENCY: "VARCHAR"}
Value = str | int | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a file: its header, its column in the dataset, and how its text is read.

    Money is written with decimals and kept in minor units of two. `codes` says what the texts of
    a field may be, and what each is in the dataset.
    """

    header: str
    name: str
    kind: FieldKind
    words: str
    is_required: bool = True
    longest: int = 80
    day_format: str = "%Y-%m-%d"
    codes: Mapping[str, str] | None = None

    def read(self, text: str) -> Value:
        """Return the value of a text; raises ValueError with a reason that does not repeat it."""
        text = text.strip()
        if not text:
            if self.is_required:
                reason = f"{self.header} is empty"
                raise ValueError(reason)
            return None
        if len(text) > self.longest:
            reason = f"{self.header} is longer than {self.longest} characters"
            raise ValueError(reason)
        if self.codes is not None:
            if text not in self.codes:
                reason = f"{self.header} is none of the codes agreed on"
                raise ValueError(reason)
            return self.codes[text]
        return self._typed(text)

    def column(self) -> Column:
        """Return the field's column in the dataset."""
        return Column(self.name, _TYPES.get(self.kind, self.kind.value), self.words)

    def _typed(self, text: str) -> Value:
        if self.kind is FieldKind.TEXT:
            return text
        if self.kind is FieldKind.WHOLE and _WHOLE.fullmatch(text):
            return int(text)
        if self.kind is FieldKind.MONEY and _NUMBER.fullmatch(text):
            minor = Decimal(text) * 100
            if minor == int(minor):
                return int(minor)
        if self.kind is FieldKind.CURRENCY and _CODE.fullmatch(text):
            return text
        if self.kind is FieldKind.DAY:
            return self._day(text)
        reason = f"{self.header} is no {_NAMES[self.kind]}"
        raise ValueError(reason)

    def _day(self, text: str) -> date:
        try:
            return datetime.strptime(text, self.day_format).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            reason = f"{self.header} is no day as {self.day_format} writes it"
            raise ValueError(reason) from None


_NAMES: Final = {
    FieldKind.WHOLE: "whole number",
    FieldKind.MONEY: "amount with two decimals",
    FieldKind.CURRENCY: "currency code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A system outside and its files: text in UTF-8, a header, a row a line.

    `total` names the field that a last line `TOTAL`, rows, sum adds up; empty: there is no such
    line. A row with the key of an earlier file's row takes its place.
    """

    name: str
    grain: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    month_of: str
    total: str = ""
    delimiter: str = ";"

    @property
    def dataset_name(self) -> str:
        """The dataset that its rows are in."""
        return f"fact_{self.name}"

    def dataset(self) -> Dataset:
        """Return the dataset of its rows."""
        return Dataset(
            name=self.dataset_name,
            kind=Kind.RECEIVED,
            grain=self.grain,
            key=self.key,
            columns=(*(each.column() for each in self.fields), *_TRACE),
            month_of=self.month_of,
            sorted_by=(self.month_of, *self.key),
            traced_by=tuple(each.name for each in _TRACE),
        )


_TRACE: Final = (
    Column("file_load", "BIGINT", "The load that took the file."),
    Column("file_line", "BIGINT", "The line of the file."),
)
_TEXT, _MONEY, _DAY = FieldKind.TEXT, FieldKind.MONEY, FieldKind.DAY

OUTSIDE: Final = Source(
    name="outside",
    grain="a booking of a system outside the bank",
    key=("system", "reference"),
    month_of="booked_on",
    total="amount",
    fields=(
        Field(header="system", name="system", kind=_TEXT, words="Which system.", longest=20),
        Field(
            header="reference", name="reference", kind=_TEXT, words="Its own number.", longest=40
        ),
        Field(header="booked_on", name="booked_on", kind=_DAY, words="The day of the booking."),
        Field(header="amount", name="amount", kind=_MONEY, words="Minor units; credit positive."),
        Field(header="currency", name="currency", kind=FieldKind.CURRENCY, words="ISO 4217 code."),
        Field(
            header="purpose",
            name="purpose",
            kind=_TEXT,
            words="What it was for, by a code.",
            is_required=False,
            codes={each: each for each in ("FEE", "INTEREST", "PAYMENT", "SALARY", "TRANSFER")},
        ),
    ),
)

# The set in its two forms; what it calls things in Czech and in English is here by one name.
BERKA: Final = Source(
    name="berka",
    grain="a transaction of the Berka data set",
    key=("trans_id",),
    month_of="booked_on",
    fields=(
        Field(header="trans_id", name="trans_id", kind=FieldKind.WHOLE, words="Its number."),
        Field(header="account_id", name="account_id", kind=FieldKind.WHOLE, words="The account."),
        Field(
            header="date",
            name="booked_on",
            kind=_DAY,
            words="The day of the booking.",
            day_format="%y%m%d",
        ),
        Field(
            header="type",
            name="side",
            kind=_TEXT,
            words="CREDIT or DEBIT.",
            codes={
                **dict.fromkeys(("PRIJEM", "credit"), "CREDIT"),
                **dict.fromkeys(("VYDAJ", "VYBER", "debit", "withdrawal"), "DEBIT"),
                "withdrawal in cash": "DEBIT",
            },
        ),
        Field(
            header="operation",
            name="operation",
            kind=_TEXT,
            words="How it was made, as the set says.",
            is_required=False,
        ),
        Field(header="amount", name="amount", kind=_MONEY, words="Hellers, positive."),
        Field(header="balance", name="balance", kind=_MONEY, words="The set's own balance."),
        Field(
            header="k_symbol",
            name="purpose",
            kind=_TEXT,
            words="What it was for, as the set says.",
            is_required=False,
        ),
        Field(header="bank", name="bank", kind=_TEXT, words="The other bank.", is_required=False),
        Field(
            header="account",
            name="other_account",
            kind=FieldKind.WHOLE,
            words="The account there, a number made up.",
            is_required=False,
        ),
    ),
)

SOURCES: Final = (OUTSIDE, BERKA)
