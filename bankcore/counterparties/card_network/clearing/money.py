"""What the network pays: interchange, scheme fees, and its advice of them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from iso4217 import Currency

from bankcore.counterparties.card_network.clearing.records import Kind, Record

_DEBIT_BINS = ("400005", "520082")
_DEBIT_POINTS, _CREDIT_POINTS = 20, 30
_SCHEME_FEE = 2
_COLUMNS = (
    "network", "business_date", "currency", "arn", "kind", "amount_minor", "interchange_minor",
    "scheme_fee_minor", "net_minor", "settlement_reference",
)  # fmt: skip
_BY_NUMBER = {each.number: each for each in Currency}


def currency(number: str) -> Currency:
    """Return a currency by its ISO 4217 number; raises KeyError."""
    return _BY_NUMBER[int(number)]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an advice; minor units, positive is due to the bank."""

    arn: str
    kind: str
    amount: int
    interchange: int = 0
    scheme_fee: int = 0

    @property
    def net(self) -> int:
        """Return what is paid for it."""
        return self.amount - self.interchange - self.scheme_fee


def item(record: Record) -> Item:
    """Return what a record comes to."""
    is_credit = record.kind in {Kind.PRESENTMENT, Kind.REPRESENTMENT}
    amount = record.amount if is_credit else -record.amount
    bears_interchange = record.kind in {Kind.PRESENTMENT, Kind.REFUND}
    interchange = _interchange(record) if bears_interchange else 0
    return Item(
        arn=record.arn,
        kind=record.kind.value,
        amount=amount,
        interchange=interchange if is_credit else -interchange,
        scheme_fee=_SCHEME_FEE,
    )


def _interchange(record: Record) -> int:
    """Return interchange in minor units: basis points of the amount, rounded half up."""
    points = _DEBIT_POINTS if record.pan.startswith(_DEBIT_BINS) else _CREDIT_POINTS
    return (record.amount * points + 5_000) // 10_000


def total(items: Sequence[Item]) -> Item:
    """Return the sums of an advice."""
    return Item(
        arn="",
        kind="TOTAL",
        amount=sum(each.amount for each in items),
        interchange=sum(each.interchange for each in items),
        scheme_fee=sum(each.scheme_fee for each in items),
    )


def advice(
    *, network: str, day: str, currency_code: str, items: Sequence[Item], reference: str
) -> bytes:
    """Return the advice of one currency: a line an item, and the sums."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in [*items, total(items)]:
        writer.writerow(
            [
                *(network, day, currency_code, each.arn, each.kind, each.amount),
                *(each.interchange, each.scheme_fee, each.net, reference),
            ]
        )
    return text.getvalue().encode()
