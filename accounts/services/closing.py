"""Closing an account: what is due is collected, the rest is paid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.fees import FeeEvent
from accounts.domain.views import AccountRef
from accounts.repositories import fees as fees_repo
from accounts.services import accounts, fee_postings, fees, interest_postings, usage
from accounts.services.fee_postings import Run
from accounts.services.fees import FeeOrder
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """An account that is about to be closed on the open business day, its balance locked."""

    account: AccountRef
    day: date
    actor: Actor
    now: datetime


def _settle_interest(closing: Closing) -> None:
    interest_postings.settle_interest_of(
        account_id=closing.account.ledger_account_id, actor=closing.actor, now=closing.now
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingOrder:
    """An account to be closed; what is on it goes to the payout account."""

    account_id: UUID
    payout_account_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosing:
    """The account is closed; `paid_out` is zero where nothing was left."""

    account_id: UUID
    paid_out: Money
    transaction_id: int | None


class HoldsStand(BankError):
    """An account with money set aside cannot be closed."""

    code = "holds_stand"
    cure = "Release the holds, or wait until they have expired."
    status = 409


class AccountOverdrawn(BankError):
    """An account that owes the bank money cannot be closed."""

    code = "account_overdrawn"
    cure = "Pay in what the account owes, fees included."
    status = 409


class PayoutAccountMissing(BankError):
    """There is money on the account, and nowhere to pay it to."""

    code = "payout_account_missing"
    cure = "Name another account in the same currency to pay the rest to."
    status = 409


class PayoutRefused(BankError):
    """What is left on the account cannot be paid out."""

    code = "payout_refused"
    cure = "Free the blocked account, wake the dormant one, or name another to pay to."
    status = 409


@needs("accounts.close_account")
@use_case
def close_account(*, order: ClosingOrder, actor: Actor, now: datetime) -> AccountClosing:
    """Collect what is due, pay the rest to the payout account and close; all or nothing.

    Raises HoldsStand, AccountOverdrawn, PayoutAccountMissing, PayoutRefused, AccountNotFound,
    interest_postings.InterestNotAccrued and
    what bankcore.ledger raises for closing an account that is closed.
    """
    wanted = [each for each in (order.account_id, order.payout_account_id) if each is not None]
    refs = accounts.resolve(account_ids=wanted)
    account = refs[order.account_id]
    # In the ledger's order, so that two closings into each other do not wait for each other.
    for ledger_id in sorted(ref.ledger_account_id for ref in refs.values()):
        ledger.lock_balance(account_id=ledger_id)
    if ledger.balance(account_id=account.ledger_account_id).held.minor:
        message = "Money is set aside on the account."
        raise HoldsStand(message)
    closing = Closing(account=account, day=ledger.business_date(), actor=actor, now=now)
    _settle_interest(closing)
    _collect_fees(closing)
    left = ledger.balance(account_id=account.ledger_account_id).posted
    if left.minor < 0:
        message = f"The account owes the bank {-left}."
        raise AccountOverdrawn(message)
    payout = None if order.payout_account_id is None else refs[order.payout_account_id]
    txn_id = _pay_out(closing, payout, left) if left.minor else None
    ledger.set_status(account_id=account.ledger_account_id, status=ledger.AccountStatus.CLOSED)
    audit.record(
        actor=actor,
        action="accounts.account.closed",
        subject=f"account:{order.account_id}",
        detail={"reason": order.reason, "paid_out": str(left)},
        at=now,
    )
    return AccountClosing(account_id=order.account_id, paid_out=left, transaction_id=txn_id)


def _collect_fees(closing: Closing) -> None:
    """Charge early closing where the terms do, and book every fee that is due."""
    account = closing.account
    run = Run(day=closing.day, actor=closing.actor, now=closing.now, occasion="closing")
    event = FeeEvent.EARLY_CLOSING
    rules = usage.found(account_id=account.account_id, day=closing.day, event=event)
    within = None if rules.fee is None else rules.fee.within_days
    if within is None or (closing.day - rules.opened_on).days < within:
        base = ledger.balance(account_id=account.ledger_account_id).posted
        order = FeeOrder(
            account_id=account.account_id,
            event=event,
            reference="closing",
            base=base,
            day=closing.day,
        )
        fees.charge(rules=rules, order=order, run=run)
    due = fees_repo.lock_due(after=0, limit=1_000, account=rules.account)
    if fee_postings.book_each(due, run=run) < len(due):
        message = "Fees are due that the account cannot pay."
        raise AccountOverdrawn(message)


def _pay_out(closing: Closing, payout: AccountRef | None, left: Money) -> int:
    account = closing.account
    if payout is None or payout.account_id == account.account_id:
        message = f"There is {left} on the account."
        raise PayoutAccountMissing(message, field="payout_account_id")
    text = f"accounts closing {account.account_id} {payout.account_id}"
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(text),
        kind=ledger.TransactionKind.TRANSFER,
        legs=(
            ledger.Leg(account.ledger_account_id, -left),
            ledger.Leg(payout.ledger_account_id, left),
        ),
        actor=closing.actor,
        narrative=f"Closing of account {account.iban}",
    )
    outcome = ledger.post(postings=[posting], now=closing.now)[0]
    if isinstance(outcome, ledger.Refused):
        message = f"The rest cannot be paid out: {outcome.code.replace('_', ' ')}."
        raise PayoutRefused(message)
    return outcome.txn_id
