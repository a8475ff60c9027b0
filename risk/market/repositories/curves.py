"""Par yields and bonds in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from bankcore.db.transactions import requires_transaction
from risk.market.domain.readers import ParYield as Read
from risk.market.models import Bond, ParYield

DEMO = "DEMO"
_BATCH = 5_000


@requires_transaction
def add_yields(yields: Sequence[Read], *, currency: str, source: str) -> int:
    """Add par yields that are not kept yet; returns how many were added."""
    before = _count(currency, source)
    rows = (
        ParYield(currency=currency, source=source, day=each.day, months=each.months, rate=each.rate)
        for each in yields
    )
    ParYield.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    return _count(currency, source) - before


def _count(currency: str, source: str) -> int:
    return ParYield.objects.filter(currency=currency, source=source).count()


def first_difference(yields: Sequence[Read], *, currency: str, source: str) -> Read | None:
    """Return a par yield that is kept with another rate than the one given, as it is kept."""
    given = {(each.day, each.months): each.rate for each in yields}
    kept = ParYield.objects.filter(
        currency=currency,
        source=source,
        day__range=(min(yields).day, max(yields).day),
    )
    for day, months, rate in kept.values_list("day", "months", "rate").iterator():
        if given.get((day, months), rate) != rate:
            return Read(day, months, rate)
    return None


def latest(*, day: date, oldest: date) -> dict[str, dict[int, float]]:
    """Return by currency the par yields, by months, of the last day between two that has some.

    A demonstration's count only where no real source has any.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH newest AS (
              SELECT DISTINCT ON (currency) currency, day, source FROM market_paryield
              WHERE day BETWEEN %s AND %s
              ORDER BY currency, (source = %s), day DESC, source)
            SELECT currency, months, rate FROM market_paryield
            JOIN newest USING (currency, day, source) ORDER BY 1, 2""",
            [oldest, day, DEMO],
        )
        found: dict[str, dict[int, float]] = {}
        for currency, months, rate in cursor.fetchall():
            found.setdefault(currency, {})[months] = float(rate)
        return found


def bonds_on(*, day: date) -> list[Bond]:
    """Return the bonds that the bank holds at the end of a day."""
    held = Bond.objects.filter(bought_on__lte=day, matures_on__gt=day)
    return [each for each in held.order_by("id") if each.sold_on is None or each.sold_on > day]


@requires_transaction
def add_bond(bond: Bond) -> Bond:
    """Add a bond."""
    bond.save(force_insert=True)
    return bond


@requires_transaction
def bond_locked(*, bond_id: int) -> Bond | None:
    """Lock a bond."""
    return Bond.objects.select_for_update().filter(pk=bond_id).first()


@requires_transaction
def end_bond(bond: Bond) -> None:
    """Save when a bond was sold, and by whom."""
    bond.save(update_fields=["sold_on", "ended_by"])
