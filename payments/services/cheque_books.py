"""Cheque books: giving cheques out, and stopping their payment."""

from __future__ import annotations

from datetime import datetime

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.domain.cheques import CHEQUE_CHANGES, LARGEST_BOOK, ChequeRange, ChequeState
from payments.models import Cheque
from payments.repositories import cheques


class InvalidChequeRange(BankError):
    """The numbers make no cheque book."""

    code = "invalid_cheque_range"
    cure = "Give the first and the last number, at most 100 cheques apart."


class ChequeNumberTaken(BankError):
    """The account has been given a cheque with this number before."""

    code = "cheque_number_taken"
    cure = "Choose numbers that the account does not have yet."
    status = 409


@needs("payments.handle_cheques")
@use_case
def issue_book(*, leaves: ChequeRange, actor: Actor, now: datetime) -> ChequeRange:
    """Give a book of 1 to 100 cheques out to an account.

    Raises InvalidChequeRange, ChequeNumberTaken and accounts.AccountNotFound.
    """
    accounts.resolve(account_ids=[leaves.account_id])
    if leaves.first_number < 1 or not 1 <= len(leaves) <= LARGEST_BOOK:
        message = f"A book has 1 to {LARGEST_BOOK} cheques, numbered upwards from 1 or more."
        raise InvalidChequeRange(message)
    cheques.lock_books(leaves.account_id)
    taken = cheques.numbers_taken(leaves)
    if taken:
        message = f"The account has a cheque number {taken[0]} already."
        raise ChequeNumberTaken(message)
    cheques.issue(leaves=leaves, actor=str(actor), at=now)
    _record(leaves, actor, "issued", now)
    return leaves


class ChequeNotIssued(BankError):
    """The account was given no cheque with this number."""

    code = "cheque_not_issued"
    cure = "Compare the number with the cheque and its account."
    status = 404


class ChequeAlreadyPaid(BankError):
    """A cheque is paid once."""

    code = "cheque_already_paid"
    cure = "Keep the cheque, and tell the fraud desk."
    status = 409


class ChequeStopped(BankError):
    """The account holder has stopped the payment of this cheque."""

    code = "cheque_stopped"
    cure = "Give the cheque back unpaid, with the reason."
    status = 409


class ChequeNotStopped(BankError):
    """There is no stop on this cheque."""

    code = "cheque_not_stopped"
    cure = "Choose a cheque that is stopped."
    status = 409


class StopReasonMissing(BankError):
    """A stop says why: lost, stolen, in dispute."""

    code = "stop_reason_missing"
    cure = "Write down why the payment is stopped."


@needs("payments.handle_cheques")
@use_case
def stop(*, leaves: ChequeRange, reason: str, actor: Actor, now: datetime) -> int:
    """Stop the payment of these cheques, all or none; returns how many were not stopped before.

    Raises StopReasonMissing, ChequeNotIssued and ChequeAlreadyPaid.
    """
    if not reason.strip():
        message = "The stop needs a reason."
        raise StopReasonMissing(message, field="reason")
    found = _locked(leaves)
    for cheque in found:
        if cheque.state == ChequeState.PAID:
            message = f"Cheque {cheque.number} has been paid already."
            raise ChequeAlreadyPaid(message)
    fresh = [cheque for cheque in found if may_become(cheque, ChequeState.STOPPED)]
    cheques.set_state(fresh, ChequeState.STOPPED, at=now, reason=reason.strip())
    _record(leaves, actor, "stopped", now, reason=reason.strip())
    return len(fresh)


@needs("payments.handle_cheques")
@use_case
def lift_stop(*, leaves: ChequeRange, actor: Actor, now: datetime) -> int:
    """Let these stopped cheques be paid again, all or none; returns how many.

    Raises ChequeNotIssued and ChequeNotStopped.
    """
    found = _locked(leaves)
    for cheque in found:
        if cheque.state != ChequeState.STOPPED:
            message = f"Cheque {cheque.number} is not stopped."
            raise ChequeNotStopped(message)
    cheques.set_state(found, ChequeState.ISSUED, at=now)
    _record(leaves, actor, "stop_lifted", now)
    return len(found)


def may_become(cheque: Cheque, state: ChequeState) -> bool:
    """Tell whether the table of changes lets the cheque into this state."""
    return state in CHEQUE_CHANGES[ChequeState(cheque.state)]


def _locked(leaves: ChequeRange) -> list[Cheque]:
    found = cheques.lock_range(leaves)
    if not found or len(found) != len(leaves):
        have = {cheque.number for cheque in found}
        wanted = range(leaves.first_number, leaves.last_number + 1)
        missing = next((each for each in wanted if each not in have), leaves.first_number)
        message = f"The account was given no cheque number {missing}."
        raise ChequeNotIssued(message)
    return found


def _record(
    leaves: ChequeRange, actor: Actor, done: str, now: datetime, *, reason: str = ""
) -> None:
    audit.record(
        actor=actor,
        action=f"payments.cheques.{done}",
        subject=f"account:{leaves.account_id}",
        detail={"first": leaves.first_number, "last": leaves.last_number, "reason": reason},
        at=now,
    )
