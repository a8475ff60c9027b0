"""Cash above the limit: which of a day's movements are reported, and for whom."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from risk.crime.domain import scenarios
from risk.crime.domain.scenarios import Scenario
from risk.crime.domain.states import Direction, cash_due
from risk.crime.models import CashReport
from risk.crime.repositories import hits, patterns, reports
from risk.crime.services import parameters


@use_case
def find(*, day: date, actor: Actor, now: datetime) -> int:
    """Keep what is to be reported of a day's cash; returns how many reports are new.

    Each direction counts by itself, over all accounts that somebody holds, alone or with others.
    Holders with the same movements are in one report.
    """
    hits.lock()
    values, version = parameters.in_force(scenario=Scenario.CASH_REPORT)
    above = scenarios.number(values, "above") * 100
    known = reports.reported(day=day)
    together: dict[tuple[str, tuple[int, ...]], list[tuple[UUID, int]]] = defaultdict(list)
    for found in patterns.find(patterns.CASH_REPORT, day=day, values={"above": above}):
        if (found.customer_id, found.about) not in known:
            together[found.about, tuple(found.flows)].append((found.customer_id, found.dollars))
    for (direction, flows), parties in together.items():
        report = CashReport(
            day=day, direction=Direction(direction), dollars=parties[0][1], version=version,
            due_on=cash_due(day), made_at=now,
        )  # fmt: skip
        reports.add_cash(report, parties=[party for party, _ in parties], flows=flows)
        audit.record(
            actor=actor,
            action="crime.cash_report.due",
            subject=f"cash report:{report.pk}",
            detail={"due_on": report.due_on.isoformat()},
            at=now,
        )
    return len(together)
