"""What follows from a customer's debit: its limits are counted, and its fee is charged."""

from __future__ import annotations

from datetime import datetime

from accounts.domain.usage import CustomerDebit
from accounts.services import fees, usage
from accounts.services.fee_postings import Run
from accounts.services.fees import FeeOrder
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction


@requires_transaction
def settle(*, debit: CustomerDebit, actor: Actor, now: datetime) -> None:
    """Count a booked debit against the account's limits and charge its fee, with one look-up.

    As usage.check_debit and fees.charge_for_event do, and on their terms: after the ledger has
    booked the debit, in the same transaction, not for a replay. Raises what they raise.
    """
    event = debit.fee_event
    rules = usage.found(account_id=debit.account_id, day=debit.day, event=event or "")
    if rules.limits is not None:
        usage.count(rules=rules, limits=rules.limits, amount=debit.amount, day=debit.day)
    if event is None or rules.fee is None:
        return
    order = FeeOrder(
        account_id=debit.account_id,
        event=event,
        reference=debit.reference,
        base=debit.amount,
        day=debit.day,
    )
    fees.charge(rules=rules, order=order, run=Run(day=debit.day, actor=actor, now=now))
