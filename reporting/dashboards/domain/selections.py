"""What a reader chose, as it is asked of the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Days, both included; a branch, a product (None: all of them), and one currency."""

    first: date
    last: date
    currency: str
    branch: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A choice as a person makes it: a range by its name (Selection.Days), or two days.

    Empty words choose nothing. A range by name follows the newest figures.
    """

    days: str = ""
    first: date | None = None
    last: date | None = None
    branch: str = ""
    product: str = ""
    currency: str = "EUR"
