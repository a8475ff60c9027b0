"""Closing the business day by two people: one asks, another agrees, a worker does the steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.calendars import Calendar
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.endofday.domain.events import ClosingApproved
from bankcore.endofday.repositories import day_runs
from bankcore.endofday.services import closing
from bankcore.ledger import public as ledger
from bankcore.outbox import public as outbox

KIND: Final = "endofday.close"
_OPEN_DAY: Final = "open business day"
# Who agrees tomorrow would agree to something else: files and drawers have moved on.
_WAITS: Final = timedelta(days=1)


def days_to_close() -> tuple[date, date]:
    """Return the open business day, and the one that as a rule comes after it.

    That is the next on which TARGET settles, for a bank rests when others do. Raises
    ledger.NoBusinessDay.
    """
    day = ledger.business_date()
    return day, Calendar.target().next_business_day(day)


@needs("endofday.close_day")
@use_case
def request_closing(
    *, day: date, next_day: date, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to close the business day, for a reason that both read.

    `day` is the one that whoever asks has seen to be open. Nothing is closed by asking. Raises
    closing.AlreadyClosing, closing.DayNotOpen, ledger.NotTheNextDay, approvals.ReasonMissing and
    approvals.AlreadyRequested.
    """
    _check(day, next_day)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"day:{day}",
            payload={
                "day": day.isoformat(),
                "next_day": next_day.isoformat(),
                "before": {_OPEN_DAY: day.isoformat()},
                "after": {_OPEN_DAY: next_day.isoformat()},
            },
            reason=approvals.stated(reason),
            expires_at=now + _WAITS,
        ),
        actor=actor,
        now=now,
    )


@requires_transaction
def execute_closing(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Cut the day off in the transaction in which that is approved, and have a worker go on.

    The cut-off is the part that names a day, so it is done here and not by the worker: whatever
    else closes days meanwhile, this approval closes the one that was asked for or none. Raises
    closing.AlreadyClosing, closing.DayNotOpen, ledger.NotTheNextDay and ledger.DayStillClosing.
    """
    day = date.fromisoformat(str(request.payload["day"]))
    next_day = date.fromisoformat(str(request.payload["next_day"]))
    _check(day, next_day)
    run = closing.begin(day=day, next_day=next_day, actor=actor, now=now)
    outbox.publish(
        ClosingApproved(day=run.business_date.isoformat()),
        subject=f"day:{run.business_date}",
        at=now,
    )
    return f"day:{run.business_date}"


def _check(day: date, next_day: date) -> None:
    run = day_runs.unfinished()
    if run is not None:
        message = f"The end of {run.business_date} has begun and is not finished."
        raise closing.AlreadyClosing(message)
    closing.require_open(day)
    if next_day <= day:
        message = f"{next_day} does not come after {day}."
        raise ledger.NotTheNextDay(message, field="next_day")
