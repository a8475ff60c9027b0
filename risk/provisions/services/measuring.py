"""A day's end: the stage and the expected loss of every credit, and what moves in the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from risk.provisions.domain import lines, losses
from risk.provisions.domain import parameters as told
from risk.provisions.domain.lines import Standing
from risk.provisions.domain.parameters import Parameters
from risk.provisions.domain.stages import Before, Signs, Stage, Staged, default_reasons, stage_of
from risk.provisions.models import Loss, Mark, ProvisionDay
from risk.provisions.repositories import days, settings
from risk.provisions.services import booking, facts
from risk.provisions.services.booking import Moves
from risk.provisions.services.facts import Known


@dataclass(frozen=True, slots=True)
class _Day:
    """What all credits of a day have in common."""

    row: ProvisionDay
    parameters: Parameters
    marks: Mapping[str, set[UUID]]


@use_case
def measure(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Provide for every credit at a day's end, and book what moved; a second run changes nothing.

    Before the day's parameters were ever agreed on nothing is provided, and the counts say so.
    """
    del next_day
    if days.on(day=day) is not None:
        return {}
    version = settings.parameters_on(day=day)
    if version is None:
        return {"without parameters": 1}
    parameters = told.read(version.content)
    last = days.before(day=day)
    before = {} if last is None else days.losses_of(last)
    known = facts.gather(
        day=day,
        before=before,
        last_day=None if last is None else last.day,
        parameters=parameters,
    )
    ended = _ended(before, known, day)
    made = ProvisionDay(
        day=day, parameters=version, exposures=len(known) + len(ended.carried), made_at=now
    )
    common = _Day(days.add(made), parameters, settings.marks_on(day=day))
    found = [*_measured(common, known), *_carried(common.row, ended.carried)]
    days.add_all(found, of=Loss)
    booked = booking.book(
        day=common.row, moves=_moves(before, found, ended), losses=found, actor=actor
    )
    return {
        "credits": len(found),
        "in stage 2": sum(each.stage == Stage.LIFETIME for each in found),
        "in stage 3": sum(each.stage == Stage.IMPAIRED for each in found),
        "written off": len(ended.written_off),
        "bookings": booked,
    }


@dataclass(frozen=True, slots=True)
class _Ended:
    """Credits that are owed no more: what was written off of them, and which wait for that."""

    written_off: Mapping[UUID, int]
    carried: Sequence[Loss]


def _ended(before: Mapping[UUID, Loss], known: Sequence[Known], day: date) -> _Ended:
    """Return what became of the credits of the last day that are not there any more.

    The next business day is open while a day ends: a loan that is written off on it still has its
    allowance on this one, and uses it with the loss.
    """
    gone = set(before) - {each.now.reference for each in known}
    settled = accounts.loans_written_off(references=sorted(gone)) if gone else []
    written: dict[UUID, int] = {}
    carried = []
    for each in settled:
        if each.day > day:
            carried.append(before[each.reference])
        else:
            written[each.reference] = written.get(each.reference, 0) + each.amount.minor
    return _Ended(written, carried)


def _measured(common: _Day, known: Sequence[Known]) -> Iterator[Loss]:
    rules = common.parameters.staging
    signs = {each.now.reference: _signs(common, each) for each in known}
    defaulted = {
        each.now.customer
        for each in known
        if each.now.is_company and default_reasons(signs[each.now.reference], rules)
    }
    for each in known:
        own = signs[each.now.reference]
        in_default = bool(default_reasons(own, rules))
        if each.now.customer in defaulted and not in_default:
            own = _signs(common, each, defaulted_with=True)
        yield _loss(common, each, stage_of(own, _before(each.before), rules))


def _signs(common: _Day, each: Known, *, defaulted_with: bool = False) -> Signs:
    return Signs(
        day=common.row.day,
        days_past_due=each.days_past_due,
        pd=each.pd,
        initial_pd=each.row.initial_pd,
        is_watched=each.now.customer in common.marks[Mark.Kind.WATCHED],
        is_unlikely_to_pay=each.now.customer in common.marks[Mark.Kind.UNLIKELY_TO_PAY],
        restructured_on=each.now.restructured_on,
        defaulted_with=defaulted_with,
    )


def _before(loss: Loss | None) -> Before | None:
    return None if loss is None else Before(stage=Stage(loss.stage), clear_since=loss.clear_since)


def _loss(common: _Day, each: Known, staged: Staged) -> Loss:
    rate = each.now.annual_rate
    if rate is None:
        rate = common.parameters.overdraft_rate
    made = Loss(
        day=common.row,
        exposure=each.row,
        schedule=each.schedule,
        stage=staged.stage,
        reasons=list(staged.reasons),
        clear_since=staged.clear_since,
        days_past_due=each.days_past_due,
        drawn=each.now.drawn.minor,
        undrawn=each.now.undrawn.minor,
        collateral=each.collateral,
        pd=each.pd,
        rate=rate,
        line=lines.line_of(staged.stage, drawn=each.now.drawn.minor),
    )
    made.amount = losses.expected(credit_of(made, flows=each.now.flows), common.parameters).amount
    return made


def credit_of(loss: Loss, *, flows: Iterable[tuple[date, int]]) -> losses.Credit:
    """Return what a kept figure was reckoned from."""
    return losses.Credit(
        day=loss.day.day,
        stage=Stage(loss.stage),
        segment=loss.exposure.segment,
        conversion="OVERDRAFT" if loss.exposure.kind == "OVERDRAFT" else "COMMITMENT",
        drawn=loss.drawn,
        undrawn=loss.undrawn,
        collateral=loss.collateral,
        pd=loss.pd,
        rate=loss.rate,
        flows=tuple(flows),
    )


def _carried(row: ProvisionDay, before: Iterable[Loss]) -> Iterator[Loss]:
    for each in before:
        yield Loss(
            day=row,
            exposure=each.exposure,
            schedule_id=each.schedule_id,
            stage=each.stage,
            reasons=["written off on the next business day"],
            clear_since=each.clear_since,
            days_past_due=each.days_past_due,
            drawn=each.drawn,
            undrawn=each.undrawn,
            collateral=each.collateral,
            pd=each.pd,
            rate=each.rate,
            line=each.line,
            amount=each.amount,
            carried=True,
        )


def _moves(before: Mapping[UUID, Loss], found: Sequence[Loss], ended: _Ended) -> Moves:
    """Return by currency what moved on each line, and why."""
    now = {each.exposure.reference: each for each in found}
    by_currency: Moves = {}
    for reference in [*now, *(each for each in before if each not in now)]:
        earlier, later = before.get(reference), now.get(reference)
        row = later or earlier
        assert row is not None  # noqa: S101 - the reference is of one of them
        by_currency.setdefault(row.exposure.currency, []).extend(
            lines.moved(
                _standing(earlier),
                _standing(later),
                written_off=ended.written_off.get(reference, 0),
            )
        )
    return by_currency


def _standing(loss: Loss | None) -> Standing | None:
    return None if loss is None else Standing(loss.line, loss.amount)
