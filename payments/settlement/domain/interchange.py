"""What a card network keeps of each item: rates as data, and what it should be.

As docs/gateway/clearing.md says: interchange of consumer cards, by kind of card; a scheme fee an
item. Rounded half up, to the minor unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from payments.settlement.domain.records import ItemKind

_BPS: Final = 10_000
DEBIT_BPS: Final = 20
CREDIT_BPS: Final = 30
DEBIT_BINS: Final = frozenset({"400005", "520082"})
SCHEME_FEE_MINOR: Final = 2
# Who gets the interchange: on a refund it comes back; disputes bear none.
_INTERCHANGE: Final = {
    ItemKind.PRESENTMENT: 1,
    ItemKind.REFUND: -1,
    ItemKind.CHARGEBACK: 0,
    ItemKind.REPRESENTMENT: 0,
}
# What an item is to the bank: positive is due to it.
SIGNS: Final = {
    ItemKind.PRESENTMENT: 1,
    ItemKind.REFUND: -1,
    ItemKind.CHARGEBACK: -1,
    ItemKind.REPRESENTMENT: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFees:
    """What the network keeps, in minor units; negative is what it gives back."""

    interchange_minor: int
    scheme_fee_minor: int


def expected(*, kind: ItemKind, bin6: str, amount_minor: int) -> NetworkFees:
    """Return what the network should keep of an item of this amount on a card of this BIN."""
    bps = DEBIT_BPS if bin6 in DEBIT_BINS else CREDIT_BPS
    interchange = (amount_minor * bps + _BPS // 2) // _BPS
    return NetworkFees(
        interchange_minor=interchange * _INTERCHANGE[kind], scheme_fee_minor=SCHEME_FEE_MINOR
    )
