"""What risk is told about a payment before it goes out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

# Names of people are compared with lists while the payment waits; they are not kept here.
_NOT_KEPT: Final = ("payer_name", "payee_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """All that risk is told; it never looks elsewhere. Whatever is not known is empty.

    `reference` is the payment's own name, such as pi_..., and `channel` where it comes from, such
    as gateway, process_payment or web. `amount` is in major units of `currency`, an ISO 4217 code;
    `base_amount` the same in the bank's own currency, at the rate of the day, where there is one.
    `payer`, `instrument` (a card's fingerprint), `account`, `device`, `address` (of the network),
    `terminal`, `merchant` and `payee` (an account at any bank, as a keyed hash where it is not
    ours) are names that stay the same from payment to payment and tell nothing of a person.
    Countries are ISO 3166-1 alpha-2. Of the names, `snapshot` tells nothing.
    """

    reference: str
    channel: str
    amount: Decimal
    currency: str = ""
    merchant: str = ""
    payer: str = ""
    instrument: str = ""
    account: str = ""
    device: str = ""
    address: str = ""
    terminal: str = ""
    country: str = ""
    payee: str = ""
    payee_country: str = ""
    recurring: bool = False
    payer_name: str = ""
    payee_name: str = ""
    base_amount: Decimal | None = None

    @property
    def worth(self) -> Decimal:
        """Return what features and rules count: amounts of one currency, wherever that is known."""
        return self.amount if self.base_amount is None else self.base_amount

    def snapshot(self) -> dict[str, Any]:
        """Return the facts as they are kept with the decision."""
        kept = {name: getattr(self, name) for name in _KEPT}
        worth = None if self.base_amount is None else str(self.base_amount)
        return {**kept, "amount": str(self.amount), "base_amount": worth}


_KEPT: Final = tuple(each.name for each in fields(PaymentFacts) if each.name not in _NOT_KEPT)
