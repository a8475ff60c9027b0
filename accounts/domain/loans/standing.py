"""Where a loan stands on a day: what is due, what is to come, what is earned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from accounts.domain.loans.allocation import Open, Part


class Line(Protocol):
    """An instalment as it is stored, in minor units."""

    pk: int
    number: int
    period_start: date
    period_end: date
    due_date: date
    principal: int
    interest: int
    earned: int
    fee: int
    penalty: int
    capitalised: bool
    principal_paid: int
    interest_paid: int
    fee_paid: int
    penalty_paid: int


def earned_of(line: Line, day: date) -> int:
    """Return the interest of the line that is earned by `day`: evenly by days, half up."""
    length = (line.period_end - line.period_start).days
    days = min(max((day - line.period_start).days, 0), length)
    return line.earned if days == length else (2 * line.earned * days + length) // (2 * length)


def open_of(line: Line) -> Open:
    """Return what is unpaid of the line; interest that joins the principal is not asked for."""
    interest = 0 if line.capitalised else line.interest - line.interest_paid
    return Open(
        instalment_id=line.pk,
        due_date=line.due_date,
        number=line.number,
        parts={
            Part.PENALTY: line.penalty - line.penalty_paid,
            Part.FEE: line.fee - line.fee_paid,
            Part.INTEREST: interest,
            Part.PRINCIPAL: line.principal - line.principal_paid,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A loan on a day, in minor units.

    `due` are the unpaid parts of instalments due by the day; the ids of `to_come` are the
    instalments after it. `principal` is what those pay back, `interest` what is earned and in no
    instalment that is due yet, `fees` what they ask besides. `earned` is all interest so far.
    """

    due: tuple[Open, ...]
    to_come: tuple[Line, ...]
    principal: int
    interest: int
    fees: int
    earned: int

    @property
    def due_total(self) -> int:
        """What is due and unpaid."""
        return sum(each.total for each in self.due)

    @property
    def owed(self) -> int:
        """What ends the loan, without a fee for it."""
        return self.due_total + self.principal + self.interest + self.fees


def standing_of(
    *,
    lines: Iterable[Line],
    current: Iterable[Line],
    interest_before: int,
    interest_billed_before: int,
    outstanding: int,
    day: date,
) -> Standing:
    """Return where the loan stands.

    `lines` are all instalments that no later version took over, `current` those of the current
    version, which was made when `interest_before` was earned; `interest_billed_before` is the
    interest paid on instalments that were taken over.
    """
    due, to_come, billed = [], [], interest_billed_before
    for line in lines:
        joins = line.capitalised and line.interest_paid < line.interest
        if line.due_date > day or joins:
            to_come.append(line)
        else:
            billed += line.interest
            due.append(open_of(line))
    unpaid = tuple(each for each in due if each.total)
    earned = interest_before + sum(earned_of(line, day) for line in current)
    return Standing(
        due=unpaid,
        to_come=tuple(to_come),
        principal=outstanding - sum(each.parts[Part.PRINCIPAL] for each in unpaid),
        interest=max(earned - billed, 0),
        fees=sum(line.fee - line.fee_paid for line in to_come),
        earned=earned,
    )
