"""Looking after what does not agree: whose it is, what it may be, and booking it away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.reconciliation.domain.verdicts import (
    ExceptionState,
    ExceptionView,
    Suggestion,
    Verdict,
)
from payments.reconciliation.models import ReconException
from payments.reconciliation.repositories import comparing, exceptions, statements
from payments.reconciliation.repositories.sources import SOURCES

KIND: Final = "reconciliation.adjustment"
_NOSTRO: Final = "1100"
# What an adjustment may be booked against: suspense, losses, and the networks' own fees.
AGAINST: Final = {
    "1900": "Suspense, debit",
    "2900": "Suspense, credit",
    "5400": "Interchange and scheme fees",
    "5410": "Losses from chargebacks",
    "5900": "Operating losses",
}
_NEAR_DAYS: Final = 3


class ExceptionNotFound(BankError):
    """There is no such exception."""

    code = "exception_not_found"
    cure = "Look the exception up in the list again."
    status = 404


class ExceptionOver(BankError):
    """The exception agrees by now, was booked away, or waits for a second person."""

    code = "exception_over"
    cure = "Look at the exception again: there is nothing left to do about it."
    status = 409


class CannotAdjust(BankError):
    """The adjustment has no amount, or a line that adjustments are not booked against."""

    code = "cannot_adjust"
    cure = "Choose one of the lines offered, for an exception that has a difference."


@needs("reconciliation.reconcile")
@use_case
def assign(
    *, exception_id: int, owner: str, note: str, actor: Actor, now: datetime
) -> ExceptionView:
    """Say who looks after an exception and what is known; raises ExceptionNotFound and -Over."""
    row = _open(exception_id)
    row.owner, row.note = owner[:80], note[:500]
    exceptions.save(row, "owner", "note")
    audit.record(
        actor=actor,
        action="reconciliation.exception.assigned",
        subject=f"exception:{row.pk}",
        detail={"owner": owner, "note": note},
        at=now,
    )
    return view_of(row)


@needs("reconciliation.request_adjustment")
@use_case
def request_adjustment(
    *, exception_id: int, against: str, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to book a difference away, against one of the lines in AGAINST.

    Raises ExceptionNotFound, ExceptionOver, CannotAdjust, approvals.ReasonMissing and
    approvals.AlreadyRequested; then nothing has changed.
    """
    row = _open(exception_id)
    difference = _difference(row)
    if not difference.minor or against not in AGAINST:
        message = "There is nothing to book, or not against this line."
        raise CannotAdjust(message, field="against")
    if not reason.strip():
        message = "An adjustment needs a reason."
        raise approvals.ReasonMissing(message, field="reason")
    asked = approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"exception:{row.pk}",
            payload={
                "exception_id": row.pk,
                "against": against,
                "ours": row.ours_minor,
                "theirs": row.theirs_minor,
            },
            reason=reason.strip(),
            amount=max(difference, -difference),
        ),
        actor=actor,
        now=now,
    )
    row.state, row.approval_id = ExceptionState.ADJUSTING, asked.request_id
    exceptions.save(row, "state", "approval_id")
    return asked


