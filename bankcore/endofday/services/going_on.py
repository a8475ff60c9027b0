"""Asking for a day's end to go on where it stopped."""

from __future__ import annotations

from datetime import date, datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.endofday.repositories import day_runs
from bankcore.errors import BankError


class NothingToGoOnWith(BankError):
    """No end of day is begun and not finished."""

    code = "nothing_to_go_on_with"
    cure = "Nothing needs doing: the next end of day begins at its hour."
    status = 409


@needs("endofday.close_day")
@use_case
def ask_to_go_on(*, actor: Actor, now: datetime) -> date:
    """Note who wants the unfinished end of day to go on, and return its day.

    The steps that are done are not done again, whoever asks and however often: close_business_day
    sees to that, and to there being one process. Raises NothingToGoOnWith.
    """
    run = day_runs.unfinished()
    if run is None:
        message = "Every end of day that was begun is finished."
        raise NothingToGoOnWith(message)
    audit.record(
        actor=actor, action="endofday.asked_to_go_on", subject=f"day:{run.business_date}", at=now
    )
    return run.business_date
