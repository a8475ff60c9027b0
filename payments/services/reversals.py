"""Taking a transaction back: asked by one person, allowed by another."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.outbox import public as outbox
from payments.domain.drawers import CashReason, SessionState
from payments.domain.events import TransactionReversed
from payments.models import DrawerSession
from payments.repositories import drawers as drawers_repo
from payments.repositories import external_payments
from payments.services import booking, drawers

KIND: Final = "payments.reversal"

# Other kinds are part of something that keeps a state of its own (a loan, a cheque, a drawer, a
# fee, a deal, an accrual, a closed year): the part that booked them takes them back, not the
# journal alone.
_REVERSIBLE: Final = frozenset(
    {
        ledger.TransactionKind.GENERAL,
        ledger.TransactionKind.TRANSFER,
        ledger.TransactionKind.DEPOSIT,
        ledger.TransactionKind.WITHDRAWAL,
        ledger.TransactionKind.PAYMENT,
    }
)


class AlreadyReversed(BankError):
    """A transaction is taken back once."""

    code = "already_reversed"
    cure = "Look at the reversal that is in the books."
    status = 409


class NotReversible(BankError):
    """A transaction of this kind is not taken back by itself."""

    code = "not_reversible"
    cure = "Undo it where it was made: return the cheque, refund the fee, recall the payment."
    status = 409


class MoneyGone(BankError):
    """Somebody who received the money has spent it: the reversal would overdraw the account."""

    code = "money_gone"
    cure = "Wait until the account has enough again, or settle it with the customer."
    status = 409


class PeriodClosed(BankError):
    """The books of the day are closed."""

    code = "period_closed"
    cure = "Try again on the business day that is open."
    status = 409


@needs("payments.request_reversal")
@use_case
def request_reversal(
    *, transaction_id: int, reason: str, actor: Actor, now: datetime, narrative: str = ""
) -> approvals.RequestView:
    """Ask for a transaction to be taken back; a second person decides.

    `reason` is for the bank; `narrative` is what customers will read, by default the original's
    after the word Reversal. Raises ledger.TransactionNotFound, AlreadyReversed, NotReversible,
    approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    if not reason.strip():
        message = "A reversal needs a reason."
        raise approvals.ReasonMissing(message, field="reason")
    _reversible(ledger.transaction(txn_id=transaction_id))
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"transaction:{transaction_id}",
            payload={"transaction_id": str(transaction_id), "narrative": narrative.strip()},
            reason=reason.strip(),
        ),
        actor=actor,
        now=now,
    )


def execute_reversal(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Take the transaction back, in the transaction in which it is approved.

    Raises AlreadyReversed, NotReversible, MoneyGone, PeriodClosed and booking's other refusals;
    where the cash was a drawer's, drawers.DrawerNotOpen or drawers.CashShort.
    """
    found = ledger.transaction(txn_id=int(str(request.payload["transaction_id"])))
    _reversible(found)
    sessions = _open_sessions(found)
    key = uuid5(NAMESPACE_URL, f"bankcore:approval/{request.request_id}")
    outcome = ledger.reverse(
        txn_id=found.txn_id,
        reason=request.reason,
        narrative=str(request.payload["narrative"]),
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
        actor=actor,
        now=now,
    )
    if isinstance(outcome, ledger.Refused):
        raise _refusal(outcome, sessions)
    _keep_cash(found, sessions, outcome.txn_id, now)
    _tell(found, outcome.txn_id, request, actor, now)
    return f"transaction:{outcome.txn_id}"


def _reversible(found: ledger.TransactionView) -> None:
    if found.reversed_by is not None:
        message = f"Transaction {found.txn_id} was reversed by {found.reversed_by} already."
        raise AlreadyReversed(message)
    if found.kind not in _REVERSIBLE or external_payments.exists(transaction_id=found.txn_id):
        name = ledger.TransactionKind(found.kind).name.replace("_", " ").lower()
        message = f"A transaction of the kind {name} is not reversed by itself."
        raise NotReversible(message)


def _open_sessions(found: ledger.TransactionView) -> dict[int, DrawerSession]:
    """Return the open drawers that the cash goes through again, by ledger account, locked."""
    by_account = drawers_repo.lock_by_ledger_accounts([leg.account_id for leg in found.legs])
    sessions = {}
    for account_id, session in by_account.items():
        if session is None or session.state != SessionState.OPEN:
            message = "The cash went through a drawer that is not open now."
            raise drawers.DrawerNotOpen(message)
        sessions[account_id] = session
    return sessions


def _refusal(outcome: ledger.Refused, sessions: dict[int, DrawerSession]) -> BankError:
    if outcome.code is ledger.RefusalCode.ALREADY_REVERSED:
        return AlreadyReversed("The transaction has been reversed already.")
    if outcome.code is ledger.RefusalCode.INSUFFICIENT_FUNDS:
        if outcome.account_id in sessions:
            return drawers.CashShort("The drawer that took the cash holds less than that now.")
        return MoneyGone("The account that received the money has less available than that.")
    if outcome.code is ledger.RefusalCode.PERIOD_CLOSED:
        return PeriodClosed("The day's books are closed.")
    return booking.refusal(outcome)


def _keep_cash(
    found: ledger.TransactionView, sessions: dict[int, DrawerSession], txn_id: int, now: datetime
) -> None:
    for leg in found.legs:
        session = sessions.get(leg.account_id)
        if session is not None:
            # The original's debit brought cash in; taken back, it leaves, and the other way round.
            drawers.keep(
                session=session,
                reason=CashReason.REVERSAL,
                amount=leg.amount,
                txn_id=txn_id,
                now=now,
            )


def _tell(
    found: ledger.TransactionView,
    txn_id: int,
    request: approvals.RequestView,
    actor: Actor,
    now: datetime,
) -> None:
    subject = f"transaction:{found.txn_id}"
    audit.record(
        actor=actor,
        action="payments.transaction.reversed",
        subject=subject,
        detail={"reversal": txn_id, "request": request.request_id, "maker": request.maker},
        at=now,
    )
    outbox.publish(
        TransactionReversed(transaction_id=str(found.txn_id), reversal_id=str(txn_id)),
        subject=subject,
        at=now,
    )
