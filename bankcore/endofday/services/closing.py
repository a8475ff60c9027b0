"""Closing a business day: step by step, and on from where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.endofday.domain.steps import OnStep, Step, StepResult
from bankcore.endofday.models import DayRun
from bankcore.endofday.repositories import day_runs
from bankcore.endofday.services.steps import STEPS
from bankcore.errors import BankError
from bankcore.ledger import public as ledger


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDayEnded:
    """A business day is over, and the next is open."""

    day: date
    next_day: date
    steps: tuple[StepResult, ...]


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
        if not mine:
            message = "The business day is being closed by another process."
            raise AlreadyClosing(message)
        run = day_runs.unfinished() or _cut_off(next_day=next_day, actor=actor, now=now)
        if next_day not in {None, run.next_day}:
            message = f"{run.business_date} is being closed, and {run.next_day} comes after it."
            raise OtherNextDay(message)
        done = day_runs.counts_of_done(day=run.business_date)
        results = []
        for position, step in enumerate(steps):
            if step.name in done:
                result = StepResult(step.name, done[step.name], done_before=True)
            else:
                result = _do(step, position=position, run=run, actor=actor, now=now)
            on_step(result)
            results.append(result)
        use_case(day_runs.finish)(day=run.business_date, now=now)
    return BusinessDayEnded(day=run.business_date, next_day=run.next_day, steps=tuple(results))


@use_case
def _cut_off(*, next_day: date | None, actor: Actor, now: datetime) -> DayRun:
    day, following = ledger.cut_off(next_day=next_day)
    return day_runs.begin(day=day, next_day=following, actor=str(actor), now=now)


def _do(step: Step, *, position: int, run: DayRun, actor: Actor, now: datetime) -> StepResult:
    day = run.business_date
    use_case(day_runs.begin_step)(day=day, step=step.name, position=position, now=now)
    try:
        counts = step.run(day=day, next_day=run.next_day, actor=actor, now=now)
    except Exception as error:
        use_case(day_runs.fail_step)(
            day=day, step=step.name, failure=f"{type(error).__name__}: {error}"[:2_000], now=now
        )
        raise
    use_case(day_runs.finish_step)(day=day, step=step.name, counts=counts, now=now)
    return StepResult(step.name, dict(counts), done_before=False)
