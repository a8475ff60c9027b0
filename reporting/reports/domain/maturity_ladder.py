"""The buckets of a contractual maturity ladder: the columns of the EBA's template C 66.01.

SRP50 of the Basel Framework (contractual maturity mismatch) asks for such a ladder without saying
its buckets; those of Implementing Regulation (EU) 2021/451, Annex XXII, are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Bucket:
    """Flows after a day and up to `until` of it, both counted from the report's day."""

    name: str
    until: timedelta | relativedelta | None


def _days(count: int) -> timedelta:
    return timedelta(days=count)


BUCKETS: Final = (
    Bucket("Overnight", _days(1)),
    Bucket("To 2 days", _days(2)),
    Bucket("To 3 days", _days(3)),
    Bucket("To 4 days", _days(4)),
    Bucket("To 5 days", _days(5)),
    Bucket("To 6 days", _days(6)),
    Bucket("To 7 days", _days(7)),
    Bucket("To 2 weeks", _days(14)),
    Bucket("To 3 weeks", _days(21)),
    Bucket("To 30 days", _days(30)),
    Bucket("To 5 weeks", _days(35)),
    Bucket("To 2 months", relativedelta(months=2)),
    Bucket("To 3 months", relativedelta(months=3)),
    Bucket("To 4 months", relativedelta(months=4)),
    Bucket("To 5 months", relativedelta(months=5)),
    Bucket("To 6 months", relativedelta(months=6)),
    Bucket("To 9 months", relativedelta(months=9)),
    Bucket("To 12 months", relativedelta(months=12)),
    Bucket("To 18 months", relativedelta(months=18)),
    Bucket("To 2 years", relativedelta(years=2)),
    Bucket("To 5 years", relativedelta(years=5)),
    Bucket("Above 5 years", None),
)


def bucket_of(due: date, *, day: date) -> int:
    """Return the place of the bucket where a flow falls; what is due by the day is overnight.

    A flow at the end of a bucket belongs to it.
    """
    for place, bucket in enumerate(BUCKETS):
        if bucket.until is None or due <= day + bucket.until:
            return place
    return len(BUCKETS) - 1


def ends(*, day: date) -> list[date | None]:
    """Return the last day of each bucket; the last one has none."""
    return [None if each.until is None else day + each.until for each in BUCKETS]
