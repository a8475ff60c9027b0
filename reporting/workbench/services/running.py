"""Asking the warehouse one question in SQL: who may, what they see, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bankcore.access import needs, require
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from reporting.warehouse import public as warehouse
from reporting.workbench.domain import confidential, limits
from reporting.workbench.domain.answers import Answer, End
from reporting.workbench.models import LONGEST_SQL, Run
from reporting.workbench.repositories import kept, processes

RUN: Final = "workbench.run_sql"
_LEFT_BEHIND: Final = timedelta(seconds=limits.SECONDS + 60)
_LAST_RUNS: Final = 10


class WholeBankOnly(BankError):
    """The workbench shows the whole bank, and the person works for a branch."""

    code = "whole_bank_only"
    cure = "Use the dashboards, which show your branch."
    status = 403


class RunGoesOn(BankError):
    """The person has a question that is not answered yet."""

    code = "run_goes_on"
    cure = "Wait until it is answered: that takes less than half a minute."
    status = 409


class TooManyRuns(BankError):
    """As many questions are being answered as the bank answers at once."""

    code = "too_many_runs"
    cure = "Ask again in half a minute."
    status = 429


class QuestionTooLong(BankError):
    """A question has from one to twenty thousand characters."""

    code = "question_length"
    cure = "Write a shorter question."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question's answer, of which version of the warehouse."""

    run_id: int
    answer: Answer
    day: date
    known_at: datetime


@dataclass(frozen=True, slots=True)
class RunView:
    """A question that was asked before."""

    sql: str
    state: str
    started_at: datetime
    rows: int | None
    milliseconds: int | None
    told: str


@dataclass(frozen=True, slots=True)
class DatasetView:
    """A dataset as the schema's page shows it to one reader."""

    dataset: warehouse.Dataset
    hidden: frozenset[str]


def run(*, sql: str, form: str, known: datetime | None, actor: Actor, now: datetime) -> Asked:
    """Ask one SELECT of the newest version, or of the one that was the newest at a moment.

    `form` is Run.Form. It is kept who asked what, and how it ended. An answer that was refused or
    stopped is an answer as well. Raises NotPermitted, WholeBankOnly, QuestionTooLong, RunGoesOn,
    TooManyRuns and NothingLoaded.
    """
    require_analyst(actor)
    if not sql.strip() or len(sql) > LONGEST_SQL:
        message = f"This question has {len(sql):,} characters."
        raise QuestionTooLong(message, field="sql")
    version = warehouse.version(known=known)
    number = _begin(sql=sql, form=form, version=version.number, actor=actor, now=now)
    answer = Answer(end=End.STOPPED, told="It was ended from outside.")
    try:
        answer = processes.ask(
            sql=sql,
            datasets=_shown(version, actor),
            rows=limits.ROWS_OF_A_PAGE if form == Run.Form.TABLE else limits.ROWS_OF_A_FILE,
        )
    finally:
        _end(number=number, answer=answer, actor=actor, now=now)
    return Asked(run_id=number, answer=answer, day=version.day, known_at=version.known_at)


def require_analyst(actor: Actor) -> None:
    """Let an analyst of the whole bank pass; raises NotPermitted and WholeBankOnly."""
    require(actor, RUN)
    if actor.rights.branch_code is not None:
        message = "The workbench shows every branch, and your staff account is of one."
        raise WholeBankOnly(message)


def datasets(*, actor: Actor) -> list[DatasetView]:
    """Return the datasets that somebody may ask about; raises NotPermitted and WholeBankOnly."""
    require_analyst(actor)
    return [
        DatasetView(dataset, _hidden(dataset, actor))
        for dataset in warehouse.DATASETS
        if _may(confidential.DATASETS.get(dataset.name), actor)
    ]


def last_runs(*, actor: Actor) -> list[RunView]:
    """Return what somebody asked last, the newest first; raises NotPermitted."""
    require(actor, RUN)
    return [
        RunView(row.sql, row.state, row.started_at, row.rows, row.milliseconds, row.told)
        for row in kept.last_runs(owner=int(actor.id), limit=_LAST_RUNS)
    ]


@needs(RUN)
@use_case
def _begin(*, sql: str, form: str, version: int, actor: Actor, now: datetime) -> int:
    kept.lock_runs()
    kept.end_left_behind(before=now - _LEFT_BEHIND, now=now)
    running = kept.running()
    if int(actor.id) in running:
        message = "Your last question is not answered yet."
        raise RunGoesOn(message)
    if len(running) >= limits.AT_ONCE:
        message = f"{limits.AT_ONCE} questions are being answered, which is as many as can be."
        raise TooManyRuns(message)
    row = Run(owner_id=int(actor.id), sql=sql, form=form, version=version, started_at=now)
    return kept.begin(row)


@use_case
def _end(*, number: int, answer: Answer, actor: Actor, now: datetime) -> None:
    ended = now + timedelta(milliseconds=answer.milliseconds)
    kept.end(pk=number, answer=answer, now=ended)
    audit.record(
        actor=actor,
        action="workbench.query.run",
        subject=f"run:{number}",
        at=ended,
        detail={
            "outcome": answer.end.value,
            "rows": len(answer.rows),
            "milliseconds": answer.milliseconds,
        },
    )


def _shown(version: warehouse.Version, actor: Actor) -> dict[str, processes.Shown]:
    return {
        view.dataset.name: processes.Shown(
            paths=tuple(str(path) for path in version.files.get(view.dataset.name, ())),
            columns=tuple(
                (each.name, each.type, each.name in view.hidden) for each in view.dataset.columns
            ),
        )
        for view in datasets(actor=actor)
    }


def _hidden(dataset: warehouse.Dataset, actor: Actor) -> frozenset[str]:
    return frozenset(
        each.name
        for each in dataset.columns
        if not _may(confidential.COLUMNS.get((dataset.name, each.name)), actor)
    )


def _may(permission: str | None, actor: Actor) -> bool:
    return permission is None or actor.may(permission)
