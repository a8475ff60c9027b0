"""What was measured of the gateway: in rows for the eye, and as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rich.table import Table

from bankcore.benchmark import (
    decisions,
    events,
    gateway,
    reconciliation,
    scratch,
    settlement,
    webhooks,
)
from bankcore.benchmark.aims import Aim
from bankcore.benchmark.plan import Plan
from bankcore.benchmark.timing import Timing
from bankcore.settings.env import Environment

_CLIENTS: Final = 4
_ENDPOINTS: Final = 4
_LONGEST: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayFound:
    """The gateway's figures of one run."""

    payments: gateway.Measured
    decided: Timing
    settled: settlement.Found
    reconciled: reconciliation.Compared
    webhooks: webhooks.Measured
    events: events.Measured

    def table(self) -> Table:
        """Return the figures."""
        table = Table(title="The gateway: every program and the card networks on one machine")
        table.add_column("Measure")
        for name in ("Per second", "p50 ms", "p99 ms", "Errors"):
            table.add_column(name, justify="right")
        for name, rate, p50, p99, errors in self._rows():
            cells = ("" if each is None else f"{each:,.1f}" for each in (rate, p50, p99))
            table.add_row(name, *cells, "" if errors is None else str(errors))
        return table

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        names = ("per_second", "p50_ms", "p99_ms", "errors")
        return {name: dict(zip(names, values, strict=True)) for name, *values in self._rows()}

    def aims(self) -> list[Aim]:
        """Return what the gateway is meant to reach, beside what it did."""
        compared, decision = self.reconciled, self.payments.decision
        return [
            Aim(
                statement=f"{compared.run.items:,} items reconciled in 60 s and 1 GB",
                measured=f"{compared.seconds:.1f} s, {compared.process_bytes / 1e6:,.0f} MB",
                is_met=compared.seconds < 60 and compared.process_bytes < 1e9,
            ),
            Aim(
                statement="risk's decision within a payment: 10 ms for 99 in 100",
                measured=f"{decision.p99:.1f} ms",
                is_met=decision.p99 < 10,
            ),
            Aim(
                statement=f"the same at {decisions.PER_SECOND} payments a second",
                measured=f"{self._decided_p99:.1f} ms",
                is_met=self._decided_p99 < 10,
            ),
            self.events.aim,
        ]

    @property
    def _decided_p99(self) -> float:
        return self.decided.percentile(99) or 0.0

    def _rows(
        self,
    ) -> Iterator[tuple[str, float | None, float | None, float | None, int | None]]:
        paid = self.payments
        yield _timed("authorisations, 1 client", paid.alone)
        yield _timed(f"authorisations, {_CLIENTS} clients", paid.together)
        yield "of it the network's own time", None, paid.network.p50, paid.network.p99, None
        yield "of it risk's decision", None, paid.decision.p50, paid.decision.p99, None
        yield _timed(f"decisions, {decisions.PER_SECOND} a second", self.decided)
        yield "captures settled", self.settled.per_second, None, None, None
        yield "items reconciled", self.reconciled.per_second, None, None, None
        yield _timed("events recorded", self.webhooks.recorded)
        yield "webhooks delivered", self.webhooks.delivered.per_second, None, None, None
        told = self.events
        yield "events handled after", told.per_second, told.p50, told.p99, None


def _timed(
    name: str, timing: Timing
) -> tuple[str, float | None, float | None, float | None, int | None]:
    return name, timing.per_second, timing.percentile(50), timing.percentile(99), timing.errors


def measure(environment: Environment, plan: Plan, say: Callable[[str], None]) -> GatewayFound:
    """Take every measure of the gateway, each in a database of its own."""
    with scratch.database(environment) as name:
        payments = gateway.measure(
            environment, name, seconds=plan.seconds, clients=_CLIENTS, say=say
        )
        decided = decisions.measure(name, seconds=plan.seconds, say=say)
    with scratch.database(environment):
        settled = settlement.measure(count=plan.captures, merchants=plan.merchants, say=say)
    with scratch.database(environment):
        reconciled = reconciliation.measure(count=plan.items, say=say)
    with scratch.database(environment) as name:
        told = webhooks.measure(
            environment, name, count=plan.webhooks, endpoints=_ENDPOINTS, say=say
        )
    with scratch.database(environment) as name:
        brought = events.measure(
            environment, name, seconds=min(_LONGEST, plan.seconds * 4), say=say
        )
    return GatewayFound(
        payments=payments,
        decided=decided,
        settled=settled,
        reconciled=reconciled,
        webhooks=told,
        events=brought,
    )
