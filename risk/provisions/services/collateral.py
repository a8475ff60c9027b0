"""Who knows what collateral is worth; another is put in place by the setting LOAN_COLLATERAL.

The dotted name of a function that takes loans and a day, and returns by loan what its collateral is
worth on the market, in the loan's currency; loans without any are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from bankcore.money import Money

Connector = Callable[..., Mapping[UUID, Money]]


def none(*, loan_ids: Sequence[UUID], day: date) -> Mapping[UUID, Money]:
    """Return nothing: no register of collateral is connected."""
    del loan_ids, day
    return {}
