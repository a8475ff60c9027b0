"""What was read, and how long it took; shared by the API's reads and the customer's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client
from rich.markup import escape
from rich.table import Table

from bankcore.benchmark.lists import Opened

Ask = Callable[[str], Any]
"""Asks for an address; returns the answer of Django's test client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What was read, and the names of what there was nothing of."""

    found: list[Opened]
    nothing: list[str]

    def slow(self) -> list[Opened]:
        """Return what missed the aim."""
        return [each for each in self.found if each.is_slow]


def host() -> str:
    """Return a name by which this bank may be called."""
    known = [each for each in settings.ALLOWED_HOSTS if each.strip("*.")]
    return known[0] if known else "localhost"


def browser(**headers: str) -> Client:
    """Return a client that calls this bank by its name, with these header fields."""
    return Client(headers={"host": host(), **headers})


def table(title: str, found: list[Opened]) -> Table:
    """Return what was measured, the slowest first."""
    told = Table(
        *("read", "asked", "queries", "p50 ms", "p95 ms", "database p50", "CPU ms"), title=title
    )
    for each in sorted(found, key=lambda each: -(each.timing.percentile(95) or 0)):
        figures = (
            each.timing.percentile(50),
            each.timing.percentile(95),
            each.asking.percentile(50),
            each.cpu_ms,
        )
        told.add_row(
            each.label,
            escape(each.what),
            str(each.queries),
            *(f"{one or 0:,.0f}" for one in figures),
        )
    return told
