"""The parts of what a network owes, by how far each item has come; in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

from payments.reconciliation.repositories.sources import SOURCES

# What the books have of a network's operations, whether it is in a file or not.
_BOOKED: Final = """
SELECT coalesce(sum(CASE WHEN o.kind IN ('CAPTURE', 'REPRESENTMENT') THEN o.amount_minor
                         ELSE -o.amount_minor END), 0)::bigint
FROM gateway_operation o JOIN gateway_merchant m ON m.id = o.merchant_id
WHERE o.connector = %(network)s::text AND o.currency = %(currency)s::text AND o.state = 'SUCCEEDED'
  AND o.kind IN ('CAPTURE', 'REFUND', 'CHARGEBACK', 'REPRESENTMENT') AND NOT m.is_sandbox"""

_PARTS: Final = """
WITH ours AS MATERIALIZED (SELECT * FROM ({ours}) o WHERE currency = %(currency)s::text),
theirs AS MATERIALIZED (SELECT * FROM ({theirs}) t WHERE currency = %(currency)s::text),
advised AS (SELECT reference, kind, sum(amount) AS amount FROM theirs GROUP BY 1, 2),
filed AS (SELECT reference, kind, sum(amount) AS amount FROM ours GROUP BY 1, 2)
SELECT (SELECT coalesce(sum(amount), 0)::bigint FROM ours),
  coalesce(sum(f.amount) FILTER (WHERE a.reference IS NULL), 0)::bigint,
  coalesce(sum(coalesce(f.amount, 0) - a.amount) FILTER (WHERE a.reference IS NOT NULL), 0)::bigint
FROM filed f FULL JOIN advised a USING (reference, kind)"""

_ADJUSTED: Final = """
SELECT coalesce(sum(theirs_minor - ours_minor), 0)::bigint FROM reconciliation_reconexception
WHERE network = %(network)s::text AND currency = %(currency)s::text AND state = 'ADJUSTED'
  AND verdict IN ('MISSING_AT_NETWORK', 'MISSING_HERE', 'DUPLICATE', 'DIFFERING', 'NOT_PAID')"""


@dataclass(frozen=True, slots=True)
class Parts:
    """See payments.reconciliation.domain.verdicts.Control."""

    uncleared: int
    unadvised: int
    unpaid: int
    differing: int


def parts(*, network: str, currency: str) -> Parts:
    """Return how the items of a network stand."""
    source, given = SOURCES[network], {"network": network, "currency": currency}
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED, given)
        (booked,) = cursor.fetchone()
        cursor.execute(_PARTS.format(ours=source.ours, theirs=source.theirs), given)
        filed, unadvised, differing = cursor.fetchone()
        cursor.execute(source.unpaid, given)
        (unpaid,) = cursor.fetchone()
        cursor.execute(_ADJUSTED, given)
        (adjusted,) = cursor.fetchone()
    return Parts(
        uncleared=booked - filed,
        unadvised=unadvised,
        unpaid=unpaid,
        differing=differing + adjusted,
    )
