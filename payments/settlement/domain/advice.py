"""The network's advice: what it pays for the day, item by item and in all, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from payments.settlement.domain.records import FileMalformed, FileTruncated, ItemKind, TrailerWrong

HEADER: Final = (
    *("network", "business_date", "currency", "arn", "kind", "amount_minor"),
    *("interchange_minor", "scheme_fee_minor", "net_minor", "settlement_reference"),
)
_TOTAL: Final = "TOTAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Minor units; positive amounts are due to the bank, positive fees are the network's."""

    amount_minor: int
    interchange_minor: int
    scheme_fee_minor: int

    @property
    def net_minor(self) -> int:
        """What is paid."""
        return self.amount_minor - self.interchange_minor - self.scheme_fee_minor

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            amount_minor=self.amount_minor + other.amount_minor,
            interchange_minor=self.interchange_minor + other.interchange_minor,
            scheme_fee_minor=self.scheme_fee_minor + other.scheme_fee_minor,
        )


NOTHING: Final = Amounts(amount_minor=0, interchange_minor=0, scheme_fee_minor=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item."""

    arn: str
    kind: ItemKind
    amounts: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is paid in one currency; the lines add up to `total`."""

    network: str
    business_date: date
    currency: str
    settlement_reference: str
    total: Amounts
    lines: tuple[Line, ...]


def read(data: bytes) -> list[Advice]:
    """Return the advices of a file, one a currency and day.

    Raises FileMalformed naming the line, FileTruncated where a currency has no TOTAL, TrailerWrong
    where its lines do not add up to that.
    """
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"The advice is no CSV in UTF-8: {error}."
        raise FileMalformed(message) from None
    if not rows or tuple(rows[0]) != HEADER:
        message = "The advice does not begin with the agreed header line."
        raise FileMalformed(message)
    return list(_advices(rows[1:]))


def _advices(rows: Sequence[Sequence[str]]) -> Iterator[Advice]:
    open_lines: dict[tuple[str, date, str], list[tuple[str, Line]]] = {}
    for place, row in enumerate(rows, start=2):
        key, kind, arn, amounts, reference = _row(place, row)
        if kind == _TOTAL:
            yield _advice(key, amounts, reference, open_lines.pop(key, []))
            continue
        line = Line(arn=arn, kind=_kind(place, kind), amounts=amounts)
        open_lines.setdefault(key, []).append((reference, line))
    if open_lines:
        message = f"The advice ends without the TOTAL of {next(iter(open_lines))[2]}."
        raise FileTruncated(message)


def _advice(
    key: tuple[str, date, str], total: Amounts, reference: str, found: Sequence[tuple[str, Line]]
) -> Advice:
    network, business_date, currency = key
    if sum((line.amounts for _, line in found), NOTHING) != total:
        message = f"The lines in {currency} do not add up to the TOTAL."
        raise TrailerWrong(message)
    if any(other != reference for other, _ in found):
        message = f"The lines in {currency} name another settlement than their TOTAL."
        raise TrailerWrong(message)
    return Advice(
        network=network,
        business_date=business_date,
        currency=currency,
        settlement_reference=reference,
        total=total,
        lines=tuple(line for _, line in found),
    )


def _row(place: int, row: Sequence[str]) -> tuple[tuple[str, date, str], str, str, Amounts, str]:
    try:
        network, day, currency, arn, kind, *numbers, reference = row
        amount, interchange, scheme_fee, net = (int(text) for text in numbers)
        key = (network, date.fromisoformat(day), currency)
    except ValueError:
        message = f"Line {place} of the advice is not as agreed."
        raise FileMalformed(message) from None
    amounts = Amounts(
        amount_minor=amount, interchange_minor=interchange, scheme_fee_minor=scheme_fee
    )
    if amounts.net_minor != net:
        message = f"Line {place} of the advice: the net is not the amount less the fees."
        raise FileMalformed(message)
    return key, kind, arn, amounts, reference


def _kind(place: int, text: str) -> ItemKind:
    try:
        return ItemKind(text.upper())
    except ValueError:
        message = f"Line {place} of the advice: there is no kind {text!r}."
        raise FileMalformed(message) from None
