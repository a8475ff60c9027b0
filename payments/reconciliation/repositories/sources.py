"""Where each network's two sides of an item are: ours, and what the network has told.

A side is a query for rows (reference, kind, currency, amount, day): the amount in minor units,
positive where it is due to the bank. Its network is the parameter `network`. The tables of the parts beneath are read by SQL: a million
rows do not pass through a door one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The two sides of a network, and the ledger's line for what it owes."""

    ours: str
    theirs: str
    ledger_line: str


# A rejected presentment is ours still: the books have it until somebody decides.
_OUR_CARDS: Final = """
SELECT r.arn AS reference, r.kind, r.currency,
  CASE r.kind WHEN 'REFUND' THEN -r.amount_minor ELSE r.amount_minor END AS amount,
  f.business_date AS day
FROM settlement_clearingrecord r JOIN settlement_clearingfile f ON f.id = r.file_id
WHERE f.network = %(network)s::text AND r.state <> 'REFILED'
UNION ALL
SELECT o.network_reference, 'CHARGEBACK', o.currency, -o.amount_minor, o.business_date
FROM gateway_operation o
WHERE o.connector = %(network)s::text AND o.kind = 'CHARGEBACK' AND o.state = 'SUCCEEDED'"""
_THEIR_CARDS: Final = """
SELECT l.arn AS reference, l.kind, a.currency, l.amount_minor AS amount, a.business_date AS day
FROM settlement_networkadviceline l JOIN settlement_networkadvice a ON a.id = l.advice_id
WHERE a.network = %(network)s::text"""

SOURCES: Final[dict[str, Source]] = {
    "visa": Source(ours=_OUR_CARDS, theirs=_THEIR_CARDS, ledger_line="1410"),
    "mastercard": Source(ours=_OUR_CARDS, theirs=_THEIR_CARDS, ledger_line="1420"),
}
