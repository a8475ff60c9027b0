"""Dormant accounts: nobody has used them for long, so nobody takes money out unasked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from accounts.domain.usage import ActivityState
from accounts.repositories import dormancy, usage
from accounts.repositories.dormancy import Unused
from accounts.services.usage import found
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger

_CHUNK = 500
_BY_CUSTOMERS: Final = (
    ledger.TransactionKind.TRANSFER,
    ledger.TransactionKind.DEPOSIT,
    ledger.TransactionKind.WITHDRAWAL,
    ledger.TransactionKind.PAYMENT,
    ledger.TransactionKind.EXCHANGE,
    ledger.TransactionKind.CHEQUE,
    ledger.TransactionKind.CARD,
)


def mark_dormant_accounts(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Put accounts to sleep that their customers have not used for as long as their terms say.

    A dormant account lets no debit through until it is woken.
    """
    del next_day
    unused = dormancy.list_unused(day=day, kinds=_BY_CUSTOMERS)
    marked = 0
    for first in range(0, len(unused), _CHUNK):
        chunk = unused[first : first + _CHUNK]
        marked += _mark(chunk=chunk, day=day, actor=actor, now=now)
    return {"dormant": marked}


@use_case
def _mark(*, chunk: list[Unused], day: date, actor: Actor, now: datetime) -> int:
    ledger.lock_many(account_ids=[each.ledger_account_id for each in chunk])
    # Looked at again under lock: who used the account meanwhile keeps it awake.
    still = dormancy.list_unused(
        day=day, kinds=_BY_CUSTOMERS, among=[each.account for each in chunk]
    )
    if not still:
        return 0
    ledger.set_status_of_many(
        account_ids=[each.ledger_account_id for each in still],
        status=ledger.AccountStatus.DEBIT_BLOCKED,
    )
    dormancy.add_states(
        accounts=[each.account for each in still],
        state=ActivityState.DORMANT,
        since=day,
        reason="Not used by its customer.",
        by=str(actor),
        at=now,
    )
    audit.record(
        actor=actor,
        action="accounts.account.dormant",
        subject=f"business day:{day}",
        detail={"accounts": [str(each.account_id) for each in still]},
        at=now,
    )
    return len(still)


class AccountNotDormant(BankError):
    """Only a dormant account can be woken."""

    code = "account_not_dormant"
    cure = "Look at the account's status: it may be blocked for another reason."
    status = 409


@needs("accounts.block_account")
@use_case
def reactivate(*, account_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Wake a dormant account, for a reason such as that its customer was identified.

    An account that was frozen meanwhile stays frozen. Raises AccountNotDormant and
    accounts.AccountNotFound.
    """
    day = ledger.business_date()
    rules = found(account_id=account_id, day=day)
    balance = ledger.lock_balance(account_id=rules.ledger_account_id)
    if usage.state(account=rules.account) != ActivityState.DORMANT:
        message = "The account is not dormant."
        raise AccountNotDormant(message)
    if balance.status == ledger.AccountStatus.DEBIT_BLOCKED:
        ledger.set_status(account_id=rules.ledger_account_id, status=ledger.AccountStatus.OPEN)
    dormancy.add_states(
        accounts=[rules.account],
        state=ActivityState.ACTIVE,
        since=day,
        reason=reason,
        by=str(actor),
        at=now,
    )
    audit.record(
        actor=actor,
        action="accounts.account.reactivated",
        subject=f"account:{account_id}",
        detail={"reason": reason},
        at=now,
    )
