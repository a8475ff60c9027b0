"""What loans' collateral is worth on the market, for who provides for losses: LOAN_COLLATERAL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.money import Money
from risk.exposures.domain import netting
from risk.exposures.repositories import collateral
from risk.exposures.services import book, worth

_LOANS: Final = (accounts.ExposureKind.LOAN, accounts.ExposureKind.COMMITMENT)


def worth_of_loans(*, loan_ids: Sequence[UUID], day: date) -> Mapping[UUID, Money]:
    """Return by loan what its collateral is worth on the market, in the loan's currency.

    Before any haircut, as who asks has one of its own. An item that secures several loans is shared
    by `netting.shared`: nothing of it counts twice. What does not count on the day, such as a value
    that is too old, is worth nothing; loans without any are left out, and so are those whose
    currency has no rate.
    """
    items = collateral.held(day=day)
    if not any(item.applications for item in items):
        return {}
    cents, wanted = worth.at(day=day), set(loan_ids)
    loans = {
        each.application: each
        for each in accounts.credit_exposures_on(day=day)
        if each.kind in _LOANS and each.application and worth.has_rate(cents, each.drawn)
    }
    owed = {key: cents(each.drawn) + cents(each.undrawn) for key, each in loans.items()}
    found = netting.shared(book.marketable(items, day=day, worth=cents), owed)
    return {
        loans[key].reference: worth.back(value, loans[key].drawn.currency, day=day)
        for key, value in found.items()
        if value and loans[key].reference in wanted
    }
