"""Comparing two sides of a network's day in the database, in a few statements however many rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection

from bankcore.db.transactions import requires_transaction
from payments.reconciliation.models import ReconException, ReconRun
from payments.reconciliation.repositories.sources import SOURCES

# What is compared: the items of the day on either side, what is open from before, and on our side
# whatever the network has told of on the day, however old. Grouped, because a network that tells
# of an item twice must be seen.
_COMPARE: Final = """
CREATE TEMPORARY TABLE reconciliation_compared ON COMMIT DROP AS
WITH opened AS MATERIALIZED (
  SELECT reference, kind FROM reconciliation_reconexception
  WHERE network = %(network)s::text AND currency = %(currency)s::text AND state IN ('OPEN', 'ADJUSTING')
    AND verdict NOT IN ('NOT_PAID', 'NOT_ADVISED', 'PAID_DIFFERENTLY')),
all_theirs AS ({theirs}),
of_day AS MATERIALIZED (
  SELECT reference, kind FROM all_theirs WHERE currency = %(currency)s::text AND day = %(day)s::date),
ours AS (
  SELECT reference, kind, count(*) AS n, sum(amount)::bigint AS amount
  FROM ({ours}) item
  WHERE currency = %(currency)s::text AND day <= %(day)s
    AND (day = %(day)s::date OR (reference, kind) IN (SELECT reference, kind FROM of_day)
         OR (reference, kind) IN (SELECT reference, kind FROM opened))
  GROUP BY reference, kind),
theirs AS (
  SELECT reference, kind, count(*) AS n, sum(amount)::bigint AS amount
  FROM all_theirs item
  WHERE currency = %(currency)s::text AND day <= %(day)s
    AND (day = %(day)s::date OR (reference, kind) IN (SELECT reference, kind FROM opened)
         OR (reference, kind) IN (SELECT reference, kind FROM ours))
  GROUP BY reference, kind)
SELECT coalesce(ours.reference, theirs.reference) AS reference,
  coalesce(ours.kind, theirs.kind) AS kind,
  coalesce(ours.amount, 0)::bigint AS ours, coalesce(theirs.amount, 0)::bigint AS theirs,
  CASE WHEN theirs.reference IS NULL THEN 'MISSING_AT_NETWORK'
       WHEN ours.reference IS NULL THEN 'MISSING_HERE'
       WHEN theirs.n > ours.n THEN 'DUPLICATE'
       WHEN ours.amount <> theirs.amount THEN 'DIFFERING'
       ELSE 'MATCHED' END AS verdict
FROM ours FULL JOIN theirs USING (reference, kind)"""

_SUMS: Final = """
SELECT count(*), count(*) FILTER (WHERE verdict = 'MATCHED'),
  coalesce(sum(ours), 0)::bigint, coalesce(sum(theirs), 0)::bigint,
  coalesce(sum(ours) FILTER (WHERE verdict = 'MATCHED'), 0)::bigint,
  coalesce(sum(theirs - ours) FILTER (WHERE verdict <> 'MATCHED'), 0)::bigint
FROM reconciliation_compared"""

# An exception that is being adjusted keeps the amounts that two people agree on.
_KEEP: Final = """
INSERT INTO reconciliation_reconexception
  (network, reference, kind, currency, verdict, state, ours_minor, theirs_minor, since, owner, note,
   seen_at)
SELECT %(network)s::text, c.reference, c.kind, %(currency)s::text, c.verdict, 'OPEN', c.ours, c.theirs,
  %(day)s::date, '', '', %(now)s::timestamptz
FROM reconciliation_compared c
WHERE c.verdict <> 'MATCHED'
  AND NOT EXISTS (SELECT FROM reconciliation_reconexception e
    WHERE e.network = %(network)s::text AND e.reference = c.reference AND e.kind = c.kind
      AND e.currency = %(currency)s::text AND e.state = 'ADJUSTED'
      AND (e.ours_minor, e.theirs_minor) = (c.ours, c.theirs))
