"""Moving customers through their lives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from accounts.domain import kyc
from accounts.domain.customer_states import STOPS_DEBITS, CustomerStatus, may_become
from accounts.domain.events import CustomerStatusChanged
from accounts.domain.views import AccountStatus, CustomerView
from accounts.models import Customer
from accounts.repositories import accounts, customer_files, customers
from accounts.services.customer_access import locked, record, subject, view
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.outbox import public as outbox

LONGEST_REASON = 500
_END_OF_BLOCK = (CustomerStatus.BLOCKED, CustomerStatus.ACTIVE)


class StatusNotReachable(BankError):
    """A customer's status may not become the one asked for from where it is."""

    code = "customer_status_not_reachable"
    cure = "Look at the customer's status, and take the steps between first."
    status = 409


class ReasonMissing(BankError):
    """A change of a customer's status has a reason of 1 to 500 characters."""

    code = "status_reason_missing"
    cure = "Say why, in a sentence."


class NotReadyForActivation(BankError):
    """Papers or checks are missing for the customer to become active."""

    code = "customer_not_ready"
    cure = "Add what the message names."
    status = 409


class AccountsStillOpen(BankError):
    """A customer is closed when all accounts are."""

    code = "customer_accounts_open"
    cure = "Close the customer's accounts first."
    status = 409


def change_within(
    *, customer_id: UUID, to: CustomerStatus, reason: str, actor: Actor, now: datetime
) -> CustomerView:
    """Move the customer to another status in the caller's use case; the history keeps the reason.

    A customer who becomes BLOCKED or DECEASED has the accounts blocked for debits with it; those
    that the block has blocked are freed when it ends. Raises CustomerNotFound, ReasonMissing,
    StatusNotReachable, NotReadyForActivation and AccountsStillOpen.
    """
    customer = locked(customer_id)
    before = CustomerStatus(customer.status)
    step = customers.Step(reason=_checked(reason), actor=str(actor), at=now)
    _check(customer, before, to, now=now)
    blocked = _block_accounts(customer) if to in STOPS_DEBITS else []
    freed = _free_accounts(customer) if (before, to) == _END_OF_BLOCK else []
    customers.move(customer, to, step=step, blocked=blocked)
    record(
        customer,
        "status_changed",
        actor=actor,
        at=now,
        before=before,
        after=to,
        reason=step.reason,
    )
    _record_accounts(blocked, AccountStatus.DEBIT_BLOCKED, after=to, actor=actor, now=now)
    _record_accounts(freed, AccountStatus.OPEN, after=to, actor=actor, now=now)
    outbox.publish(
        CustomerStatusChanged(customer_id=str(customer.public_id), before=before, after=to),
        subject=subject(customer),
        at=now,
    )
    return view(customer)


change_status = needs("accounts.change_customer_status")(use_case(change_within))
submit_for_kyc = partial(change_status, to=CustomerStatus.PENDING_KYC)
approve = partial(change_status, to=CustomerStatus.ACTIVE)
reactivate = partial(change_status, to=CustomerStatus.ACTIVE)
make_dormant = partial(change_status, to=CustomerStatus.DORMANT)
block = partial(change_status, to=CustomerStatus.BLOCKED)
block_within = partial(change_within, to=CustomerStatus.BLOCKED)
mark_deceased = partial(change_status, to=CustomerStatus.DECEASED)
close = partial(change_status, to=CustomerStatus.CLOSED)


def missing_for_activation(*, customer: Customer, now: datetime) -> list[str]:
    """Return what is missing for the customer to become ACTIVE, in words."""
    return kyc.missing(customer_files.readiness(customer), day=now.date())


def _check(
    customer: Customer, before: CustomerStatus, to: CustomerStatus, *, now: datetime
) -> None:
    if not may_become(before, to):
        message = f"A customer who is {before} cannot become {to}."
        raise StatusNotReachable(message)
    if customer.kind == Customer.Kind.COMPANY and to is CustomerStatus.DECEASED:
        message = "A company does not die: close it."
        raise StatusNotReachable(message)
    if before is CustomerStatus.PENDING_KYC and to is CustomerStatus.ACTIVE:
        missing = missing_for_activation(customer=customer, now=now)
        if missing:
            message = f"There is still missing: {'; '.join(missing)}."
            raise NotReadyForActivation(message)
    if to is CustomerStatus.CLOSED:
        _must_be_closed(customers.ledger_accounts(customer))


def _must_be_closed(ledger_ids: Sequence[int]) -> None:
    balances = [ledger.lock_balance(account_id=each) for each in ledger_ids]
    still = [each for each in balances if each.status is not ledger.AccountStatus.CLOSED]
    if still:
        message = f"{len(still)} of the customer's accounts are not closed."
        raise AccountsStillOpen(message)


def _block_accounts(customer: Customer) -> list[int]:
    """Block the customer's open accounts for debits, and return which."""
    blocked = []
    for ledger_id in customers.ledger_accounts(customer):
        balance = ledger.lock_balance(account_id=ledger_id)
        if balance.status is ledger.AccountStatus.OPEN:
            ledger.set_status(account_id=ledger_id, status=ledger.AccountStatus.DEBIT_BLOCKED)
            blocked.append(ledger_id)
    return blocked


def _free_accounts(customer: Customer) -> list[int]:
    """Open the accounts that the customer's block has blocked, save those changed since."""
    freed = []
    for ledger_id in sorted(_blocked_before(customer)):
        balance = ledger.lock_balance(account_id=ledger_id)
        if balance.status is ledger.AccountStatus.DEBIT_BLOCKED:
            ledger.set_status(account_id=ledger_id, status=ledger.AccountStatus.OPEN)
            freed.append(ledger_id)
    return freed


def _record_accounts(
    ledger_ids: Sequence[int],
    status: AccountStatus,
    *,
    after: CustomerStatus,
    actor: Actor,
    now: datetime,
) -> None:
    for account in accounts.list_by_ledger_id(ledger_ids):
        audit.record(
            actor=actor,
            action=f"accounts.account.{status}",
            subject=f"account:{account.public_id}",
            detail={"reason": f"The customer became {after}"},
            at=now,
        )


def _blocked_before(customer: Customer) -> list[int]:
    change = customers.latest_change(customer, to=CustomerStatus.BLOCKED)
    return [] if change is None else [int(each) for each in change.blocked_accounts]


def _checked(reason: str) -> str:
    clean = reason.strip()
    if not 0 < len(clean) <= LONGEST_REASON or not clean.isprintable():
        message = "The reason is empty, too long or has control characters."
        raise ReasonMissing(message, field="reason")
    return clean
