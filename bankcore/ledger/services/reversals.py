"""Taking a transaction back: with a new one, never by changing the old."""

from __future__ import annotations

from datetime import datetime

from bankcore.actor import Actor
from bankcore.ledger.domain.posting import (
    Leg,
    Outcome,
    Posting,
    RequestKey,
    Reverses,
    TransactionKind,
)
from bankcore.ledger.services import history, posting


def reverse(
    *,
    txn_id: int,
    reason: str,
    request: RequestKey,
    actor: Actor,
    now: datetime,
    narrative: str = "",
) -> Outcome:
    """Book the exact negation of a transaction on the open business day, at most once.

    The value date is the original's, so that interest is as if it had never been. The floors of
    accounts hold here too. `reason` is the bank's own; what the customer reads is `narrative`, or
    else the original's with a word before it. Raises history.TransactionNotFound.
    """
    original = history.transaction(txn_id=txn_id)
    order = Posting(
        request=request,
        kind=TransactionKind.REVERSAL,
        legs=tuple(Leg(leg.account_id, -leg.amount) for leg in original.legs),
        actor=actor,
        narrative=(narrative or f"Reversal: {original.narrative}")[:500],
        value_date=original.value_date,
        reverses=Reverses(txn_id, reason),
    )
    return posting.post(postings=[order], now=now)[0]
