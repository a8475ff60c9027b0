"""Registers of what was reported of cash and of suspicions, and whether in time.

They name no customer, and are for compliance and auditors alone: who is reported must not hear of
it (31 U.S.C. 5318(g)(2)), so neither must whoever might tell them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import Inputs, Parameter, ParameterKind, Report
from reporting.reports.domain.documents import Cell, Column, Document, Kind, Table, cells, total
from reporting.reports.domain.registers import Deadline, deadline
from risk.crime import public as crime

Register = Callable[..., Sequence[crime.RegisteredReport]]
_DOLLAR: Final = Currency.of("USD")
_NEEDS: Final = "crime.view_filing"
_COLUMNS: Final = (
    Column("Report", Kind.WHOLE),
    Column("Found on", Kind.DATE),
    Column("First day", Kind.DATE),
    Column("Last day", Kind.DATE),
    Column("What"),
    Column("Amount", Kind.MONEY),
    Column("Due on", Kind.DATE),
    Column("Deadline"),
    Column("Filed on", Kind.DATE),
    Column("File", Kind.WHOLE),
    Column("Acknowledged on", Kind.DATE),
    Column("Tracking id"),
    Column("Written by"),
    Column("Approved by"),
)


def _make(inputs: Inputs, *, register: Register, title: str, words: str) -> Document:
    year = int(str(inputs.values.get("year") or inputs.day.year))
    first, last = date(year, 1, 1), min(date(year, 12, 31), inputs.day)
    found = register(first=first, last=last, known=inputs.known_at)
    stands = [_deadline(each, inputs.day) for each in found]
    late = sum(1 for each in stands if each in {Deadline.LATE, Deadline.OVERDUE})
    return Document(
        tables=(
            Table(
                title=title,
                columns=_COLUMNS,
                rows=tuple(_row(each, how) for each, how in zip(found, stands, strict=True)),
                totals=(_total(found),),
                words=words,
            ),
            _counts(stands),
        ),
        warnings=(f"{late} reports were or are late.",) if late else (),
    )


def _deadline(of: crime.RegisteredReport, day: date) -> Deadline:
    filed_on = of.filing.made_at.date() if of.filing else None
    return deadline(due_on=of.due_on, filed_on=filed_on, day=day)


def _row(of: crime.RegisteredReport, how: Deadline) -> tuple[Cell, ...]:
    filing = of.filing
    answered = filing.acknowledged_at if filing else None
    return cells(
        of.number,
        of.found_on,
        of.first_day,
        of.last_day,
        ", ".join(of.what),
        of.amount,
        of.due_on,
        how,
        filing.made_at.date() if filing else None,
        filing.number if filing else None,
        answered.date() if answered else None,
        filing.tracking_id if filing else "",
        of.written_by,
        of.approved_by,
    )


def _total(found: Sequence[crime.RegisteredReport]) -> tuple[Cell, ...]:
    amounts = [each.amount for each in found if each.amount is not None]
    return cells("Total", *[""] * 4, total(amounts, Money(0, _DOLLAR)), *[""] * 8)


def _counts(stands: Sequence[Deadline]) -> Table:
    counted = Counter(stands)
    return Table(
        title="Deadlines",
        columns=(Column("Deadline"), Column("Reports", Kind.WHOLE)),
        rows=tuple(cells(each, counted[each]) for each in Deadline),
        totals=(cells("Total", len(stands)),),
    )


_YEAR: Final = Parameter(
    name="year",
    title="Year",
    kind=ParameterKind.WHOLE,
    words="Of the days of cash, or on which suspicions were found; left out, that of the day.",
)

REPORTS = (
    Report(
        name="cash_register",
        title="Register of cash reports",
        family="Financial crime",
        words="Currency transaction reports of a year: what was filed, when, and whether in time.",
        make=partial(
            _make,
            register=crime.cash_register,
            title="Reports of cash",
            words="31 CFR 1010.311: cash of a day above 10,000 USD; due in 15 days.",
        ),
        parameters=(_YEAR,),
        needs=_NEEDS,
    ),
    Report(
        name="suspicion_register",
        title="Register of suspicion reports",
        family="Financial crime",
        words="Suspicious activity reports of a year: what was filed, when, and whether in time.",
        make=partial(
            _make,
            register=crime.suspicion_register,
            title="Reports of suspicions",
            words="31 CFR 1020.320: due in 30 days; written by one person, filed by another.",
        ),
        parameters=(_YEAR,),
        needs=_NEEDS,
    ),
)
