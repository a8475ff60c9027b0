"""Exposures: what is lent and promised, less what collateral covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts import public as accounts
from bankcore.money import Currency, Money
from risk.exposures.domain import kinds, netting
from risk.exposures.domain.kinds import CollateralKind
from risk.exposures.models import Collateral
from risk.exposures.repositories import collateral
from risk.exposures.repositories.collateral import Valued
from risk.exposures.services.worth import Worth, has_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A position in euro cents; `application_id` of a loan, None of an overdraft."""

    customer_id: UUID
    application_id: UUID | None
    drawn: int
    undrawn: int

    @property
    def total(self) -> int:
        """Drawn and undrawn."""
        return self.drawn + self.undrawn


def in_euros(positions: Iterable[accounts.CreditPosition], worth: Worth) -> list[Owed]:
    """Return the positions in euro cents; raises ExposureNotKnown."""
    return [
        Owed(
            customer_id=each.customer_id,
            application_id=each.application_id,
            drawn=worth(each.drawn),
            undrawn=worth(each.undrawn),
        )
        for each in positions
    ]


def covers(items: Sequence[Valued], *, day: date, worth: Worth) -> list[netting.Cover]:
    """Return what each item is worth that counts on a day."""
    return [
        netting.Cover(kinds.after_haircut(worth(value), item.haircut), applications)
        for item, value, applications in _counting(items, day=day, worth=worth)
    ]


def marketable(items: Sequence[Valued], *, day: date, worth: Worth) -> list[netting.Marketable]:
    """Return what each item that counts on a day is worth before its haircut."""
    return [
        netting.Marketable(worth(value), item.haircut, applications)
        for item, value, applications in _counting(items, day=day, worth=worth)
        if item.haircut < 1
    ]


def _counting(
    items: Sequence[Valued], *, day: date, worth: Worth
) -> Iterator[tuple[Collateral, Money, tuple[UUID, ...]]]:
    """Return the items whose values count on a day, with these values."""
    for item, valuation, applications in items:
        if valuation is None or not kinds.counts(
            CollateralKind(item.kind),
            valued_on=valuation.valued_on,
            expires_on=item.expires_on,
            day=day,
        ):
            continue
        value = Money(valuation.value, Currency.of(valuation.currency))
        if has_rate(worth, value):
            yield item, value, applications


def covered_of(
    amounts: Mapping[UUID, int], *, day: date, worth: Worth, without: int | None = None
) -> dict[UUID, int]:
    """Return how much of each of these loans is covered, `without` one item.

    An item that secures loans of others besides covers them in the order of its pledges.
    """
    items = [
        each for each in collateral.held(day=day, applications=amounts) if each.item.pk != without
    ]
    others = {each for item in items for each in item.applications} - set(amounts)
    owed = {
        each.application_id: each.total
        for each in in_euros(
            accounts.credit_positions(chosen=accounts.CreditFilter(applications=frozenset(others))),
            worth,
        )
        if each.application_id is not None
    }
    found = netting.covered(covers(items, day=day, worth=worth), {**owed, **amounts})
    return {application: found[application] for application in amounts}
