"""Counting a drawer, explaining its difference, and closing it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.drawers import CashReason, DrawerClosing, DrawerView, SessionState
from payments.models import DrawerSession
from payments.repositories import drawers as drawers_repo
from payments.services import booking, drawers

KIND: Final = "payments.drawer_difference"
_SURPLUS, _SHORTAGE = "4300", "5300"


class DifferenceUnexplained(BankError):
    """What was counted is not what the books say, and nobody said why."""

    code = "difference_unexplained"
    cure = "Count again, or write down why the cash differs."


class AwaitingApproval(BankError):
    """The drawer has been counted, and its difference waits for a second person."""

    code = "awaiting_approval"
    cure = "Ask a colleague to approve or refuse the difference."
    status = 409


class CountInOtherCurrency(BankError):
    """The pieces counted are of another currency than the drawer's."""

    code = "count_in_other_currency"
    cure = "Count the drawer's own currency."


@needs("payments.operate_drawer")
@use_case
def close_drawer(*, order: DrawerClosing, actor: Actor, now: datetime) -> DrawerView:
    """Close the drawer on its teller's count; its cash goes back to the vault.

    A difference between the count and the ledger's balance is booked to cash surplus or shortage
    with its reason. Where it is more than DRAWER_DIFFERENCE_LIMIT the drawer is only COUNTED, and
    an approval is asked for that closes it. A drawer whose difference was refused, or not decided
    in time, is counted anew.

    Raises DifferenceUnexplained, AwaitingApproval, CountInOtherCurrency and what
    drawers.own_session raises.
    """
    session = drawers.own_session(drawer_id=order.drawer_id, actor=actor)
    if order.count.currency.number != session.currency:
        message = f"The drawer is not kept in {order.count.currency}."
        raise CountInOtherCurrency(message)
    if session.state == SessionState.COUNTED:
        _reopen(session, now)
    expected = _expected(session)
    difference = order.count.total - expected
    if difference.minor and not order.reason.strip():
        message = f"The drawer should hold {expected}; {order.count.total} was counted."
        raise DifferenceUnexplained(message, field="reason")
    _count(session, order, expected, now)
    if abs(difference.amount) > settings.DRAWER_DIFFERENCE_LIMIT:
        _ask(session, difference, actor, now)
    else:
        _finish(session, actor, now)
    return drawers.view(session)


@needs("payments.operate_drawer")
@use_case
def reopen_drawer(*, drawer_id: UUID, actor: Actor, now: datetime) -> DrawerView:
    """Go on with a drawer whose difference was refused, or not decided in time.

    Raises AwaitingApproval while it is undecided, and what drawers.own_session raises.
    """
    session = drawers.own_session(drawer_id=drawer_id, actor=actor)
    if session.state == SessionState.COUNTED:
        _reopen(session, now)
    return drawers.view(session)


class CountOutdated(BankError):
    """Cash has been booked in or out of the drawer since it was counted."""

    code = "count_outdated"
    cure = "Refuse this request, and have the drawer counted again."
    status = 409


def execute_drawer_closing(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Close a counted drawer whose difference a second person has approved.

    Raises CountOutdated where the count is not the one that was approved any more.
    """
    session = drawers_repo.lock_session(UUID(str(request.payload["session"])))
    stale = session.state != SessionState.COUNTED or session.approval_id != request.request_id
    if stale or _expected(session).minor != session.expected_minor:
        message = "The drawer is no longer as it was when it was counted."
        raise CountOutdated(message)
    _finish(session, actor, now)
    return f"drawer session {session.public_id} closed"


def _expected(session: DrawerSession) -> Money:
    """Return what should be in the drawer: the ledger's balance of it, locked."""
    return ledger.lock_balance(account_id=session.drawer.ledger_account_id).posted


def _count(session: DrawerSession, order: DrawerClosing, expected: Money, now: datetime) -> None:
    total = order.count.total
    session.count = {str(face): number for face, number in order.count.pieces.items() if number}
    session.counted_minor, session.expected_minor = total.minor, expected.minor
    session.difference_minor = total.minor - expected.minor
    session.difference_reason = order.reason.strip()
    session.counted_at = now


def _ask(session: DrawerSession, difference: Money, actor: Actor, now: datetime) -> None:
    asked = approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"drawer-session:{session.public_id}",
            payload={
                "session": str(session.public_id),
                "difference": str(difference),
                "branch": session.drawer.branch,
            },
            reason=session.difference_reason,
            amount=max(difference, -difference),
        ),
        actor=actor,
        now=now,
    )
    session.state, session.approval_id = SessionState.COUNTED, asked.request_id
    drawers_repo.save_session(session)
    _record(session, actor, "counted", now)


