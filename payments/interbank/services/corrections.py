"""Notifications of change: payers' banks say what is different from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from payments.gateway import public as gateway
from payments.interbank.domain import corrections
from payments.interbank.domain.items import Network
from payments.interbank.domain.received import Changed
from payments.interbank.repositories import items


def apply(network: Network, changes: Sequence[Changed], *, now: datetime) -> None:
    """Keep each change in the caller's use case, and correct the payment method it is about.

    A change that is known, or of an entry that the bank did not send, changes nothing.
    """
    found = items.lock_of_traces(network=network, traces=[each.trace for each in changes])
    for each in changes:
        item = found.get(each.trace)
        if item is None:
            continue
        new = items.add_correction(item, code=each.code, corrected=each.corrected, at=now)
        number = corrections.corrected_account(item.other_account, each.code, each.corrected)
        if new and number is not None and item.payment_method:
            gateway.correct_account(payment_method_id=item.payment_method, number=number, now=now)
