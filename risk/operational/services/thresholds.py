"""Thresholds of key risk indicators, by two people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from risk.operational.domain.indicators import Indicator
from risk.operational.models import Threshold
from risk.operational.repositories import measures, registers

KIND: Final = "operational.threshold"
_MOST: Final = Decimal(10) ** 12
_PLACES: Final = -2


class ThresholdInvalid(BankError):
    """Amber is above zero, red no lower, both with two decimals, from the open day on or later."""

    code = "threshold_invalid"
    cure = "Mend the field named, and ask again."


@needs("operational.set_threshold")
@use_case
def request_threshold(
    *,
    indicator: Indicator,
    amber: Decimal,
    red: Decimal,
    effective_from: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> approvals.RequestView:
    """Ask a second person for a threshold.

    Raises ThresholdInvalid, and approvals.AlreadyRequested and -ReasonMissing.
    """
    _check(amber, red, effective_from)
    reason = approvals.stated(reason)
    before = measures.thresholds_on(day=effective_from).get(indicator)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"indicator:{indicator}",
            payload={
                "indicator": indicator.value,
                "effective_from": effective_from.isoformat(),
                "before": {
                    "amber": None if before is None else str(before.amber),
                    "red": None if before is None else str(before.red),
                },
                "after": {"amber": str(amber), "red": str(red)},
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_threshold(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Put the threshold in force, in the use case of who approves; raises ThresholdInvalid."""
    told = request.payload
    after = told["after"]
    assert isinstance(after, dict)  # noqa: S101 - as request_threshold wrote it
    amber, red = Decimal(after["amber"]), Decimal(after["red"])
    effective_from = date.fromisoformat(str(told["effective_from"]))
    _check(amber, red, effective_from)
    row = registers.add(
        Threshold(
            indicator=str(told["indicator"]),
            amber=amber,
            red=red,
            effective_from=effective_from,
            reason=request.reason,
            set_by=request.maker,
            set_at=now,
            approval_id=request.request_id,
        )
    )
    audit.record(
        actor=actor,
        action="operational.threshold.set",
        subject=f"indicator:{row.indicator}",
        detail={"amber": str(amber), "red": str(red), "from": effective_from.isoformat()},
        at=now,
    )
    return f"threshold:{row.pk}"


def _check(amber: Decimal, red: Decimal, effective_from: date) -> None:
    for field, value in (("amber", amber), ("red", red)):
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < _PLACES or not 0 < value < _MOST:
            message = "This is no threshold."
            raise ThresholdInvalid(message, field=field)
    if red < amber:
        message = "Red is not below amber."
        raise ThresholdInvalid(message, field="red")
    if effective_from < ledger.business_date():
        message = "This day is over."
        raise ThresholdInvalid(message, field="effective_from")


def thresholds_on(*, day: date) -> dict[Indicator, tuple[Decimal, Decimal]]:
    """Return amber and red of each indicator that has a threshold on a day."""
    found = measures.thresholds_on(day=day)
    return {indicator: (row.amber, row.red) for indicator, row in found.items()}
