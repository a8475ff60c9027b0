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
    """The two sides of a network, and the ledger's line for what it owes.

    `unpaid` is a query for the sum that was told and has not come in, in `currency`.
    """

    ours: str
    theirs: str
    unpaid: str
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

_UNPAID_ADVICES: Final = """
SELECT coalesce(sum(amount_minor
    - CASE WHEN fees_txn_id IS NULL THEN 0 ELSE interchange_minor + scheme_fee_minor END), 0)::bigint
FROM settlement_networkadvice
WHERE network = %(network)s::text AND currency = %(currency)s::text AND payment_txn_id IS NULL"""

# Collections are known to both by the operation that collects; what came back is an item of its own.
_OUR_DEBITS: Final = """
SELECT a.public_id::text AS reference, 'CAPTURE' AS kind, c.currency, c.amount_minor AS amount,
  c.business_date AS day
FROM gateway_operation c JOIN gateway_operation a ON a.id = c.original_id
WHERE c.connector = %(network)s::text AND c.kind = 'CAPTURE' AND c.state IN ('SUCCEEDED', 'RETURNED')
UNION ALL
SELECT a.public_id::text, 'RETURN', c.currency, -c.amount_minor, t.booking_date
FROM gateway_operation c JOIN gateway_operation a ON a.id = c.original_id
JOIN ledger_txn t ON t.id = c.return_txn_id
WHERE c.connector = %(network)s::text AND c.kind = 'CAPTURE' AND c.state = 'RETURNED'
UNION ALL
SELECT o.public_id::text, 'REFUND', o.currency, -o.amount_minor, o.business_date
FROM gateway_operation o
WHERE o.connector = %(network)s::text AND o.kind = 'REFUND' AND o.state = 'SUCCEEDED'"""
_THEIR_DEBITS: Final = """
SELECT i.operation_id::text AS reference,
  CASE i.kind WHEN 'DEBIT' THEN 'CAPTURE' ELSE 'REFUND' END AS kind, i.currency,
  CASE i.kind WHEN 'DEBIT' THEN i.amount_minor ELSE -i.amount_minor END AS amount,
  coalesce(s.business_date, i.changed_at::date) AS day
FROM interbank_item i JOIN interbank_exchangefile f ON f.id = i.file_id
LEFT JOIN interbank_settlement s ON s.reference = f.message_id
WHERE i.operation_id IS NOT NULL AND i.state IN ('SETTLED', 'RETURNED')
  AND i.network || '_debit' = %(network)s::text
UNION ALL
SELECT i.operation_id::text, 'RETURN', i.currency, -i.amount_minor, t.booking_date
FROM interbank_item i JOIN ledger_txn t ON t.id = i.back_txn_id
WHERE i.operation_id IS NOT NULL AND i.state = 'RETURNED' AND i.kind = 'DEBIT'
  AND i.network || '_debit' = %(network)s::text"""
_NOTHING: Final = "SELECT 0::bigint"

_OUR_PROCESSED: Final = """
SELECT o.public_id::text AS reference, o.kind, o.currency,
  CASE o.kind WHEN 'CAPTURE' THEN o.amount_minor ELSE -o.amount_minor END AS amount,
  o.business_date AS day
FROM gateway_operation o
WHERE o.connector = %(network)s::text AND o.kind IN ('CAPTURE', 'REFUND', 'CHARGEBACK')
  AND o.state = 'SUCCEEDED'"""
_THEIR_PROCESSED: Final = """
SELECT reference, kind, currency, amount_minor AS amount, day FROM reconciliation_reportline
WHERE network = %(network)s::text AND kind <> 'PAYOUT'"""
_UNPAID_REPORTED: Final = """
SELECT coalesce(sum(amount_minor), 0)::bigint FROM reconciliation_reportline
WHERE network = %(network)s::text AND currency = %(currency)s::text"""


def _cards(ledger_line: str) -> Source:
    return Source(
        ours=_OUR_CARDS, theirs=_THEIR_CARDS, unpaid=_UNPAID_ADVICES, ledger_line=ledger_line
    )


def _debits(ledger_line: str) -> Source:
    return Source(ours=_OUR_DEBITS, theirs=_THEIR_DEBITS, unpaid=_NOTHING, ledger_line=ledger_line)


SOURCES: Final[dict[str, Source]] = {
    "visa": _cards("1410"),
    "mastercard": _cards("1420"),
    "stripe": Source(
        ours=_OUR_PROCESSED, theirs=_THEIR_PROCESSED, unpaid=_UNPAID_REPORTED, ledger_line="1430"
    ),
    "sepa_debit": _debits("1440"),
    "ach_debit": _debits("1450"),
}
