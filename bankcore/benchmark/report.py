"""The figures of one run: as a table for the eye, as JSON for comparing runs."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from rich.table import Table

from bankcore.benchmark.aims import Aim
from bankcore.benchmark.day_end import Found
from bankcore.benchmark.gateway_report import GatewayFound
from bankcore.benchmark.plan import Plan
from bankcore.benchmark.stages import Stages
from bankcore.benchmark.timing import Timing
from bankcore.benchmark.warehouse_found import WarehouseFound

_WORTH_SHOWING: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measure."""

    name: str
    unit: str
    per_second: float
    p50_ms: float | None = None
    p99_ms: float | None = None
    errors: int = 0
    retries: int = 0

    @staticmethod
    def of(name: str, unit: str, timing: Timing) -> Figure:
        """Return the figure of these timed calls."""
        return Figure(
            name=name,
            unit=unit,
            per_second=timing.per_second,
            p50_ms=timing.percentile(50),
            p99_ms=timing.percentile(99),
            errors=timing.errors,
            retries=timing.retries,
        )


@dataclass(slots=True, kw_only=True)
class Report:
    """Everything one run found. `figures` are by key, the yardstick's two among them."""

    measured_at: datetime
    plan: Plan
    figures: dict[str, Figure] = field(default_factory=dict)
    deadlocks: int = 0
    transfers: int = 0
    bytes_by_table: dict[str, int] = field(default_factory=dict)
    invariants_checked: int = 0
    invariants_broken: list[str] = field(default_factory=list)
    stages: Stages | None = None
    day_end: Found | None = None
    gateway: GatewayFound | None = None
    warehouse: WarehouseFound | None = None

    @property
    def bytes_per_transfer(self) -> float:
        """Bytes on disk, indexes and all, that one transfer adds."""
        return sum(self.bytes_by_table.values()) / self.transfers

    @property
    def tpcb(self) -> float:
        """The yardstick: the mean of its two rates."""
        return (self.figures["tpcb_before"].per_second + self.figures["tpcb_after"].per_second) / 2

    def times_tpcb(self, figure: Figure) -> float:
        """Return how many times the yardstick's rate a figure is."""
        return figure.per_second / self.tpcb

    def aims(self) -> list[Aim]:
        """Return what the bank is meant to reach, beside what it did."""
        found = [self._batch_aim(), self._hot_aim(), self._deadlock_aim()]
        found += [self._callers_aim(), self._api_aim()]
        found += [] if self.day_end is None else day_end_aims(self.day_end)
        found += [] if self.gateway is None else self.gateway.aims()
        return found + ([] if self.warehouse is None else self.warehouse.aims())

    def _batch_aim(self) -> Aim:
        wanted = min(20_000, 3 * self.tpcb)
        found = self.figures["batch_1000"].per_second
        return Aim(
            statement=f"batches of 1,000: {wanted:,.0f} postings/s (20,000 or 3 times TPC-B)",
            measured=f"{found:,.0f}",
            is_met=found >= wanted,
        )

    def _hot_aim(self) -> Aim:
        ratio = self.figures["batch_1000_hot"].per_second / self.figures["batch_1000"].per_second
        return Aim(
            statement="one hot account: no slower than uniform, in batches of 1,000",
            measured=f"{ratio:.2f} times uniform",
            is_met=ratio >= 1,
        )

    def _deadlock_aim(self) -> Aim:
        figure = self.figures["contended"]
        return Aim(
            statement=f"{self.plan.sessions} sessions in each other's way: no deadlock",
            measured=(
                f"{self.deadlocks} deadlocks, {figure.errors} errors, {figure.retries} retries"
            ),
            is_met=not (self.deadlocks or figure.errors or figure.retries),
        )

    def _callers_aim(self) -> Aim:
        figure = self.figures["callers"]
        return Aim(
            statement=f"{self.plan.callers} callers post 10,000/s, 99 in 100 within 20 ms",
            measured=_told(figure),
            is_met=figure.per_second >= 10_000 and (figure.p99_ms or 0) < 20,
        )

    def _api_aim(self) -> Aim:
        figure = self.figures["api_callers"]
        return Aim(
            statement="POST /api/v1/transfers 1,200/s, 99 in 100 within 100 ms",
            measured=_told(figure),
            is_met=figure.per_second >= 1_200 and (figure.p99_ms or 0) < 100,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        return {
            "measured_at": self.measured_at.isoformat(),
            "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
            "plan": asdict(self.plan),
            "figures": {
                key: {**asdict(figure), "times_tpcb": self.times_tpcb(figure)}
                for key, figure in self.figures.items()
            },
            "deadlocks": self.deadlocks,
            "transfers": self.transfers,
            "bytes_per_transfer": self.bytes_per_transfer,
            "bytes_by_table": self.bytes_by_table,
            "aims": [asdict(aim) for aim in self.aims()],
            "stages": None if self.stages is None else asdict(self.stages),
            "day_end": None if self.day_end is None else asdict(self.day_end),
            "gateway": None if self.gateway is None else self.gateway.as_json(),
            "warehouse": None if self.warehouse is None else self.warehouse.as_json(),
            "invariants": {"checked": self.invariants_checked, "broken": self.invariants_broken},
        }

    def as_table(self) -> Table:
        """Return the figures, the yardstick first."""
        table = Table(title="One run, one server, one machine: client and server together")
        table.add_column("Measure")
        for name in ("Per second", "p50 ms", "p99 ms", "Times TPC-B", "Errors", "Retries"):
            table.add_column(name, justify="right")
        for figure in self.figures.values():
            table.add_row(
                f"{figure.name}, {figure.unit}",
                f"{figure.per_second:,.0f}",
                _milliseconds(figure.p50_ms),
                _milliseconds(figure.p99_ms),
                f"{self.times_tpcb(figure):.2f}",
                str(figure.errors),
                str(figure.retries),
            )
        return table


def day_end_table(found: Found) -> Table:
    """Return the steps of the end of day that took a tenth of a second, and the whole."""
    table = Table(title="A month's last day, closed")
    table.add_column("Step")
    for name in ("Rows", "Seconds", "Seconds of CPU", "Rows per second"):
        table.add_column(name, justify="right")
    for step in found.steps:
        if step.seconds >= _WORTH_SHOWING:
            rate = f"{step.rows / step.seconds:,.0f}"
            computed = f"{step.cpu_seconds:.2f}"
            table.add_row(step.name, f"{step.rows:,}", f"{step.seconds:.2f}", computed, rate)
    table.add_section()
    table.add_row("all steps", "", f"{found.seconds:.2f}", f"{found.cpu_seconds:.2f}", "")
    return table


def aims_table(aims: Sequence[Aim]) -> Table:
    """Return aims, each met or not."""
    table = Table(title="Aims")
    for name in ("Aim", "Measured", ""):
        table.add_column(name)
    for aim in aims:
        table.add_row(aim.statement, aim.measured, "met" if aim.is_met else "not met")
    return table


def day_end_aims(found: Found) -> list[Aim]:
    """Return what closing a month's last day is to keep to, and what was measured."""
    aims = [
        Aim(
            statement=f"a month's last day of {found.accounts:,} accounts closed in 60 s",
            measured=f"{found.seconds:.1f} s, load before it {found.load:.1f}",
            is_met=found.seconds < 60,
        ),
        Aim(
            statement=f"CSV statement of {found.statement_entries:,} entries in 1 s",
            measured=f"{found.statement_seconds:.2f} s",
            is_met=found.statement_seconds < 1,
        ),
    ]
    aims += [
        Aim(
            statement=f"balance at the end of any past day, by {basis}: 10 ms",
            measured=f"{milliseconds:.1f} ms at most",
            is_met=milliseconds < 10,
        )
        for basis, milliseconds in found.as_of_ms.items()
    ]
    peaks = {"process": found.peak_bytes, "PostgreSQL's backend": found.server_peak_bytes}
    return aims + [
        Aim(
            statement=f"memory of the {whose} within 1 GB at that end of day",
            measured=f"{peak / 1e6:,.0f} MB at its peak",
            is_met=peak < 1e9,
        )
        for whose, peak in peaks.items()
        if peak is not None
    ]


def _told(figure: Figure) -> str:
    return f"{figure.per_second:,.0f}/s, {_milliseconds(figure.p99_ms)} ms"


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"
