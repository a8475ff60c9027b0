"""A bank with loans, parameters that two people agreed on, and the end of its days."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.identity.public import Role
from bankcore.ledger import public as ledger
from risk.provisions import public as provisions
from risk.provisions.models import Loss
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.factories.loans import gl, steps

DAY, NEXT_DAY = OPENING_DAY, OPENING_DAY + timedelta(days=1)
POOLS = {"CURRENT": "0.02", "1-30": "0.08", "31-60": "0.25", "61-90": "0.5"}
CONTENT: dict[str, Any] = {
    "scenarios": [
        {"name": "base", "weight": "0.5", "state": "0", "lgd_times": "1"},
        {"name": "better", "weight": "0.2", "state": "1", "lgd_times": "0.9"},
        {"name": "worse", "weight": "0.3", "state": "-1.5", "lgd_times": "1.1"},
    ],
    "correlation": "0.15",
    "horizon_years": "3",
    "segments": {
        "retail": {"pd": POOLS, "lgd": "0.45", "secured_lgd": "0.1", "haircut": "0.3"},
        "company": {"pd": POOLS, "lgd": "0.4", "secured_lgd": "0.1", "haircut": "0.4"},
    },
    "conversion": {"COMMITMENT": "0.5", "OVERDRAFT": "0.4"},
    "pd_floor": "0.0003",
    "staging": {
        "times": "2.5", "points": "0.005", "significant_days": 30, "default_days": 90,
        "cure_days": 90, "forborne_cure_days": 365, "probation_days": 60, "forbearance_days": 730,
    },
    "recovery_years": "1.5",
    "behavioural_years": "2",
    "overdraft_rate": "0.12",
}  # fmt: skip


def content(**changes: Any) -> dict[str, Any]:
    """Return the parameters with changes, named by their places joined by two underscores."""
    found = copy.deepcopy(CONTENT)
    for place, value in changes.items():
        *way, last = place.split("__")
        inside: Any = found
        for name in way:
            inside = inside[int(name) if name.isdigit() else name]
        inside[int(last) if last.isdigit() else last] = value
    return found


def people() -> tuple[Actor, Actor]:
    """Return two people of risk."""
    return member("anna", Role.RISK_ANALYST), member("ben", Role.RISK_ANALYST)


def agree(told: dict[str, Any] | None = None, day: date = DAY) -> None:
    """Let two people agree on parameters."""
    anna, ben = people()
    asked = provisions.request_parameters(
        content=told or content(), effective_from=day, reason="Agreed", actor=anna, now=NOW
    )
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)


def mark(customer: Any, kind: provisions.MarkKind, *, is_on: bool = True) -> None:
    """Let two people mark a customer."""
    anna, ben = people()
    asked = provisions.request_mark(
        customer=customer, kind=kind, is_on=is_on, reason="Seen", actor=anna, now=NOW
    )
    approvals.approve(request_id=asked.request_id, actor=ben, now=NOW)


def provide(day: date = DAY) -> dict[str, int]:
    """Run the step alone on a day that is open."""
    return dict(
        provisions.measure_losses(day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW)
    )


def end_day(days: int = 1) -> dict[str, int]:
    """Run the loans' steps and the provisions' on the open day, and go on so many days."""
    day = ledger.business_date()
    next_day = day + timedelta(days=days)
    steps(day, next_day)
    found = provide(day)
    ledger.close_business_day(next_day=next_day, actor=TESTER, now=NOW)
    return found


def last_loss(reference: Any) -> Loss:
    """Return the newest figure of a loan or account."""
    return Loss.objects.filter(exposure__reference=reference).latest("day__day")


def broken() -> list[str]:
    """Return the statements about provisions that do not hold."""
    return [each.code for each in provisions.verify_provisions() if not each.holds]


def allowances(currency: str = "EUR") -> int:
    """Return in minor units what stands on all allowances and provisions in the ledger."""
    on_assets = sum(gl(code, currency).minor for code in ("1291", "1292", "1293"))
    return sum(gl(code, currency).minor for code in ("2801", "2802", "2803")) - on_assets
