"""What a run at size found: tables for the eye, aims, and plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from rich.table import Table

from bankcore.benchmark import lists
from bankcore.benchmark.aims import Aim
from bankcore.benchmark.large import rates
from bankcore.benchmark.large.filling import Filled
from bankcore.benchmark.large.partitions import PartitionsFound
from bankcore.benchmark.large.rates import Rates
from bankcore.benchmark.large.reads import Reads
from bankcore.benchmark.large.size import Size
from bankcore.benchmark.lists import Opened

_MOST_FILLING_SECONDS: Final = 600
_MOST_BYTES: Final = 12_000_000_000
_MONTHS_AHEAD: Final = 2
_HEADS: Final = ("read", "asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeFound:
    """Everything one run found; `load` is what else the machine had to do when it began."""

    measured_at: datetime
    load: float
    size: Size
    filled: Filled
    empty: Rates
    rates: Rates
    api: Reads
    pages: Reads
    lists: list[Opened]
    partitions: PartitionsFound
    invariants_checked: int
    invariants_broken: list[str]

    def broken(self) -> list[str]:
        """Return what must never be: an invariant that does not hold, a month that is lost."""
        found = list(self.invariants_broken)
        if not (self.partitions.reads_on and self.partitions.is_as_before):
            found.append(f"entries of {self.partitions.month:%B %Y}, taken out and put back")
        return found

    def aims(self) -> list[Aim]:
        """Return what the bank is meant to reach at this size, beside what it did."""
        return [*self._filling_aims(), *self._rate_aims(), *self._read_aims(), self._month_aim()]

    def _filling_aims(self) -> Iterator[Aim]:
        yield Aim(
            statement=f"{self.filled.rows:,} rows made in 10 minutes",
            measured=f"{self.filled.seconds:,.0f} s",
            is_met=self.filled.seconds < _MOST_FILLING_SECONDS,
        )
        yield Aim(
            statement="on 12 GB of disk",
            measured=f"{self.filled.bytes_on_disk / 1e9:.1f} GB",
            is_met=self.filled.bytes_on_disk < _MOST_BYTES,
        )

    def _rate_aims(self) -> Iterator[Aim]:
        for what, fall in rates.falls(self.empty, self.rates).items():
            yield Aim(
                statement=f"posting falls by less than 20 % from an empty bank: {what}",
                measured=f"by {100 * fall:.0f} %",
                is_met=rates.is_little(fall),
            )

    def _read_aims(self) -> Iterator[Aim]:
        for what, found in (
            ("reads of the API", self.api.found),
            ("a customer's pages", self.pages.found),
            ("lists of the back office", self.lists),
        ):
            quick = sum(not each.is_slow for each in found)
            yield Aim(
                statement=f"{what} within 100 ms, 95 times in 100",
                measured=f"{quick} of {len(found)} ways",
                is_met=quick == len(found),
            )

    def _month_aim(self) -> Aim:
        found = self.partitions
        return Aim(
            statement="partitions two months ahead; an old one taken out and put back, reads go on",
            measured=(
                f"{found.ahead} ahead; out {found.detach_ms:,.0f} ms, back"
                f" {found.attach_ms:,.0f} ms"
            ),
            is_met=found.ahead >= _MONTHS_AHEAD and found.reads_on and found.is_as_before,
        )

    def tables(self) -> list[Table]:
        """Return the figures for the eye."""
        return [
            self._rates_table(),
            lists.table(self.api.found, title="Reads of the API", heads=_HEADS),
            lists.table(self.pages.found, title="A customer's pages", heads=_HEADS),
            lists.table(self.lists),
        ]

    def _rates_table(self) -> Table:
        table = Table(title="Postings a second")
        table.add_column("Measure")
        few, many = f"{self.empty.accounts:,} accounts", f"{self.rates.accounts:,} accounts"
        for name in (few, "p99 ms", many, "p99 ms", "falls by", "errors"):
            table.add_column(name, justify="right")
        table.add_row(
            "pgbench TPC-B", f"{self.empty.tpcb:,.0f}", "", f"{self.rates.tpcb:,.0f}", "", "", ""
        )
        more = self.rates.cpu_ms / self.empty.cpu_ms - 1 if self.empty.cpu_ms else 0
        table.add_row(
            "CPU ms for 1,000 postings in batches",
            f"{self.empty.cpu_ms:,.0f}",
            "",
            f"{self.rates.cpu_ms:,.0f}",
            "",
            f"{-100 * more:.0f} %",
            "",
        )
        for what, fall in rates.falls(self.empty, self.rates).items():
            before, after = self.empty.figures[what], self.rates.figures[what]
            table.add_row(
                what,
                f"{before.per_second:,.0f}",
                f"{before.p99_ms or 0:,.1f}",
                f"{after.per_second:,.0f}",
                f"{after.p99_ms or 0:,.1f}",
                f"{100 * fall:.0f} %",
                str(before.errors + after.errors),
            )
        return table

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        return {
            "measured_at": self.measured_at.isoformat(),
            "load": self.load,
            "size": asdict(self.size),
            "filled": {
                "entries": self.filled.made.entries,
                "accounts": self.filled.made.accounts,
                "rows": self.filled.rows,
                "seconds": self.filled.seconds,
                "bytes_on_disk": self.filled.bytes_on_disk,
            },
            "rates": {"empty": asdict(self.empty), "filled": asdict(self.rates)},
            "api": [_plain(each) for each in self.api.found],
            "api_nothing": self.api.nothing,
            "pages": [_plain(each) for each in self.pages.found],
            "lists": [_plain(each) for each in self.lists],
            "partitions": asdict(self.partitions) | {"month": str(self.partitions.month)},
            "aims": [asdict(aim) for aim in self.aims()],
            "invariants": {"checked": self.invariants_checked, "broken": self.invariants_broken},
        }


def _plain(opened: Opened) -> dict[str, Any]:
    return {
        "name": opened.label,
        "what": opened.what,
        "queries": opened.queries,
        "p50_ms": opened.timing.percentile(50),
        "p95_ms": opened.timing.percentile(95),
        "database_p50_ms": opened.asking.percentile(50),
        "cpu_ms": opened.cpu_ms,
    }
