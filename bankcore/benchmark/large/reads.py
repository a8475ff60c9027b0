"""What was read, and how long it took; shared by the API's reads and the customer's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
