"""The steps of the end of day, in their order: the whole of it on one page.

The cut-off has happened before the first: the next day is open, and only these steps still book on
the day that ends. After `close period` nobody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.endofday.domain.steps import Step
from bankcore.endofday.services import books
from bankcore.ledger import public as ledger


def _expire_holds(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day
    expired = 0
    while count := ledger.expire_due_holds(now=now, actor=actor):
        expired += count
    return {"holds expired": expired}


def _close_period(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day
    closed = use_case(ledger.close_period)(actor=actor, now=now)
    return {"days closed": int(closed is not None)}


def _summarise(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day, actor, now
    snapshots, lines = ledger.summarise_closed_days()
    return {"snapshots": snapshots, "general-ledger lines": lines}


def _verify(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del next_day, actor, now
    return {"invariants": books.require_sound(day=day)}


def _seal(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    del day, next_day, actor
    sealed = 0
    while count := ledger.seal(now=now):
        sealed += count
    return {"transactions sealed": sealed}


STEPS: Final = (
    Step("expire holds", _expire_holds),
    Step("year's result", ledger.close_result),
    Step("close period", _close_period),
    Step("snapshots and general ledger", _summarise),
    Step("months and years", ledger.close_periods),
    Step("invariants", _verify),
    Step("seal", _seal),
)
