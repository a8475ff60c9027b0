"""What the demo bank provides for its loans by, and its figures of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from bankcore.approvals import public as approvals
from bankcore.demo import colleagues
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Money
from risk.provisions import public as provisions

# Round figures that no bank has measured: nobody should take them for a calibration.
_POOLS: Final = {"CURRENT": "0.02", "1-30": "0.08", "31-60": "0.25", "61-90": "0.5"}
PARAMETERS: Final[dict[str, Any]] = {
    "scenarios": [
        {"name": "base", "weight": "0.5", "state": "0", "lgd_times": "1"},
        {"name": "better", "weight": "0.2", "state": "1", "lgd_times": "0.9"},
        {"name": "worse", "weight": "0.3", "state": "-1.5", "lgd_times": "1.1"},
    ],
    "correlation": "0.15",
    "horizon_years": "3",
    "segments": {
        "retail": {"pd": _POOLS, "lgd": "0.45", "secured_lgd": "0.1", "haircut": "0.3"},
        "company": {"pd": _POOLS, "lgd": "0.4", "secured_lgd": "0.1", "haircut": "0.4"},
    },
    "conversion": {"COMMITMENT": "0.5", "OVERDRAFT": "0.4"},
    "pd_floor": "0.0003",
    "staging": {
        "times": "2.5",
        "points": "0.005",
        "significant_days": 30,
        "default_days": 90,
        "cure_days": 90,
        "forborne_cure_days": 365,
        "probation_days": 60,
        "forbearance_days": 730,
    },
    "recovery_years": "1.5",
    "behavioural_years": "2",
    "overdraft_rate": "0.12",
}


def ensure(day: Day) -> None:
    """Let two people of risk agree on the parameters, where there are none yet."""
    if provisions.parameters_on(day=day.day) is not None:
        return
    maker, checker = colleagues.pair("analyst", identity.Role.RISK_ANALYST)
    try:
        asked = provisions.request_parameters(
            content=PARAMETERS,
            effective_from=day.day,
            reason="Demo: the bank's first parameters",
            actor=maker,
            now=day.now,
        )
        approvals.approve(request_id=asked.request_id, actor=checker, now=day.now)
    except BankError:
        return  # asked for before the day was cut off


def lines(*, day: date) -> Iterator[tuple[str, str]]:
    """Yield what the day's end provided, by stage and currency, and how that moved."""
    found = provisions.figures_of(day=day)
    if found is None:
        yield "expected credit losses", "not known: no parameters were in force"
        return
    for each in found.stages:
        name = f"stage {each.stage.value}, {each.owed.currency}: {each.credits} credits"
        moved = f"{_told(each.charged)} charged, {_told(each.used)} used"
        yield f"{name}, {_told(each.owed)} owed", f"{_told(each.provided)} ({moved})"
    for amount in found.recovered:
        yield "recovered of loans written off", _told(amount)


def _told(amount: Money) -> str:
    return f"{amount.amount:,f} {amount.currency}"
