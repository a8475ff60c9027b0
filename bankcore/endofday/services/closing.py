"""Closing a business day: step by step, and on from where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.endofday.domain.steps import OnStep, Step, StepResult
from bankcore.endofday.models import DayRun
from bankcore.endofday.repositories import day_runs
from bankcore.endofday.services.steps import STEPS
from bankcore.errors import BankError
from bankcore.ledger import public as ledger


def day_being_closed() -> date | None:
    """Return the business day whose end has begun and is not finished."""
    run = day_runs.unfinished()
    return None if run is None else run.business_date


def step_names() -> tuple[str, ...]:
    """Return the names of the steps of an end of day, in their order."""
    return tuple(step.name for step in STEPS)


class AlreadyClosing(BankError):
    """Another process is closing the day."""

    code = "already_closing"
    cure = "Wait for it, and look at how far it has come."
    status = 409


class OtherNextDay(BankError):
    """The day is cut off already, with another next day."""

    code = "other_next_day"
    cure = "Leave the next day out: it is decided."
    status = 409


class DayNotOpen(BankError):
    """The day that is meant is over, or has not begun."""

    code = "day_not_open"
    cure = "Look at which business day is open, and ask again for that one."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDayEnded:
    """A business day is over, and the next is open."""

    day: date
    next_day: date
    steps: tuple[StepResult, ...]


@needs("endofday.close_day")
def close_business_day(
    *,
    next_day: date | None = None,
    actor: Actor,
    now: datetime,
    on_step: OnStep = lambda _: None,
    steps: Sequence[Step] = STEPS,
) -> BusinessDayEnded:
    """Close the open business day, or go on with one whose end was interrupted.

    The next day (by default the next calendar day) opens at once for ordinary bookings; then the
    steps run in their order, each told to `on_step`. Each is a no-op where it was done before, so
    that a run killed anywhere and run again leaves the same books.

    Raises AlreadyClosing, OtherNextDay, what bankcore.ledger raises for the cut-off, and whatever
    a step raises; the step is then noted as failed, and the next run begins with it.
    """
    with day_runs.only_one() as mine:
        _require_mine(mine)
        run = day_runs.unfinished() or _cut_off(next_day=next_day, actor=actor, now=now)
        if next_day not in {None, run.next_day}:
            message = f"{run.business_date} is being closed, and {run.next_day} comes after it."
            raise OtherNextDay(message)
        return _ended(steps, run=run, on_step=on_step, actor=actor, now=now)


@needs("endofday.close_day")
def go_on(
    *,
    day: date,
    actor: Actor,
    now: datetime,
    on_step: OnStep = lambda _: None,
    steps: Sequence[Step] = STEPS,
) -> BusinessDayEnded | None:
    """Go on with the end of this day, which has begun; None where it is finished already.

    No other day is begun or gone on with, however late this is called. Raises AlreadyClosing and
    whatever a step raises.
    """
    with day_runs.only_one() as mine:
        _require_mine(mine)
        run = day_runs.unfinished()
        if run is None or run.business_date != day:
            return None
        return _ended(steps, run=run, on_step=on_step, actor=actor, now=now)


@requires_transaction
def begin(*, day: date, next_day: date, actor: Actor, now: datetime) -> DayRun:
    """Cut this day off and begin its end, in the caller's use case; the steps are to come.

    Raises DayNotOpen where another day is open by the time that postings let go of it, and what
    ledger.cut_off raises.
    """
    run = _begin_run(next_day=next_day, actor=actor, now=now)
    if run.business_date != day:
        raise DayNotOpen(_not_open(day, run.business_date))
    return run


def require_open(day: date) -> None:
    """Raise DayNotOpen unless this business day is the open one."""
    current = ledger.business_date()
    if current != day:
        raise DayNotOpen(_not_open(day, current))


def _not_open(day: date, current: date) -> str:
    return f"The open business day is {current}, not {day}."


def _require_mine(mine: bool) -> None:  # noqa: FBT001 - what the lock answers
    if not mine:
        message = "The business day is being closed by another process."
        raise AlreadyClosing(message)


def _begin_run(*, next_day: date | None, actor: Actor, now: datetime) -> DayRun:
    day, following = ledger.cut_off(next_day=next_day)
    return day_runs.begin(day=day, next_day=following, actor=str(actor), now=now)


_cut_off = use_case(_begin_run)


def _ended(
    steps: Sequence[Step], *, run: DayRun, on_step: OnStep, actor: Actor, now: datetime
) -> BusinessDayEnded:
    results = tuple(_do_all(steps, run=run, on_step=on_step, actor=actor, now=now))
    return BusinessDayEnded(day=run.business_date, next_day=run.next_day, steps=results)


def _do_all(
    steps: Sequence[Step], *, run: DayRun, on_step: OnStep, actor: Actor, now: datetime
) -> list[StepResult]:
    """Do the steps that are not done; each is noted as done when the one after it begins."""
    known = day_runs.steps_of(day=run.business_date)
    results: list[StepResult] = []
    unnoted: StepResult | None = None
    for position, step in enumerate(steps):
        counts = known.get(step.name)
        if counts is not None:
            result = StepResult(step.name, counts, done_before=True)
        else:
            again = step.name in known
            _begin(step, position=position, again=again, after=unnoted, run=run, now=now)
            result = unnoted = _do(step, run=run, actor=actor, now=now)
        on_step(result)
        results.append(result)
    _finish(run=run, after=unnoted, now=now)
    return results


@use_case
def _begin(
    step: Step, *, position: int, again: bool, after: StepResult | None, run: DayRun, now: datetime
) -> None:
    _note_done(after, run=run, now=now)
    day_runs.begin_step(
        day=run.business_date, step=step.name, position=position, again=again, now=now
    )


@use_case
def _finish(*, run: DayRun, after: StepResult | None, now: datetime) -> None:
    _note_done(after, run=run, now=now)
    day_runs.finish(day=run.business_date, now=now)


def _note_done(result: StepResult | None, *, run: DayRun, now: datetime) -> None:
    if result is not None:
        day_runs.finish_step(day=run.business_date, step=result.step, counts=result.counts, now=now)


def _do(step: Step, *, run: DayRun, actor: Actor, now: datetime) -> StepResult:
    day = run.business_date
    try:
        counts = step.run(day=day, next_day=run.next_day, actor=actor, now=now)
    except Exception as error:
        use_case(day_runs.fail_step)(
            day=day, step=step.name, failure=f"{type(error).__name__}: {error}"[:2_000], now=now
        )
        raise
    return StepResult(step.name, dict(counts), done_before=False)