def _reopen(session: DrawerSession, now: datetime) -> None:
    assert session.approval_id is not None  # noqa: S101 - the table's CHECK
    asked = approvals.get(request_id=session.approval_id)
    if asked.state is approvals.State.REQUESTED and asked.expires_at > now:
        message = f"The difference of {asked.payload['difference']} waits for a second person."
        raise AwaitingApproval(message)
    session.state = SessionState.OPEN
    session.count = session.counted_minor = session.expected_minor = None
    session.difference_minor = session.counted_at = None
    session.difference_reason = ""
    drawers_repo.save_session(session)


class ClosingRefused(BankError):
    """The ledger does not take what closing the drawer books; nothing has been booked."""

    code = "closing_refused"
    cure = "Ask the accounting department whether the vault's accounts are blocked."
    status = 409


def _finish(session: DrawerSession, actor: Actor, now: datetime) -> None:
    """Book the difference, bring the counted cash to the vault, and close the session."""
    unit = Currency.numbered(session.currency)
    counted = Money(session.counted_minor or 0, unit)
    difference = Money(session.difference_minor or 0, unit)
    # Both or none: a refusal of one takes the other back.
    with transaction.atomic():
        if difference.minor:
            surplus = difference.minor > 0
            _book(
                session,
                amount=difference,
                reason=CashReason.SURPLUS if surplus else CashReason.SHORTAGE,
                against=_SURPLUS if surplus else _SHORTAGE,
                actor=actor,
                now=now,
            )
        if counted.minor:
            _book(
                session,
                amount=-counted,
                reason=CashReason.RETURN,
                against=drawers.VAULT,
                actor=actor,
                now=now,
            )
    session.state, session.closed_at, session.closed_by = SessionState.CLOSED, now, str(actor)
    drawers_repo.save_session(session)
    _record(session, actor, "closed", now)


def _book(
    session: DrawerSession,
    *,
    amount: Money,
    reason: CashReason,
    against: str,
    actor: Actor,
    now: datetime,
) -> None:
    other = ledger.internal_account(gl_code=against, currency=amount.currency, opened_on=now.date())
    why = f": {session.difference_reason}" if reason is not CashReason.RETURN else ""
    posting = ledger.Posting(
        request=drawers.key_for(session, f"closing {reason}"),
        kind=ledger.TransactionKind.TELLER,
        legs=(
            ledger.Leg(session.drawer.ledger_account_id, -amount),
            ledger.Leg(other, amount),
        ),
        actor=actor,
        narrative=f"Drawer {session.drawer.branch} {reason.lower()}{why}"[:500],
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise ClosingRefused(str(booking.refusal(outcome)))
    drawers.keep(session=session, reason=reason, amount=amount, txn_id=outcome.txn_id, now=now)


def _record(session: DrawerSession, actor: Actor, done: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"payments.drawer.{done}",
        subject=f"drawer:{session.drawer.public_id}",
        detail={
            "session": str(session.public_id),
            "expected": session.expected_minor,
            "counted": session.counted_minor,
            "reason": session.difference_reason,
        },
        at=now,
    )
