"""What contracts with a term will bring and cost, summed over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bankcore.money import Money


class Contract(StrEnum):
    """What sort of contract a flow is of."""

    LOAN = "LOAN"
    TERM_DEPOSIT = "TERM_DEPOSIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow:
    """What falls due on a day of all contracts of a sort in one currency; never negative.

    Customers pay it to the bank on loans, the bank to customers on deposits.
    """

    contract: Contract
    due: date
    principal: Money
    interest: Money
