"""Telling the gateway, and customers' accounts, what became of a payment."""

from __future__ import annotations

from datetime import datetime

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments
from payments.gateway import public as gateway
from payments.interbank.domain.items import ItemState, Network
from payments.interbank.domain.reasons import decline_of
from payments.interbank.models import Item
from payments.interbank.repositories import items
from payments.interbank.services import nostro


def tell(item: Item, verdict: gateway.Verdict, *, raw_code: str = "", now: datetime) -> None:
    """Tell the gateway of the outcome of an operation's item, in the caller's use case."""
    if item.operation_id is None:
        return
    failed = verdict in {gateway.Verdict.DECLINED, gateway.Verdict.RETURNED}
    gateway.apply_outcome(
        operation_id=item.operation_id,
        outcome=gateway.Outcome(
            verdict=verdict,
            code=decline_of(raw_code) if failed else "",
            raw_code=raw_code,
            network_reference=item.trace.number if item.trace else "",
            amount=amount_of(item),
        ),
        now=now,
    )


def amount_of(item: Item) -> Money:
    """Return the item's amount."""
    return Money(item.amount_minor, nostro.currency_of(Network(item.network)))


def reject(item: Item, reason: str, *, reference: str, now: datetime) -> None:
    """Take back what was never settled: a customer gets the money back from clearing."""
    back = None
    if item.payment_txn_id is not None:
        back = _give_back(item, source=nostro.CLEARING, reason=reason, now=now)
        assert back is not None  # noqa: S101 - clearing is always left
        payments.leave_clearing(transaction_ids=[item.payment_txn_id], settled_txn_id=back)
    items.move(item, ItemState.REJECTED, reason=reason, at=now)
    items.note_return(item, reference=reference, back_txn_id=back)
    tell(item, gateway.Verdict.DECLINED, raw_code=reason, now=now)


def give_back(item: Item, reason: str, *, reference: str, now: datetime) -> None:
    """Give back a settled credit transfer whose money is in suspense: once, or it stays there."""
    back = (
        _give_back(item, source=nostro.SUSPENSE, reason=reason, now=now)
        if item.payment_txn_id is not None
        else _to_line(item, now=now)
    )
    items.move(item, ItemState.RETURNED, reason=reason, at=now)
    items.note_return(item, reference=reference, back_txn_id=back)
    tell(item, gateway.Verdict.RETURNED, raw_code=reason, now=now)


def take_back(item: Item, reason: str, *, reference: str, now: datetime) -> None:
    """Note that a collection that had settled was returned; its line is booked with the message."""
    items.move(item, ItemState.RETURNED, reason=reason, at=now)
    items.note_return(item, reference=reference, back_txn_id=None)
    tell(item, gateway.Verdict.RETURNED, raw_code=reason, now=now)


def _give_back(item: Item, *, source: str, reason: str, now: datetime) -> int | None:
    """Credit the customer from one of the bank's lines, or suspense where the account takes none.

    None where it was in suspense and stays there.
    """
    network = Network(item.network)
    debit = nostro.own_account(source, network, now)
    assert item.account_id is not None  # noqa: S101 - payments have one
    account = accounts.resolve(account_ids=[item.account_id])[item.account_id]
    name = f"back/{item.pk}"
    narrative = f"Returned ({reason}): {item.other_name}"
    to_customer = nostro.own_posting(
        name=name,
        debit=debit,
        credit=account.ledger_account_id,
        amount=amount_of(item),
        narrative=narrative,
    )
    outcome = ledger.post(postings=[to_customer], now=now)[0]
    if isinstance(outcome, ledger.Posted):
        return outcome.txn_id
    if source == nostro.SUSPENSE:
        return None  # it is there already, and staff decide
    return nostro.booked(
        nostro.own_posting(
            name=f"{name}/suspense",
            debit=debit,
            credit=nostro.own_account(nostro.SUSPENSE, network, now),
            amount=amount_of(item),
            narrative=narrative,
        ),
        now=now,
    ).txn_id


def _to_line(item: Item, *, now: datetime) -> int:
    network = Network(item.network)
    return nostro.booked(
        nostro.own_posting(
            name=f"back/{item.pk}",
            debit=nostro.own_account(nostro.SUSPENSE, network, now),
            credit=nostro.own_account(item.line, network, now),
            amount=amount_of(item),
            narrative=f"Returned: {item.end_to_end_id}",
        ),
        now=now,
    ).txn_id


def leave_clearing(transaction_ids: list[int], settled_txn_id: int, *, now: datetime) -> None:
    """Note that payments have left clearing with this settlement, which has paid them."""
    payments.leave_clearing(
        transaction_ids=transaction_ids, settled_txn_id=settled_txn_id, completed_at=now
    )
