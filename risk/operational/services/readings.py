"""What each key risk indicator is, asked of the running bank. None: nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.ledger import public as ledger
from payments.reconciliation import public as reconciliation
from payments.webhooks import public as webhooks
from risk.cases import public as cases
from risk.operational.domain import downtime
from risk.operational.domain.indicators import Indicator
from risk.operational.repositories import measures, registers

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that ends, and now."""

    day: date
    now: datetime

    @property
    def begins(self) -> datetime:
        """Return the day's first moment."""
        return datetime.combine(self.day, time(), tzinfo=UTC)

    @property
    def over(self) -> datetime:
        """Return the moment at which the day is over by the calendar."""
        return self.begins + timedelta(days=1)


def _failed_payments(at: Moment) -> Decimal | None:
    answered, refused = ledger.requests_of_day(day=at.day)
    return (Decimal(100 * refused) / answered).quantize(_CENT) if answered else None


def _breaks_age(at: Moment) -> Decimal:
    return Decimal(max((each.age(at.day) for each in reconciliation.inbox()), default=0))


def _downtime(at: Moment) -> Decimal | None:
    looks = measures.probes_between(since=at.begins, until=at.over)
    lost = downtime.minutes(looks)
    return None if lost is None else Decimal(lost)


def _late_day_end(at: Moment) -> Decimal:
    return Decimal(max(timedelta(), at.now - at.over) // timedelta(minutes=1))


def _failed_logins(at: Moment) -> Decimal:
    entries = audit.entries_of(action="identity.login.failed", since=at.begins)
    return Decimal(sum(each.at < at.over for each in entries))


SOURCES: Final[dict[Indicator, Callable[[Moment], Decimal | None]]] = {
    Indicator.FAILED_PAYMENTS: _failed_payments,
    Indicator.BREAKS_OPEN: lambda _: Decimal(len(reconciliation.inbox())),
    Indicator.BREAKS_AGE: _breaks_age,
    Indicator.DOWNTIME: _downtime,
    Indicator.LATE_DAY_END: _late_day_end,
    Indicator.FAILED_LOGINS: _failed_logins,
    Indicator.DEAD_WEBHOOKS: lambda _: Decimal(webhooks.dead_letters()),
    Indicator.CASES_OVERDUE: lambda at: Decimal(sum(cases.overdue(now=at.now).values())),
    Indicator.APPROVALS_OPEN: lambda _: Decimal(approvals.count_open()),
    Indicator.ACTIONS_OVERDUE: lambda at: Decimal(registers.actions_overdue(day=at.day)),
}
