"""How long things took, and what that comes to a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Timing:
    """Calls that were timed one by one; each call may have done many `units`."""

    units: int = 0
    wall: float = 0.0
    calls: list[float] = field(default_factory=list)
    errors: int = 0
    retries: int = 0

    @property
    def per_second(self) -> float:
        """Units a second."""
        return self.units / self.wall if self.wall else 0.0

    def percentile(self, percent: int) -> float | None:
        """Return the milliseconds that so many percent of the calls stayed within."""
        if not self.calls:
            return None
        ordered = sorted(self.calls)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000

    def add(self, units: int, seconds: float) -> None:
        """Add one call."""
        self.units += units
        self.calls.append(seconds)


def until(seconds: float, call: Callable[[Timing], None]) -> Timing:
    """Call again and again for so long, at least once, by the clock on the wall."""
    timing = Timing()
    started = time.perf_counter()
    while not timing.wall or timing.wall < seconds:
        call(timing)
        timing.wall = time.perf_counter() - started
    return timing


def together(timings: Sequence[Timing]) -> Timing:
    """Return what sessions side by side did between them."""
    return Timing(
        units=sum(timing.units for timing in timings),
        wall=max(timing.wall for timing in timings),
        calls=[call for timing in timings for call in timing.calls],
        errors=sum(timing.errors for timing in timings),
        retries=sum(timing.retries for timing in timings),
    )
