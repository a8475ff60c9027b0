"""Interest terms, accounts' own rates, and which days are accrued."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.domain.day_counts import DayCount
from accounts.domain.interest import Compounding, PostingPeriod, Side, Terms, Tier, TierMethod
from accounts.models import InterestDay, InterestSpecial, InterestTerms, InterestTier
from bankcore.db.transactions import requires_transaction


def versions(*, product_id: int | None = None, currency: int | None = None) -> list[Terms]:
    """Return all interest terms, or one product's in one currency, oldest first."""
    rows = InterestTerms.objects.order_by("effective_from", "id")
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    if currency is not None:
        rows = rows.filter(currency=currency)
    tiers: defaultdict[int, list[Tier]] = defaultdict(list)
    for tier in InterestTier.objects.filter(terms__in=rows).order_by("terms_id", "from_minor"):
        tiers[tier.terms_id].append(Tier(tier.from_minor, tier.rate))
    return [_terms(row, tuple(tiers[row.pk])) for row in rows]


@requires_transaction
def add(*, terms: Terms, by: str, now: datetime) -> bool:
    """Add terms with their tiers; False where others take effect on the same day."""
    row = InterestTerms(
        product_id=terms.product_id,
        currency=terms.currency,
        side=terms.side,
        effective_from=terms.effective_from,
        day_count=terms.day_count,
        method=terms.method,
        compounding=terms.compounding,
        posting_period=terms.posting_period,
        tax_rate=terms.tax_rate,
        excess_rate=terms.excess_rate,
        introduced_at=now,
        introduced_by=by,
    )
    same = InterestTerms.objects.filter(
        product_id=row.product_id,
        currency=row.currency,
        side=row.side,
        effective_from=row.effective_from,
    )
    if same.exists():
        return False
    row.save(force_insert=True)
    InterestTier.objects.bulk_create(
        InterestTier(terms=row, from_minor=tier.from_minor, rate=tier.rate) for tier in terms.tiers
    )
    return True


@requires_transaction
def add_special(
    *,
    account_id: int,
    side: Side,
    effective_from: date,
    rate: Decimal | None,
    by: str,
    at: datetime,
) -> bool:
    """Give a ledger account a rate of its own; False where one takes effect on the same day."""
    try:
        with transaction.atomic():
            InterestSpecial.objects.create(
                account_id=account_id,
                side=side,
                effective_from=effective_from,
                rate=rate,
                agreed_at=at,
                agreed_by=by,
            )
    except IntegrityError:
        return False
    return True


def specials_of(*, account_id: int) -> list[InterestSpecial]:
    """Return a ledger account's own rates, oldest first."""
    rows = InterestSpecial.objects.filter(account_id=account_id)
    return list(rows.order_by("effective_from", "side"))


def last_accrued() -> date | None:
    """Return the last day that is accrued for every account."""
    return InterestDay.objects.order_by("-day").values_list("day", flat=True).first()


def business_day_of(*, day: date) -> date | None:
    """Return the business day whose end accrued a day."""
    return InterestDay.objects.filter(day=day).values_list("business_day", flat=True).first()


def accrued_days(*, first: date, last: date) -> list[date]:
    """Return the days between two, both included, that are accrued for every account."""
    rows = InterestDay.objects.filter(day__gte=first, day__lte=last).order_by("day")
    return list(rows.values_list("day", flat=True))


@requires_transaction
def mark_accrued(*, day: date, business_day: date, now: datetime) -> None:
    """Record that a day is accrued for every account."""
    InterestDay.objects.bulk_create(
        [InterestDay(day=day, business_day=business_day, accrued_at=now)], ignore_conflicts=True
    )


def business_day_before(*, day: date) -> date | None:
    """Return the last business day before `day` whose end has accrued interest."""
    rows = InterestDay.objects.filter(business_day__lt=day).order_by("-business_day")
    return rows.values_list("business_day", flat=True).first()


def _terms(row: InterestTerms, tiers: Sequence[Tier]) -> Terms:
    return Terms(
        product_id=row.product_id,
        currency=row.currency,
        side=Side(row.side),
        effective_from=row.effective_from,
        day_count=DayCount(row.day_count),
        method=TierMethod(row.method),
        compounding=Compounding(row.compounding),
        posting_period=PostingPeriod(row.posting_period),
        tiers=tuple(tiers),
        tax_rate=row.tax_rate,
        excess_rate=row.excess_rate,
    )
