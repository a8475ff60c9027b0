"""New versions of a schedule: the old one stays, and what of it was to come is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import takewhile

from accounts.domain.loans.conditions import Conditions, InterestGrace, Method
from accounts.domain.loans.due_dates import Period
from accounts.domain.loans.schedules import Instalment
from accounts.domain.loans.standing import Line
from accounts.domain.loans.states import ScheduleReason
from accounts.models import Loan, LoanInstalment, LoanSchedule
from accounts.repositories import loan_schedules, loans
from accounts.services.loans.kept_conditions import stored_conditions
from accounts.services.loans.settlements import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version to be: it schedules `principal` and takes over the instalments of these ids."""

    reason: ScheduleReason
    explanation: str
    principal: int
    annual_rate: Decimal
    interest_before: int
    lines: tuple[Instalment, ...]
    supersedes: tuple[int, ...] = ()


def save(loan: Loan, version: NewVersion, *, act: Act) -> list[LoanInstalment]:
    """Save the version as the loan's current one, with the loan, and return its instalments."""
    loan_schedules.supersede(ids=version.supersedes)
    loan.current_version += 1
    schedule = loan_schedules.add(
        LoanSchedule(
            loan=loan,
            version=loan.current_version,
            reason=version.reason.value,
            explanation=version.explanation,
            starts_on=act.day,
            principal=version.principal,
            annual_rate=version.annual_rate,
            interest_before=version.interest_before,
            made_by=str(act.actor),
            made_at=act.now,
        )
    )
    loans.save_progress(loan)
    return loan_schedules.add_lines(
        [
            LoanInstalment(
                loan=loan,
                schedule=schedule,
                number=number,
                period_start=line.period_start,
                period_end=line.period_end,
                due_date=line.due_date,
                principal=line.principal,
                interest=line.interest,
                earned=line.earned,
                fee=line.fee,
                capitalised=line.capitalised,
            )
            for number, line in enumerate(version.lines, start=1)
        ]
    )


def ids(lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the ids of stored instalments."""
    return tuple(line.pk for line in lines)


def due_at_once(*, day: date, principal: int, interest: int, fee: int) -> Instalment:
    """Return an instalment that is due on the day itself."""
    return Instalment(
        number=1,
        period_start=day,
        period_end=day,
        due_date=day,
        principal=principal,
        interest=interest,
        earned=0,
        fee=fee,
    )


def conditions_of(loan: Loan) -> Conditions:
    """Return the loan's conditions as agreed."""
    return stored_conditions(loan, day_count=loan.day_count, equal_periods=loan.equal_periods)


def current_rate(loan: Loan) -> Decimal:
    """Return the rate of the version in force."""
    found = loan_schedules.current(loan_id=loan.pk, version=loan.current_version)
    return loan.annual_rate if found is None else found.annual_rate


def still_running(lines: Sequence[Line], day: date) -> list[Line]:
    """Return the instalments to come whose interest runs on after `day`, or else the last one."""
    return [line for line in lines if line.period_end > day] or list(lines[-1:])


def periods_from(lines: Sequence[Line], day: date) -> list[Period]:
    """Return the periods of these instalments from `day` on: what was earned before stays so."""
    return [
        Period(max(line.period_start, day), max(line.period_end, day), max(line.due_date, day))
        for line in still_running(lines, day)
    ]


def conditions_to_come(
    loan: Loan, lines: Sequence[Line], *, count: int, annual_rate: Decimal | None = None
) -> Conditions:
    """Return the conditions of what is to come: its own count, and the grace that is left."""
    agreed = conditions_of(loan)
    capitalised = len(list(takewhile(lambda line: line.capitalised, lines)))
    waiting = len(list(takewhile(lambda line: not line.interest and line.earned > 0, lines)))
    no_principal = len(list(takewhile(lambda line: not line.principal, lines)))
    return replace(
        agreed,
        instalments=count,
        first_due=None,
        annual_rate=current_rate(loan) if annual_rate is None else annual_rate,
        principal_grace=0 if agreed.method is Method.BULLET else min(no_principal, count - 1),
        interest_grace=min(capitalised or waiting, count - 1),
        interest_grace_rule=InterestGrace.CAPITALISED if capitalised else InterestGrace.DEFERRED,
    )
