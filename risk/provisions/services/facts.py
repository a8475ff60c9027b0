"""What is known of each credit on a day: as it stands, as it was, and how likely it defaults."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from accounts import public as accounts
from bankcore.money import Money
from risk.credit import public as credit
from risk.provisions.domain.parameters import BUCKETS, Parameters
from risk.provisions.models import Exposure, Loss, Schedule
from risk.provisions.repositories import days

_STEP: Final = Decimal("0.00000001")
_MOST_PD: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A credit with what was kept of it: `before` is the figure of the last day."""

    now: accounts.CreditExposure
    row: Exposure
    before: Loss | None
    collateral: int
    days_past_due: int
    pd: Decimal
    schedule: Schedule | None


def gather(
    *, day: date, before: Mapping[UUID, Loss], last_day: date | None, parameters: Parameters
) -> list[Known]:
    """Return every credit of the day; what is new of them is kept."""
    found = accounts.credit_exposures_on(day=day)
    rows = _rows(found, day, parameters)
    schedules = _schedules(found, rows)
    worths = _collateral(found, day)
    passed = 0 if last_day is None else (day - last_day).days
    known = []
    for each in found:
        row, earlier = rows[each.reference], before.get(each.reference)
        late = _days_past_due(each, earlier, passed)
        known.append(
            Known(
                now=each,
                row=row,
                before=earlier,
                collateral=_worth(worths.get(each.reference), each),
                days_past_due=late,
                pd=current_pd(row.segment, row.scored_pd, late, parameters),
                schedule=schedules.get(each.reference),
            )
        )
    return known


def current_pd(
    segment: str, scored: Decimal | None, days_past_due: int, parameters: Parameters
) -> Decimal:
    """Return a year's probability of default: the pool's, or the score's as far as the pool moves.

    A scored credit's probability rises with its days past due as the pool's does.
    """
    pools = parameters.segments[segment].pd
    if days_past_due > 90:
        return _MOST_PD
    pool = pools[_bucket(days_past_due)]
    pd = pool if scored is None else scored * pool / pools["CURRENT"]
    pd = max(pd, parameters.pd_floor).quantize(_STEP, ROUND_HALF_UP)
    return min(pd, _MOST_PD)


def _bucket(days_past_due: int) -> str:
    return BUCKETS[(max(days_past_due, 0) + 29) // 30]


def _days_past_due(each: accounts.CreditExposure, before: Loss | None, passed: int) -> int:
    """Return a loan's days; an account's are those that it has been beyond its limit."""
    if each.kind is not accounts.ExposureKind.OVERDRAFT:
        return each.days_past_due
    if each.drawn.minor <= each.limit.minor:
        return 0
    return 1 if before is None else before.days_past_due + passed


def _worth(worth: Money | None, each: accounts.CreditExposure) -> int:
    """Return the collateral's worth in minor units; one in another currency is a fault."""
    if worth is None:
        return 0
    if worth.currency != each.drawn.currency or worth.minor < 0:
        message = f"The collateral of {each.reference} is {worth}, the credit in another currency."
        raise ValueError(message)
    return worth.minor


def _collateral(found: Sequence[accounts.CreditExposure], day: date) -> Mapping[UUID, Money]:
    connector: Callable[..., Mapping[UUID, Money]] = import_string(settings.LOAN_COLLATERAL)
    loans = [each.reference for each in found if each.kind is not accounts.ExposureKind.OVERDRAFT]
    return connector(loan_ids=loans, day=day)


def _rows(
    found: Sequence[accounts.CreditExposure], day: date, parameters: Parameters
) -> dict[UUID, Exposure]:
    rows = days.exposures(references=[each.reference for each in found])
    new = [each for each in found if each.reference not in rows]
    scored = credit.latest_pds(
        references=[str(each.application) for each in new if each.application]
    )
    made = days.add_all([_row(each, day, scored, parameters) for each in new], of=Exposure)
    return rows | {row.reference: row for row in made}


def _row(
    each: accounts.CreditExposure,
    day: date,
    scored: Mapping[str, tuple[Decimal, str]],
    parameters: Parameters,
) -> Exposure:
    segment = "company" if each.is_company else "retail"
    pd, scorecard = scored.get(str(each.application), (None, ""))
    return Exposure(
        reference=each.reference,
        customer=each.customer,
        kind=each.kind,
        product=each.product,
        segment=segment,
        currency=each.drawn.currency.code,
        originated_on=each.originated_on,
        initial_pd=current_pd(segment, pd, 0, parameters),
        scored_pd=pd,
        pd_source=f"scorecard {scorecard}" if pd else f"pool {segment}",
        first_day=day,
    )


def _schedules(
    found: Sequence[accounts.CreditExposure], rows: Mapping[UUID, Exposure]
) -> dict[UUID, Schedule]:
    """Return the schedule of each loan; one that changed since it was last seen is kept."""
    told = {each.reference: _told(each.flows) for each in found if each.flows}
    digests = {
        reference: hashlib.sha256(json.dumps(flows).encode()).hexdigest()
        for reference, flows in told.items()
    }
    known = days.schedules(digests=sorted(set(digests.values())))
    made: list[Schedule] = []
    schedules: dict[UUID, Schedule] = {}
    for reference, digest in digests.items():
        schedule = known.get((rows[reference].pk, digest))
        if schedule is None:
            schedule = Schedule(exposure=rows[reference], digest=digest, flows=told[reference])
            made.append(schedule)
        schedules[reference] = schedule
    days.add_all(made, of=Schedule)
    return schedules


def _told(flows: Iterable[tuple[date, int]]) -> list[list[str | int]]:
    return [[due.isoformat(), amount] for due, amount in flows]