ON CONFLICT (network, reference, kind, currency) WHERE state IN ('OPEN', 'ADJUSTING')
DO UPDATE SET verdict = excluded.verdict, ours_minor = excluded.ours_minor,
  theirs_minor = excluded.theirs_minor, seen_at = excluded.seen_at
WHERE reconciliation_reconexception.state = 'OPEN'"""

_CLEAR: Final = """
UPDATE reconciliation_reconexception e SET state = 'CLEARED', closed_at = %(now)s::timestamptz
FROM reconciliation_compared c
WHERE e.network = %(network)s::text AND e.currency = %(currency)s::text AND e.state = 'OPEN'
  AND e.reference = c.reference AND e.kind = c.kind AND c.verdict = 'MATCHED'"""

# What of the difference is named by an exception, open or adjusted, with these very amounts.
_EXPLAINED: Final = """
SELECT coalesce(sum(e.theirs_minor - e.ours_minor), 0)::bigint
FROM reconciliation_compared c JOIN reconciliation_reconexception e
  ON e.reference = c.reference AND e.kind = c.kind
  AND (e.ours_minor, e.theirs_minor) = (c.ours, c.theirs)
WHERE c.verdict <> 'MATCHED' AND e.network = %(network)s::text AND e.currency = %(currency)s::text
  AND e.state <> 'CLEARED'"""


@dataclass(frozen=True, slots=True)
class Found:
    """The sums of a comparison, in minor units."""

    items: int
    matched_items: int
    ours: int
    theirs: int
    matched: int
    difference: int
    explained: int


@requires_transaction
def compare(*, network: str, day: date, currency: str, now: datetime) -> Found:
    """Compare the day, keep what does not agree, and close what does by now."""
    source = SOURCES[network]
    given: dict[str, str | date] = {
        "network": network,
        "day": day,
        "currency": currency,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS reconciliation_compared")
        cursor.execute(_COMPARE.format(ours=source.ours, theirs=source.theirs), given)
        cursor.execute("ANALYZE reconciliation_compared")
        cursor.execute(_SUMS)
        items, matched_items, ours, theirs, matched, difference = cursor.fetchone()
        cursor.execute(_KEEP, given)
        cursor.execute(_CLEAR, given)
        cursor.execute(_EXPLAINED, given)
        (explained,) = cursor.fetchone()
    return Found(items, matched_items, ours, theirs, matched, difference, explained)


@requires_transaction
def add_run(*, network: str, day: date, currency: str, found: Found, now: datetime) -> ReconRun:
    """Keep the run as the next version of its day."""
    before = ReconRun.objects.filter(network=network, business_date=day, currency=currency)
    return ReconRun.objects.create(
        network=network,
        business_date=day,
        currency=currency,
        version=1 + before.count(),
        items=found.items,
        matched_items=found.matched_items,
        exceptions=found.items - found.matched_items,
        ours_minor=found.ours,
        theirs_minor=found.theirs,
        matched_minor=found.matched,
        explained_minor=found.explained,
        compared_at=now,
    )


def currencies(*, network: str, day: date) -> list[str]:
    """Return the currencies in which there is anything to compare on the day, or open before."""
    source = SOURCES[network]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT currency FROM ({source.ours}) ours WHERE day = %(day)s
            UNION SELECT DISTINCT currency FROM ({source.theirs}) theirs WHERE day = %(day)s
            UNION SELECT DISTINCT currency FROM reconciliation_reconexception
              WHERE network = %(network)s::text AND state IN ('OPEN', 'ADJUSTING') ORDER BY 1""",  # noqa: S608
            {"network": network, "day": day},
        )
        return [str(row[0]) for row in cursor.fetchall()]


def newest_runs(*, day: date) -> list[ReconRun]:
    """Return the last comparison of each network and currency on a day."""
    runs = ReconRun.objects.filter(business_date=day)
    newest = runs.order_by("network", "currency", "-version").distinct("network", "currency")
    return list(newest)


def open_exceptions(*, network: str | None = None) -> list[ReconException]:
    """Return what is open, oldest first."""
    rows = ReconException.objects.filter(state__in=["OPEN", "ADJUSTING"])
    if network is not None:
        rows = rows.filter(network=network)
    return list(rows.order_by("since", "id"))