def execute_adjustment(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Book the difference away, in the use case of who approves.

    Raises ExceptionOver where it agrees by now or its amounts have changed, and CannotAdjust where
    the ledger refuses the posting.
    """
    row = exceptions.get_locked(pk=int(str(request.payload["exception_id"])))
    told = (request.payload["ours"], request.payload["theirs"])
    if (
        row is None
        or row.state != ExceptionState.ADJUSTING
        or told
        != (
            row.ours_minor,
            row.theirs_minor,
        )
    ):
        message = "The exception has changed since."
        raise ExceptionOver(message)
    row.txn_id = _book(row, str(request.payload["against"]), actor=actor, now=now)
    row.state, row.closed_at = ExceptionState.ADJUSTED, now
    exceptions.save(row, "state", "closed_at", "txn_id")
    audit.record(
        actor=actor,
        action="reconciliation.exception.adjusted",
        subject=f"exception:{row.pk}",
        detail={"transaction": row.txn_id, "against": request.payload["against"]},
        at=now,
    )
    return f"transaction:{row.txn_id}"


def _book(row: ReconException, against: str, *, actor: Actor, now: datetime) -> int:
    """Move the difference from where it lies to `against`; theirs above ours is money for us.

    A statement's line lies on the nostro account, where it is not booked yet; anything else in
    what the network owes.
    """
    difference = _difference(row)
    line = SOURCES[row.network].ledger_line if row.network in SOURCES else _NOSTRO
    if row.verdict in {Verdict.NOT_ADVISED, Verdict.PAID_DIFFERENTLY}:
        line, difference = _NOSTRO, Money(row.theirs_minor, difference.currency)
    own = {
        code: ledger.internal_account(
            gl_code=code, currency=difference.currency, opened_on=now.date()
        )
        for code in (line, against)
    }
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(f"reconciliation/adjustment/{row.pk}"),
        kind=ledger.TransactionKind.ADJUSTMENT,
        legs=(ledger.Leg(own[line], -difference), ledger.Leg(own[against], difference)),
        actor=actor,
        narrative=f"Adjustment {row.network} {row.reference}"[:140],
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        message = f"The ledger refuses the adjustment: {outcome.code}."
        raise CannotAdjust(message)
    return outcome.txn_id


@use_case
def reopen_refused(*, actor: Actor, now: datetime) -> int:
    """Open exceptions again whose adjustment was refused, withdrawn or not decided in time."""
    reopened = 0
    for row in exceptions.adjusting_locked():
        if _is_waiting(row):
            continue
        row.state, row.approval_id = ExceptionState.OPEN, None
        exceptions.save(row, "state", "approval_id")
        audit.record(
            actor=actor,
            action="reconciliation.adjustment.given_up",
            subject=f"exception:{row.pk}",
            at=now,
        )
        reopened += 1
    return reopened


def _is_waiting(row: ReconException) -> bool:
    if row.approval_id is None:
        return False
    return approvals.get(request_id=row.approval_id).state is approvals.State.REQUESTED


def inbox(*, network: str | None = None) -> list[ExceptionView]:
    """Return what does not agree, oldest first."""
    return [view_of(row) for row in comparing.open_exceptions(network=network)]


def suggestions(*, exception_id: int) -> list[Suggestion]:
    """Return what may be the other side of an exception: alike in amount, and near in time.

    Raises ExceptionNotFound.
    """
    row = exceptions.get(pk=exception_id)
    if row is None:
        raise _missing()
    if row.verdict == Verdict.NOT_PAID:
        return _lines_like(row)
    return [
        Suggestion(
            reference=other.reference,
            amount=Money(other.theirs_minor or other.ours_minor, Currency.of(row.currency)),
            booked_on=other.since,
            why="the same amount on the other side, under another reference",
        )
        for other in exceptions.opposite(row, days=_NEAR_DAYS)
    ]


def _lines_like(row: ReconException) -> list[Suggestion]:
    near = statements.unmatched_near(
        currency=row.currency, amount=row.ours_minor, day=row.since, days=_NEAR_DAYS
    )
    return [
        Suggestion(
            reference=line.reference,
            amount=Money(line.amount_minor, Currency.of(row.currency)),
            booked_on=line.booking_date,
            why="a line of this amount on the bank statement that nothing else matches",
        )
        for line in near
    ]


def view_of(row: ReconException) -> ExceptionView:
    """Return the exception as others see it."""
    unit = Currency.of(row.currency)
    return ExceptionView(
        exception_id=row.pk,
        network=row.network,
        reference=row.reference,
        kind=row.kind,
        verdict=Verdict(row.verdict),
        state=ExceptionState(row.state),
        ours=Money(row.ours_minor, unit),
        theirs=Money(row.theirs_minor, unit),
        since=row.since,
        owner=row.owner,
    )


def _difference(row: ReconException) -> Money:
    return Money(row.theirs_minor - row.ours_minor, Currency.of(row.currency))


def _open(exception_id: int) -> ReconException:
    row = exceptions.get_locked(pk=exception_id)
    if row is None:
        raise _missing()
    if row.state != ExceptionState.OPEN:
        message = f"The exception is {row.state.lower()}."
        raise ExceptionOver(message)
    return row


def _missing() -> ExceptionNotFound:
    message = "There is no such exception."
    return ExceptionNotFound(message)
