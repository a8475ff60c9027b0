"""What was measured of the warehouse: in rows for the eye, and as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.table import Table

from bankcore.benchmark.aims import Aim

_MOST_SECONDS: Final = 120
_MOST_BYTES: Final = 2_000_000_000
_TIMES: Final = 10
_COLUMNS: Final = (
    *("Rows", "Differ", "Warehouse s", "PostgreSQL s", "Times", "By snapshots s"),
    *("CPU s", "PostgreSQL's", "Times"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question: rows answered, rows that differ, and the seconds of both engines.

    `kept_seconds` are PostgreSQL's where it may read the ledger's snapshots; None: it has none.
    The seconds of CPU are those of this process, and of PostgreSQL's backend without helpers: what
    a busy machine makes slower shows beside them. None where the system does not tell.
    """

    name: str
    rows: int
    differing: int
    lake_seconds: float
    postgres_seconds: float
    kept_seconds: float | None
    lake_cpu: float
    postgres_cpu: float | None

    @property
    def times(self) -> float:
        """How many times as fast the warehouse is."""
        return self.postgres_seconds / self.lake_seconds

    @property
    def cpu_times(self) -> float | None:
        """How many times as little the warehouse computes."""
        return None if self.postgres_cpu is None else self.postgres_cpu / self.lake_cpu


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseFound:
    """What was found. Bytes are peaks of this process; None where the system does not tell.

    `cpu_seconds` are this process's for the load; PostgreSQL's readers are not in them.
    """

    entries: int
    load: float
    seconds: float
    cpu_seconds: float
    load_bytes: int | None
    query_bytes: int | None
    lake_bytes: int
    faults: tuple[str, ...]
    answers: tuple[Answer, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        return asdict(self) | {
            "answers": [
                asdict(each) | {"times": each.times, "cpu_times": each.cpu_times}
                for each in self.answers
            ]
        }

    def broken(self) -> list[str]:
        """Return what does not hold: checks of the load, and answers that differ."""
        differing = [
            f"{each.name}: {each.differing} rows differ" for each in self.answers if each.differing
        ]
        return [*self.faults, *differing]

    def table(self) -> Table:
        """Return both sides of each question."""
        table = Table(title=f"The warehouse beside PostgreSQL: {self.entries:,} entries")
        table.add_column("Question")
        for name in _COLUMNS:
            table.add_column(name, justify="right")
        for each in self.answers:
            table.add_row(
                each.name,
                f"{each.rows:,}",
                str(each.differing),
                f"{each.lake_seconds:.3f}",
                f"{each.postgres_seconds:.3f}",
                f"{each.times:.1f}",
                "" if each.kept_seconds is None else f"{each.kept_seconds:.3f}",
                f"{each.lake_cpu:.2f}",
                "" if each.postgres_cpu is None else f"{each.postgres_cpu:.2f}",
                "" if each.cpu_times is None else f"{each.cpu_times:.1f}",
            )
        return table

    def aims(self) -> list[Aim]:
        """Return what the warehouse is meant to reach, beside what it did."""
        slowest = min(self.answers, key=lambda each: each.times)
        found = [
            Aim(
                statement=f"{self.entries:,} entries in the warehouse in {_MOST_SECONDS} s",
                measured=(
                    f"{self.seconds:.1f} s, {self.cpu_seconds:.1f} s of CPU, load before it"
                    f" {self.load:.1f}"
                ),
                is_met=self.seconds < _MOST_SECONDS,
            ),
            Aim(
                statement=f"its reference questions {_TIMES} times as fast as PostgreSQL",
                measured=f"{slowest.times:.1f} times at least, {slowest.name}",
                is_met=slowest.times >= _TIMES,
            ),
        ]
        peaks = {"loading": self.load_bytes, "asking": self.query_bytes}
        return found + [
            Aim(
                statement=f"memory of {doing} within 2 GB",
                measured=f"{peak / 1e6:,.0f} MB at its peak",
                is_met=peak < _MOST_BYTES,
            )
            for doing, peak in peaks.items()
            if peak is not None
        ]
