"""Parameters of monitoring: versions, each by two people."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from risk.crime.domain import scenarios
from risk.crime.domain.scenarios import Scenario, Value, Values
from risk.crime.models import Parameters
from risk.crime.repositories import hits

KIND: Final = "crime.parameters"


def in_force(*, scenario: Scenario) -> tuple[dict[str, Value], int]:
    """Return the parameters that count and their version, 0 before anybody changed them."""
    row = hits.parameters(scenario)
    return (scenarios.usual(scenario), 0) if row is None else (dict(row.values), row.version)


def countries_of_risk() -> list[str]:
    """Return the countries of high risk that count, ISO 3166-1 alpha-2."""
    return scenarios.countries(in_force(scenario=Scenario.HIGH_RISK_COUNTRY)[0])


@needs("crime.set_parameters")
@use_case
def request_parameters(
    *, scenario: Scenario, values: Values, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person for other parameters of a scenario.

    Raises scenarios.ParametersInvalid, approvals.AlreadyRequested and -ReasonMissing.
    """
    after = scenarios.checked(scenario, values)
    reason = approvals.stated(reason)
    before, version = in_force(scenario=scenario)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"scenario:{scenario}",
            payload={
                "scenario": scenario,
                "version": version,
                "reason": reason,
                "before": before,
                "after": after,
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_parameters(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Put the parameters in force, in the use case of who approves.

    Raises scenarios.ParametersInvalid.
    """
    told = request.payload
    scenario = Scenario(str(told["scenario"]))
    after = told["after"]
    assert isinstance(after, dict)  # noqa: S101 - as request_parameters wrote it
    hits.lock()
    _, version = in_force(scenario=scenario)
    row = Parameters(
        scenario=scenario, version=version + 1, values=scenarios.checked(scenario, after),
        reason=str(told["reason"]), set_by=request.maker, set_at=now,
        approval_id=request.request_id,
    )  # fmt: skip
    hits.add_parameters(row)
    audit.record(
        actor=actor,
        action="crime.parameters.set",
        subject=f"scenario:{scenario}",
        detail={"version": row.version, "values": row.values},
        at=now,
    )
    return f"{scenario} version {row.version}"
